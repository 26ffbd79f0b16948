import RecoveryCore

/// One process of the controller after another around the unchanged core, driven as the engine drives it.
struct Controller: Sendable {
    var recovery: Recovery
    var isRunning = false
    /// Counts the processes: what was meant for an earlier one is void.
    var process = 0
    /// The process's monotonic clock minus simulated time: it begins elsewhere after each start.
    var clock: Duration = .zero
    var pausedUntil: Moment = 0
    var awakeSince: Moment = -1
    var watched: ClusterID
    /// When the core wants to be called.
    var due: Moment = .max
    /// Calls in a row at one moment.
    var idleTurns = 0
    var isLeaving = false

    // What is on disk.
    var saved: DurableState?
    var savedClock: Duration = .zero
    var applied: [Epoch]

    // What waits for the disk.
    var turns: [EngineTurn] = []
    var writing: [EngineTurn] = []
    var backlog = EngineTurn()
    var isWriting = false
    var isFailing = false

    init(_ settings: Settings) {
        recovery = Recovery(settings: settings, at: .origin)
        watched = settings.clusters.first { $0.initialRole == .primary }?.id ?? ClusterID(0)
        applied = Array(repeating: 0, count: settings.callers.count)
    }

    func instant(_ moment: Moment) -> Instant {
        Instant(sinceOrigin: .microseconds(moment) + clock)
    }
}

/// What the core asked for at once: kept first, then begun.
struct EngineTurn: Sendable {
    var entries: [JournalEntry] = []
    var state: DurableState?
    var effects: [Effect] = []
}

extension Simulation {
    mutating func startController() {
        guard !controller.isRunning else { return }
        controller.process += 1
        controller.isRunning = true
        controller.isLeaving = false
        controller.pausedUntil = now
        controller.awakeSince = now
        controller.turns = []
        controller.writing = []
        controller.backlog = EngineTurn()
        controller.isWriting = false
        controller.isFailing = false
        controller.clock = .seconds(chance.within(0...100_000)) - .microseconds(now)
        let state = controller.saved?.shifted(by: controller.clock - controller.savedClock)
        let progress = settings.callers.compactMap { caller -> CallerProgress? in
            let epoch = controller.applied[caller.id.index]
            return epoch > 0 ? CallerProgress(caller: caller.name, delivered: epoch, applied: epoch) : nil
        }
        controller.recovery = Recovery(
            settings: settings, state: state, published: centre.documents, progress: progress,
            at: controller.instant(now))
        controller.watched = settings.clusters.first { $0.initialRole == .primary }?.id ?? ClusterID(0)
        centre.begin(term: controller.process)
        board = Array(repeating: nil, count: nodes.count)
        samples = board
        note(.started)
        startProber()
        controller.due = now
        planSyncRun()
    }

    mutating func crashController(for time: Moment) {
        guard controller.isRunning else { return }
        controller.isRunning = false
        controller.due = .max
        // What was being written is on disk as a whole, or not at all.
        if controller.isWriting, faulted.journal == 0, chance.happens(perMille: 500) { commit(controller.writing) }
        note(.crashed)
        queue.plan(.controllerStarted, at: now + time)
    }

    mutating func pauseController(for time: Moment) {
        guard controller.isRunning, controller.pausedUntil <= now else { return }
        controller.pausedUntil = now + time
        pauseBegan = now
        controller.due = max(controller.due, controller.pausedUntil)
        queue.plan(.controllerResumed, at: controller.pausedUntil)
    }

    mutating func resumeController() {
        guard controller.isRunning, controller.pausedUntil == now else { return }
        controller.awakeSince = now
        if now - pauseBegan > 2 * .second + 500 * .millisecond {
            tell(.troubled(.lateTick(.microseconds(now - pauseBegan))))
        }
    }

    private mutating func planSyncRun() {
        guard case .every(let period) = settings.sync.rule else { return }
        let every = period.microseconds
        queue.plan(.syncBecameDue(process: controller.process), at: (now / every + 1) * every)
    }

    mutating func takeSyncRun(_ process: Int) {
        guard process == controller.process, controller.isRunning else { return }
        tell(.syncBecameDue)
        planSyncRun()
    }

    // MARK: the core

    /// One event into the core; what it asks for is kept and then begun.
    mutating func tell(_ event: Event) {
        guard controller.isRunning else { return }
        noteTold(event)
        var turn = EngineTurn()
        if case .effectEnded(let id, _) = event { turn.entries.append(.ended(effect: id.number, outcome: "")) }
        let effects = controller.recovery.handle(event, at: controller.instant(now))
        planDeadline()
        if effects.isEmpty, turn.entries.isEmpty { return }
        for effect in effects {
            note(.decided(effect))
            switch effect.action {
            case .record(let entry):
                if case .alarmChanged = entry { isAlarmed = true }
                turn.entries.append(entry)
            case .save(let state): turn.state = state
            case .order, .claim, .publish, .deliver:
                turn.entries.append(.intended(effect: effect.id.number, action: "", reason: effect.reason))
                turn.effects.append(effect)
            case .watch, .inspect, .stretchTimeouts, .answer: turn.effects.append(effect)
            }
        }
        write(turn)
        if controller.isLeaving, controller.recovery.mayLeave {
            controller.isLeaving = false
            crashController(for: 5 * .second)
        }
    }

