import RecoveryCore

/// People at the screen: they look now and then, more often when an alarm calls, and do what seems right to them; some are
/// late, do it twice, mistype, or hold on to an old plan.
struct SimulatedOperator: Sendable {
    var name: String
    /// Makes mistakes; in the second phase nobody does.
    var isCareless: Bool
    /// What was seen at the last look.
    var oldFingerprint: String?
    var looks = 0
}

extension Simulation {
    mutating func look(_ index: Int) {
        // What is shown is durable.
        if controller.isRunning, controller.isWriting, !controller.isFailing {
            return queue.plan(.operatorLooked(index), at: now + 10 * .millisecond)
        }
        let isCalm = !isHealed && controller.isRunning && !isAlarmed
        let pause: Moment = isCalm ? chance.within(20...60) : chance.within(2...10)
        queue.plan(.operatorLooked(index), at: now + pause * .second + chance.within(0...999_999))
        guard controller.isRunning, controller.pausedUntil <= now, faulted.absence == 0 else { return }
        let snapshot = controller.recovery.snapshot(
            at: instant(now), wallTime: Double(now) / 1e6)
        note(.shown(snapshot))
        isAlarmed = snapshot.phase != .synchronizing || snapshot.alarms.contains { $0.acknowledgement == nil }
        operators[index].looks += 1
        for command in wishes(index, snapshot) { act(index, command, after: chance.within(100...1500) * .millisecond) }
        operators[index].oldFingerprint = snapshot.offers.compactMap(\.plan).first?.fingerprint
    }

    private mutating func act(_ index: Int, _ command: OperatorCommand, after time: Moment) {
        commands += 1
        let request = CommandRequest(
            id: CommandID("c\(commands)"), operator: operators[index].name, command: command)
        // Some sit at the screen of an engine that was replaced.
        let isMisled = replaced != nil && chance.happens(perMille: 400)
        let process = isMisled ? replaced?.controller.process : nil
        let parcel = keep(.command(request, process: process ?? controller.process))
        queue.plan(.operatorActed(parcel: parcel), at: now + time)
    }

    mutating func takeCommand(_ parcel: Int) {
        guard case .command(let request, _)? = parcels.removeValue(forKey: parcel), controller.isRunning else {
            return
        }
        tell(.commanded(request))
    }

    private mutating func wishes(_ index: Int, _ snapshot: Snapshot) -> [OperatorCommand] {
        var wishes: [OperatorCommand] = []
        for alarm in snapshot.alarms where alarm.acknowledgement == nil {
            if alarm.kind == .first {
                wishes.append(.acknowledge(.first))
            } else if isHealed || chance.happens(perMille: 600) {
                wishes.append(.acknowledge(.id(alarm.id)))
            }
        }
        if isHealed, snapshot.mode == .observe { wishes.append(.setMode(.confirm)) }
        for node in snapshot.returnedNodes.map(\.node) where isHealed || chance.happens(perMille: 200) {
            wishes.append(chance.happens(perMille: 700) ? .restore(node) : .resume(node))
        }
        wishes += whenStuck(snapshot)
        wishes += aboutCallers(snapshot)
        wishes += confirmations(index, snapshot)
        if snapshot.overlays.contains(.contradicted), chance.happens(perMille: 50) {
            wishes.append(.overrideContradiction(reason: "seen at the rack"))
        }
        if !isHealed, operators[index].isCareless { wishes += mischief(index, snapshot) }
        return wishes
    }

    private mutating func whenStuck(_ snapshot: Snapshot) -> [OperatorCommand] {
        guard let change = snapshot.change, change.isStuck else { return [] }
        switch chance.below(4) {
        case 0:
            return [change.failedPairs.first.map { .goOnWithout($0) } ?? .retry]
        case 1: return [.abort]
        default: return [.retry]
        }
    }

    /// The first laggard is sent it again, or no longer waited for.
    private mutating func aboutCallers(_ snapshot: Snapshot) -> [OperatorCommand] {
        guard snapshot.alarms.contains(where: { $0.kind == .callersBehind && $0.isActive }),
            let laggard = snapshot.callers.firstIndex(where: { $0.reached < snapshot.epoch }),
            callerChance.happens(perMille: 200)
        else { return [] }
        let caller = CallerID(laggard)
        return isHealed || callerChance.happens(perMille: 700)
            ? [.sendAgain(caller)] : [.waive(caller, reason: "is moved")]
    }

    private mutating func aboutSomeCaller() -> [OperatorCommand] {
        guard !settings.callers.isEmpty else { return [] }
        let caller = CallerID(callerChance.below(settings.callers.count))
        return [callerChance.happens(perMille: 500) ? .sendAgain(caller) : .waive(caller, reason: "known")]
    }

    private mutating func confirmations(_ index: Int, _ snapshot: Snapshot) -> [OperatorCommand] {
        for offer in snapshot.offers where offer.isPossible {
            guard let plan = offer.plan else { continue }
            let isWanted =
                switch offer.kind {
                case .failover, .reverseSync: isHealed || chance.happens(perMille: 400)
                // By a preset rule it can be seldom: then somebody waits for it.
                case .switchover:
                    script.hasSwitchovers && !isHealed
                        && chance.happens(perMille: settings.sync.rule == .realTime ? 15 : 200)
                }
            guard isWanted else { continue }
            let name = settings.name(of: plan.target)
            let command = OperatorCommand.confirm(offer.kind, fingerprint: plan.fingerprint, typed: name)
            if faulted.races > 0 { race(index, command) }
            guard !isHealed, operators[index].isCareless else { return [command] }
            switch chance.below(6) {
            case 0: return [command, command]
            case 1: return [.confirm(offer.kind, fingerprint: plan.fingerprint, typed: name + "x")]
            case 2:
                let old = operators[index].oldFingerprint ?? "00000000"
                return [.confirm(offer.kind, fingerprint: old, typed: name)]
            case 3:
                act(index, command, after: chance.within(1...90) * .second)
                return []
            default: return [command]
            }
        }
        return []
    }

    /// Somebody else confirms the same plan within the same milliseconds, or thinks better of it and aborts.
    private mutating func race(_ index: Int, _ command: OperatorCommand) {
        let other = (index + 1) % operators.count
        let time = chance.within(100...1500) * .millisecond
        act(index, command, after: time)
        act(
            other, chance.happens(perMille: 500) ? command : .abort,
            after: max(0, time + chance.within(-20...40) * .millisecond))
    }

    private mutating func mischief(_ index: Int, _ snapshot: Snapshot) -> [OperatorCommand] {
        guard chance.happens(perMille: 150) else { return [] }
        let node = NodeID(chance.below(nodes.count))
        return switch chance.below(10) {
        case 0: [.abort]
        case 1: [.retry]
        case 2: [.setMode(chance.pick([.confirm, .automatic, .observe, .confirm]))]
        case 3: [.startMaintenance(node, duration: .seconds(chance.within(10...200)))]
        case 4: [.endMaintenance(node)]
        case 5: [.resume(node)]
        case 6: [.restore(node)]
        case 7:
            snapshot.alarms.map(\.id).first.map {
                [.shelve($0, reason: "known", duration: .seconds(chance.within(10...300)))]
            } ?? []
        case 8: [.acknowledge(.all)]
        default: aboutSomeCaller()
        }
    }
}
