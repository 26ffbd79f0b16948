import RecoveryCore

/// The nodes are asked what they do, and the controller is told what follows from their answers.
extension Simulation {
    /// Asked on the heartbeat's connection; without one as soon as there is one again.
    mutating func askStatus(_ index: Int) {
        let target = prober.targets[index]
        prober.targets[index].wantsStatus = !target.isConnected
        guard target.isConnected, let delay = links.travel(links.controller, index, at: now, &chance) else { return }
        queue.plan(
            .statusQuestionArrived(node: index, process: controller.process, connection: target.connection),
            at: now + delay)
    }

    mutating func answerStatus(_ index: Int, _ process: Int, _ connection: UInt32) {
        guard nodes[index].process == .running, nodes[index].voices.isEmpty,
            let delay = links.travel(index, links.controller, at: now, &chance)
        else { return }
        var word = NodeWord(index, nodes[index], at: now)
        word.connection = connection
        let slot: Int
        if let free = freeWords.popLast() {
            slot = free
            words[slot] = word
        } else {
            slot = words.count
            words.append(word)
        }
        queue.plan(.statusArrived(slot: slot, process: process), at: now + delay + nodes[index].slowness)
    }

    mutating func takeStatus(_ slot: Int, _ process: Int) {
        var word = words[slot]
        freeWords.append(slot)
        guard process == controller.process, controller.isRunning,
            word.connection == prober.targets[word.node].connection
        else { return }
        word.arrived = now
        let (watched, clock) = (controller.watched, controller.clock)
        guard let news = board.take(word, primary: watched, by: clock) else { return }
        // One answer of the node: conclusions are drawn once.
        if news == .restarted { hear(.incarnationChanged(NodeID(word.node))) }
        hear(word.report(by: clock))
        for index in board.comparisons.indices { hear(board.comparisons[index]) }
        conclude()
    }
}