    mutating func tellEnd(_ id: EffectID, _ outcome: EffectOutcome) {
        tell(.effectEnded(id, outcome))
    }

    private mutating func planDeadline() {
        let deadline = (controller.recovery.nextDeadline.sinceOrigin - controller.clock).microseconds
        controller.due = max(deadline, now, controller.pausedUntil)
    }

    mutating func takeTime() {
        controller.idleTurns = lastIdle == now ? controller.idleTurns + 1 : 0
        lastIdle = now
        guard controller.idleTurns < 100 else {
            return fail("I12", "the core asks to be called again and again at one moment")
        }
        tell(.timePassed)
    }

    private mutating func noteTold(_ event: Event) {
        switch event {
        case .troubled(let trouble): note(.troubled(trouble))
        case .journalChanged(let health): note(.journalChanged(health))
        case .effectEnded(let id, let outcome): note(.ended(id, outcome))
        case .commanded(let request): note(.commanded(request))
        case .heartbeats, .connectionClosed, .incarnationChanged, .nodesReported, .pairsReported, .orderProgressed,
            .syncBecameDue, .foreignEngineSeen, .timePassed, .stopRequested:
            break
        }
    }

    // MARK: the journal

    private mutating func write(_ turn: EngineTurn) {
        if turn.entries.isEmpty, turn.state == nil, !controller.isWriting, controller.turns.isEmpty,
            !controller.isFailing
        {
            for effect in turn.effects { begin(effect, isKept: true) }
            return
        }
        controller.turns.append(turn)
        if !controller.isWriting { beginWriting() }
    }

    private mutating func beginWriting() {
        controller.isWriting = true
        controller.writing = controller.turns
        controller.turns.removeAll(keepingCapacity: true)
        let pause = controller.isFailing ? .second : faulted.journalTime + chance.within(500...3000)
        queue.plan(.turnsWritten(process: controller.process), at: now + pause)
    }

    mutating func takeWritten(_ process: Int) {
        guard process == controller.process, controller.isRunning else { return }
        let written = controller.writing
        controller.writing = []
        for turn in written {
            controller.backlog.entries += turn.entries
            if let state = turn.state { controller.backlog.state = state }
        }
        let isKept = faulted.journal == 0
        if isKept {
            commit([controller.backlog])
            controller.backlog = EngineTurn()
        }
        let changed = controller.isFailing == isKept
        controller.isFailing = !isKept
        controller.isWriting = false
        for turn in written {
            for effect in turn.effects { begin(effect, isKept: isKept) }
        }
        if changed {
            let health: JournalHealth = isKept ? .writable : .failing("no space left on device")
            tell(.journalChanged(health))
        }
        if !controller.isWriting, !controller.turns.isEmpty || controller.isFailing { beginWriting() }
    }

    private mutating func commit(_ turns: [EngineTurn]) {
        for turn in turns where !turn.entries.isEmpty || turn.state != nil {
            if let state = turn.state {
                controller.saved = state
                controller.savedClock = controller.clock
            }
            for case .applied(let name, let epoch) in turn.entries {
                guard let index = settings.callers.firstIndex(where: { $0.name == name }) else { continue }
                controller.applied[index] = max(controller.applied[index], epoch)
            }
            note(.durable(turn.entries, turn.state))
        }
    }

    // MARK: effects

    private mutating func begin(_ effect: Effect, isKept: Bool) {
        switch effect.action {
        case .record, .save: break
        case .watch(let primary): controller.watched = primary
        case .inspect(let asked):
            for node in asked { askStatus(node.index) }
        case .stretchTimeouts(let factor): prober.timeout = prober.leastTimeout * Moment(factor)
        case .answer: break
        case .order(let order) where isKept || order.isProtective:
            note(.began(effect))
            carryOut(order, effect.id)
        case .claim, .publish, .deliver, .order:
            guard isKept else {
                let parcel = keep(.outcome(effect.id, effect.action.failure))
                queue.plan(.resultArrived(parcel: parcel, process: controller.process), at: now + 1)
                return
            }
            note(.began(effect))
            let parcel = keep(.effect(effect))
            queue.plan(
                .effectReached(parcel: parcel, process: controller.process), at: now + chance.within(300...20_000))
        }
    }

    mutating func takeResult(_ parcel: Int, _ process: Int) {
        guard case .outcome(let id, let outcome)? = parcels.removeValue(forKey: parcel),
            process == controller.process
        else { return }
        tellEnd(id, outcome)
    }
}

extension Order {
    /// Allowed although the journal cannot be written (I21).
    var isProtective: Bool {
        switch action {
        case .park, .fence: true
        case .promote, .follow, .handOver: false
        }
    }
}

extension Effect.Action {
    fileprivate var failure: EffectOutcome {
        let why = "the journal cannot be written"
        return switch self {
        case .claim: .claim(.failed(why))
        case .publish: .publication(.failed(why))
        case .deliver: .delivery(.failed(why))
        case .order, .record, .save, .watch, .inspect, .stretchTimeouts, .answer: .order(.failed(why))
        }
    }
}
