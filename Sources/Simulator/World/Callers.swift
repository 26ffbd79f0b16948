import RecoveryCore

/// A caller as it really is.
struct SimulatedCaller: Sendable {
    /// What reached it last; it uses that soon, or not.
    var holds: ConfigurationInformation?
    var uses: ConfigurationInformation?
    var isAway = 0
    var isIdle = 0
    var slowness: Moment = 0
    var repeats = 0
}

extension Caller {
    /// drtop writes its file and sees it used. Others say so themselves, at the interface.
    fileprivate var isSeenToApply: Bool { !speaks }
}

extension Simulation {
    /// The controller writes a caller's file, or asks its address, itself: a process that is gone delivers nothing any more.
    mutating func deliver(
        _ information: ConfigurationInformation, to caller: CallerID, _ effect: EffectID, _ process: Int
    ) {
        guard process == controller.process, controller.isRunning else { return }
        // The driver leaves a file alone that holds a newer epoch; the core must not rely on it while it is the only one.
        if isReplacedActing, let held = callers[caller.index].holds, held.epoch > information.epoch {
            return answer(effect, .delivery(.failed("it holds epoch \(held.epoch), which is newer")), process)
        }
        guard callers[caller.index].isAway == 0 else {
            return answer(effect, .delivery(.failed("it does not answer")), process)
        }
        guard settings.caller(caller).isSeenToApply else {
            callers[caller.index].holds = information
            queue.plan(.callerUses(caller.index), at: now + callerChance.within(50...3000) * .millisecond)
            return answer(effect, .delivery(.delivered), process)
        }
        guard callers[caller.index].isIdle == 0 else {
            return answer(effect, .delivery(.failed("its reload failed")), process)
        }
        callers[caller.index].holds = information
        use(caller.index)
        answer(effect, .delivery(.applied), process)
        // It says so again; the shell has closed that matter, and the core must not mind either.
        if callers[caller.index].repeats > 0 { repeatAnswer(effect, .delivery(.applied), process) }
    }

    private mutating func repeatAnswer(_ effect: EffectID, _ outcome: EffectOutcome, _ process: Int) {
        let parcel = keep(.repetition(effect, outcome))
        queue.plan(.resultArrived(parcel: parcel, process: process), at: now + chance.within(5000...500_000))
    }

    // MARK: those that come to the interface

    mutating func planCallers() {
        for caller in settings.callers where caller.speaks { planCaller(caller.id.index) }
    }

    private mutating func planCaller(_ index: Int) {
        queue.plan(.callerCame(index), at: now + callerChance.within(2000...20_000) * .millisecond)
    }

    /// It fetches what is in force, unless that is brought to it, and says what it uses: as after every connection.
    mutating func callerCame(_ index: Int) {
        planCaller(index)
        guard isInterfaceOpen, callers[index].isAway == 0 else { return }
        if settings.callers[index].deliveries.isEmpty, faulted.centre == 0, let newest = document(for: index) {
            callers[index].holds = newest
            tell(.callerSpoke(CallerID(index), epoch: newest.epoch, applies: false))
        }
        queue.plan(.callerUses(index), at: now + callerChance.within(10...500) * .millisecond + callers[index].slowness)
    }

    /// What it holds comes into use, and it says so.
    mutating func callerUses(_ index: Int) {
        guard callers[index].isIdle == 0, callers[index].holds != nil else { return }
        use(index)
        guard callers[index].isAway == 0, let epoch = callers[index].uses?.epoch else { return }
        callerSays(index, epoch)
        guard callers[index].repeats > 0 else { return }
        // Late enough for a newer epoch to have come.
        queue.plan(.callerSays(index, epoch), at: now + callerChance.within(1...60) * .second)
    }

    mutating func callerSays(_ index: Int, _ epoch: Epoch) {
        guard isInterfaceOpen else { return }
        tell(.callerSpoke(CallerID(index), epoch: epoch, applies: true))
    }

    private var isInterfaceOpen: Bool { controller.isRunning && controller.pausedUntil <= now }

    private func document(for index: Int) -> ConfigurationInformation? {
        centre.documents.first { $0.caller == settings.callers[index].name }
    }

    // MARK: the truth

    private mutating func use(_ index: Int) {
        guard let held = callers[index].holds, callers[index].uses != held else { return }
        callers[index].uses = held
        note(.applied(caller: index, held))
        findWritten()
    }

    /// I18: what the callers hold when drtop or its store goes.
    mutating func noteHolds() {
        for index in callers.indices { note(.holds(caller: index, callers[index].uses)) }
    }

    /// Callers write to the nodes that their information names.
    private mutating func findWritten() {
        let named = Set(callers.flatMap { $0.uses?.endpoints.map(\.node) ?? [] })
        for node in settings.nodes { nodes[node.id.index].isWritten = named.contains(node.name) }
    }
}
