import RecoveryCore

/// What was planned, as it comes true.
extension Simulation {
    mutating func take(_ happening: Happening) {
        let isForReplaced = (replaced?.controller.process).map { happening.isFor($0, runs, parcels) } ?? false
        if isForReplaced { changePlaces() }
        defer { if isForReplaced { changePlaces() } }
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
        case .statusQuestionArrived(let node, let process, let connection):
            answerStatus(node, process, connection)
        case .statusArrived(let slot, let process): takeStatus(slot, process)
        case .turnsWritten(let process): takeWritten(process)
        case .resultArrived(let parcel, let process): takeResult(parcel, process)
        case .orderContinues(let run): continueOrder(run)
        case .effectReached(let parcel, let process): effectReached(parcel, process)
        case .syncBecameDue(let process): takeSyncRun(process)
        case .controllerResumed: resumeController()
        case .controllerStarted: startController()
        case .foreignEngineSeen(let isThere): tell(.foreignEngineSeen(isThere ? "elsewhere.4711" : nil))
        case .replicationTurn: replicate()
        case .faultBegan(let index) where script.faults[index].aim != nil: waiting.append(index)
        case .faultBegan(let index), .faultStruck(let index): beginFault(script.faults[index], index)
        case .faultEnded(let index): endFault(script.faults[index])
        case .operatorLooked(let index): look(index)
        case .callerCame(let index): callerCame(index)
        case .callerUses(let index): callerUses(index)
        case .callerSays(let index, let epoch): callerSays(index, epoch)
        case .operatorActed(let parcel): takeCommand(parcel)
        case .healed: heal()
        case .soundnessLooked: lookForSoundness()
        }
    }

    // MARK: faults

    private mutating func beginFault(_ fault: Fault, _ index: Int) {
        guard !isHealed else { return }
        note(.faultBegan(fault))
        apply(fault.kind, isBeginning: true, fault.duration)
        let end = min((fault.aim == nil ? fault.at : now) + fault.duration, script.faultTime - 1)
        queue.plan(.faultEnded(index), at: max(end, now))
    }

    /// What waits for this strikes.
    mutating func lookForAims(_ action: Effect.Action) {
        for index in waiting {
            guard let aim = script.faults[index].aim, aim.isMet(by: action) else { continue }
            waiting.removeAll { $0 == index }
            queue.plan(.faultStruck(index), at: now + aim.delay)
        }
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
        case .cut(let from, let to): onLinks(from, to) { $0.cut($1, $2, by: sign) }
        case .lossy(let from, let to, let share): onLinks(from, to) { $0.lose($1, $2, perMille: share, by: sign) }
        case .delayed(let from, let to, let by): onLinks(from, to) { $0.delay($1, $2, by, by: sign) }
        case .disordered(let from, let to, let by): onLinks(from, to) { $0.disorder($1, $2, by, by: sign) }
        case .doubled(let from, let to, let share): onLinks(from, to) { $0.double($1, $2, perMille: share, by: sign) }
        case .clogged(let from, let to):
            let clearing = now + duration
            onLinks(from, to) { $0.clog($1, $2, until: clearing, by: sign) }
        case .isolated(let site): isolate(site, by: sign)
        case .journalFails, .journalSlow, .journalErrs, .centreFails, .centreSlow, .centreSilent, .centreStale:
            applyToStore(kind, sign)
        case .callerAway, .callerIdle, .callerSlow, .callerRepeats, .operatorsAbsent, .operatorsRace:
            applyToPeople(kind, sign)
        case .clockDrift(let drift):
            controller.clock.run(at: controller.clock.drift + drift * Moment(sign), from: now)
        case .engineReplaced: if isBeginning { replaceEngine() } else { endReplacedEngine() }
        case .disobeys(let node): nodes[node].refusals += sign
        case .syncDue: if isBeginning, controller.isRunning, controller.pausedUntil <= now { tell(.syncBecameDue) }
        case .foreignEngine: queue.plan(.foreignEngineSeen(isBeginning), at: now)
        case .notificationsFail: failNotifications(sign)
        case .controllerCrash, .controllerPause, .clockJump, .controllerLeaves:
            if isBeginning { strikeController(kind, duration) }
        }
    }

    private mutating func applyToStore(_ kind: Fault.Kind, _ sign: Int) {
        switch kind {
        case .journalFails: faulted.journal += sign
        case .journalSlow(let by): faulted.journalTime += by * Moment(sign)
        case .journalErrs(let share): faulted.journalErrors += share * sign
        case .centreFails: faulted.centre += sign
        case .centreSlow(let by): faulted.centreTime += by * Moment(sign)
        case .centreSilent: faulted.silence += sign
        case .centreStale: faulted.staleness += sign
        default: preconditionFailure("\(kind) is no matter of the store")
        }
        if sign > 0 { noteHolds() }
    }

    private mutating func applyToPeople(_ kind: Fault.Kind, _ sign: Int) {
        switch kind {
        case .callerAway(let caller): callers[caller].isAway += sign
        case .callerIdle(let caller): callers[caller].isIdle += sign
        case .callerSlow(let caller, let by): callers[caller].slowness += by * Moment(sign)
        case .callerRepeats(let caller): callers[caller].repeats += sign
        case .operatorsAbsent:
            faulted.absence += sign
            if controller.isRunning, controller.pausedUntil <= now { tellOfDashboards() }
        case .operatorsRace: faulted.races += sign
        default: preconditionFailure("\(kind) is no matter of people")
        }
    }

    private mutating func failNotifications(_ sign: Int) {
        faulted.notifications += sign
        guard controller.isRunning, controller.pausedUntil <= now else { return }
        tellOfNotifications()
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
        case .clockJump(let by): stepWallClock(by: by)
        case .controllerLeaves:
            guard controller.isRunning, controller.pausedUntil <= now else { return }
            // As the engine does: a copy, or a node that hangs, is not waited for any longer.
            controller.leavesBy = now + 30 * .second
            tell(.stopRequested)
        default: preconditionFailure("\(kind) does not strike the controller")
        }
    }

    private mutating func onLinks(_ from: Fault.Site, _ to: Fault.Site, _ change: (inout Links, Int, Int) -> Void) {
        for one in places(from) {
            for other in places(to) where one != other { change(&links, one, other) }
        }
    }

    private mutating func isolate(_ site: Fault.Site, by sign: Int) {
        let inside = places(site)
        for one in inside {
            for other in links.all where !inside.contains(other) {
                links.cut(one, other, by: sign)
                links.cut(other, one, by: sign)
            }
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
        queue.plan(.soundnessLooked, at: now + Self.soundnessPause)
    }
}

extension Happening {
    fileprivate var isForController: Bool {
        switch self {
        case .phase, .statusPhase, .answerArrived, .questionExpired, .questionRepeated, .connectionClosed,
            .statusArrived, .turnsWritten, .resultArrived, .orderContinues, .syncBecameDue, .operatorActed,
            .foreignEngineSeen:
            true
        case .questionArrived, .statusQuestionArrived, .effectReached, .controllerResumed, .controllerStarted,
            .replicationTurn, .faultBegan, .faultStruck, .faultEnded, .operatorLooked, .callerCame, .callerUses,
            .callerSays, .healed,
            .soundnessLooked:
            false
        }
    }
}
