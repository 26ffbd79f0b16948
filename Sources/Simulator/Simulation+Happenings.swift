import RecoveryCore

/// What was planned, as it comes true.
extension Simulation {
    mutating func take(_ happening: Happening) {
        // A paused process sees nothing; what came for it waits in its sockets.
        if controller.pausedUntil > now, happening.isForController {
            queue.plan(happening, at: controller.pausedUntil)
            return
        }
        switch happening {
        case .phase(let node, let process): takePhase(node, process)
        case .statusPhase(let node, let process): takeStatusPhase(node, process)
        case .questionArrived(let node, let ticket): answerQuestion(node, ticket)
        case .answerArrived(let node, let ticket, let answer): takeAnswer(node, ticket, answer)
        case .questionExpired(let node, let ticket): takeExpiry(node, ticket)
        case .questionRepeated(let node, let ticket): takeRepetition(node, ticket)
        case .connectionClosed(let node): takeClosedConnection(node)
        case .statusQuestionArrived(let node, let process): answerStatus(node, process)
        case .statusArrived(let slot, let process): takeStatus(slot, process)
        case .turnsWritten(let process): takeWritten(process)
        case .resultArrived(let parcel, let process): takeResult(parcel, process)
        case .orderContinues(let run): continueOrder(run)
        case .effectReached(let parcel, let process): effectReached(parcel, process)
        case .syncBecameDue(let process): takeSyncRun(process)
        case .controllerResumed: resumeController()
        case .controllerStarted: startController()
        case .replicationTurn: replicate()
        case .faultBegan(let index): beginFault(script.faults[index], index)
        case .faultEnded(let index): endFault(script.faults[index])
        case .operatorLooked(let index): look(index)
        case .operatorActed(let parcel): takeCommand(parcel)
        case .healed: heal()
        }
    }

    // MARK: faults

    private mutating func beginFault(_ fault: Fault, _ index: Int) {
        guard !isHealed else { return }
        note(.faultBegan(fault))
        apply(fault.kind, isBeginning: true, fault.duration)
        let end = min(fault.at + fault.duration, script.faultTime - 1)
        queue.plan(.faultEnded(index), at: max(end, now))
    }

    private mutating func endFault(_ fault: Fault) {
        note(.faultEnded(fault))
        apply(fault.kind, isBeginning: false, fault.duration)
    }

    private mutating func apply(_ kind: Fault.Kind, isBeginning: Bool, _ duration: Moment) {
        let sign = isBeginning ? 1 : -1
        switch kind {
        case .crash(let node, let loss): applyCrash(node, loss, sign)
        case .hang(let node):
            nodes[node].hangs += sign
            if isBeginning, nodes[node].process == .running { nodes[node].process = .hung }
            if nodes[node].hangs == 0 { goOn(node) }
        case .slow(let node, let by): nodes[node].slowness += by * Moment(sign)
        case .speaks(let node, let voice):
            if isBeginning {
                nodes[node].voices.append(voice)
            } else if let place = nodes[node].voices.firstIndex(of: voice) {
                nodes[node].voices.remove(at: place)
            }
        case .cut(let from, let to): onLinks(from, to) { $0.cut($1, $2, by: Int16(sign)) }
        case .lossy(let from, let to, let share):
            onLinks(from, to) { $0.lose($1, $2, perMille: Int16(share * sign)) }
        case .delayed(let from, let to, let by):
            onLinks(from, to) { $0.delay($1, $2, by: Int32(by) * Int32(sign)) }
        case .journalFails: faulted.journal += sign
        case .journalSlow(let by): faulted.journalTime += by * Moment(sign)
        case .centreFails: faulted.centre += sign
        case .centreSilent: faulted.silence += sign
        case .callerAway(let caller): callers[caller].isAway += sign
        case .callerIdle(let caller): callers[caller].isIdle += sign
        case .controllerCrash, .controllerPause, .clockJump, .controllerLeaves:
            if isBeginning { strikeController(kind, duration) }
        }
    }

    private mutating func applyCrash(_ node: Int, _ loss: Fault.Loss, _ sign: Int) {
        nodes[node].crashes += sign
        if sign > 0 {
            if nodes[node].process != .dead { crash(node) }
        } else if nodes[node].crashes == 0 {
            restart(node, loss)
        }
    }

    private mutating func strikeController(_ kind: Fault.Kind, _ duration: Moment) {
        switch kind {
        case .controllerCrash: crashController(for: duration)
        case .controllerPause: pauseController(for: duration)
        case .clockJump:
            guard controller.isRunning, controller.pausedUntil <= now else { return }
            tell(.troubled(.clockJump(.seconds(3600))))
        case .controllerLeaves:
            guard controller.isRunning, controller.pausedUntil <= now else { return }
            controller.isLeaving = true
            tell(.stopRequested)
        case .crash, .hang, .slow, .speaks, .cut, .lossy, .delayed, .journalFails, .journalSlow, .centreFails,
            .centreSilent, .callerAway, .callerIdle:
            preconditionFailure("\(kind) does not strike the controller")
        }
    }

    private mutating func onLinks(_ from: Fault.Site, _ to: Fault.Site, _ change: (inout Links, Int, Int) -> Void) {
        for one in places(from) {
            for other in places(to) where one != other { change(&links, one, other) }
        }
    }

    private func places(_ site: Fault.Site) -> [Int] {
        switch site {
        case .controller: [links.controller]
        case .node(let node): [node]
        case .cluster(let cluster): Array(settings.clusters[cluster].nodes)
        }
    }

    /// Everything is mended; who is not back by now comes back.
    private mutating func heal() {
        isHealed = true
        note(.healed)
        if !controller.isRunning { startController() }
    }
}

extension Happening {
    fileprivate var isForController: Bool {
        switch self {
        case .phase, .statusPhase, .answerArrived, .questionExpired, .questionRepeated, .connectionClosed,
            .statusArrived, .turnsWritten, .resultArrived, .orderContinues, .syncBecameDue, .operatorActed:
            true
        case .questionArrived, .statusQuestionArrived, .effectReached, .controllerResumed, .controllerStarted,
            .replicationTurn, .faultBegan, .faultEnded, .operatorLooked, .healed:
            false
        }
    }
}
