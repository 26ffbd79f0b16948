import RecoveryCore

/// The driver's board in the controller: what the nodes last said, and what follows from it for each pair.
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
        let known = board[word.node]
        if let known, known.said > word.said { return }
        samples[word.node] = known
        board[word.node] = word
        var events: [Event] = []
        if let seen = prober.targets[word.node].start, seen != word.start {
            samples[word.node] = nil
            events.append(.incarnationChanged(NodeID(word.node)))
        }
        prober.targets[word.node].start = word.start
        events.append(.nodesReported([report(word)]))
        let pairs = pairReports(of: word.node)
        if !pairs.isEmpty { events.append(.pairsReported(pairs)) }
        // One answer of the node: conclusions are drawn once.
        tell(events)
    }

    private func report(_ word: NodeWord) -> NodeReport {
        let role: StorageRole =
            switch (word.role, word.link) {
            case (.writable, _): .writable
            case (.parked, _): .following(.parked, .down)
            case (.following(let source), .up): .following(.node(NodeID(source)), .up)
            case (.following(let source), .down): .following(.node(NodeID(source)), .down)
            case (.following(let source), .copying(let since, let until)):
                .following(
                    .node(NodeID(source)),
                    .copying(share: Double(word.said - since) / Double(max(until - since, 1)), bytesLeft: nil))
            }
        return NodeReport(
            node: NodeID(word.node), at: controller.instant(word.arrived), incarnation: "\(word.node)-\(word.start)",
            role: role, data: word.isEmpty ? .empty : .holds(keys: max(word.offset / 100, 1)))
    }

    private func pairReports(of index: Int) -> [PairReport] {
        let primary = controller.watched
        let node = settings.nodes[index]
        guard let pair = node.pair else { return [] }
        if node.cluster != primary {
            guard let upstream = settings.node(of: pair, in: primary),
                let report = pairReport(pair, upstream.index, index)
            else { return [] }
            return [report]
        }
        var found: [PairReport] = []
        for cluster in settings.clusters where cluster.id != primary {
            guard let downstream = settings.node(of: pair, in: cluster.id),
                let report = pairReport(pair, index, downstream.index)
            else { continue }
            found.append(report)
        }
        return found
    }

    private func pairReport(_ pair: PairID, _ upstream: Int, _ downstream: Int) -> PairReport? {
        guard let lower = board[downstream] else { return nil }
        var report = PairReport(
            pair: pair, upstream: NodeID(upstream), downstream: NodeID(downstream),
            at: controller.instant(lower.arrived))
        // Whole seconds, as Redis tells it.
        if lower.role == .following(upstream), lower.heard >= 0 {
            let silence = (lower.said - lower.heard) / .second * .second
            report.heard = controller.instant(lower.arrived - silence)
        }
        guard let upper = board[upstream] else { return report }
        report.upstreamSampled = controller.instant(upper.arrived)
        report.lag = lower.lag(behind: upper).map { Lag(bytes: $0, time: $0 == 0 ? .zero : .seconds(1)) }
        if let older = samples[upstream], older.history == upper.history, upper.said > older.said {
            report.writeRate = Double(upper.offset - older.offset) / (Double(upper.said - older.said) / 1e6)
        }
        report.forecast = lower.forecast(from: upper)
        report.ownWrites = lower.ownWrites(against: upper).map { OwnWrites(bytes: $0, commands: $0 == 0 ? 0 : nil) }
        report.upstreamWrites = upper.ownWrites(against: lower).map { OwnWrites(bytes: $0) }
        return report
    }
}
