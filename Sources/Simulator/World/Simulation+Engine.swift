import Engine
import RecoveryCore

/// What the real engine does around the core: events in, effects kept and then begun.
extension Simulation {
    /// An event into the core; what it asks for is kept and then begun.
    ///
    /// - Parameter isRepeated: its end was told before: neither the journal nor the trace has it again.
    mutating func tell(_ event: Event, isRepeated: Bool = false) {
        var ends: [JournalEntry] = []
        if !isHosted, !isRepeated, controller.isRunning {
            noteTold(event)
            if case .effectEnded(let id, _) = event { ends.append(.ended(effect: id.number, outcome: "")) }
        }
        hear(event)
        conclude(ends)
    }

    /// One event of several of one moment into the core, which waits with its conclusions.
    mutating func hear(_ event: Event) {
        if isHosted { return outgoing.add(event) }
        guard controller.isRunning else { return }
        cover(EventKind(event))
        controller.recovery.take(event, at: instant(now))
    }

    // What is heard most comes one by one here: the core is spared the list around it.

    mutating func hear(_ heartbeat: Heartbeat) {
        if isHosted { return outgoing.add(.heartbeats([heartbeat])) }
        guard controller.isRunning else { return }
        cover(.heartbeats)
        controller.recovery.take(heartbeat, at: instant(now))
    }

    mutating func hear(_ report: NodeReport) {
        if isHosted { return outgoing.add(.nodesReported([report])) }
        guard controller.isRunning else { return }
        cover(.nodesReported)
        controller.recovery.take(report)
    }

    mutating func hear(_ report: PairReport) {
        if isHosted { return outgoing.add(.pairsReported([report])) }
        guard controller.isRunning else { return }
        cover(.pairsReported)
        controller.recovery.take(report)
    }

    private mutating func cover(_ kind: EventKind) {
        let isReplaced = isReplacedActing
        coverage?.told(kind, isReplaced: isReplaced)
    }

    /// What the core asks for after what it heard is kept and then begun.
    mutating func conclude(_ ends: [JournalEntry] = []) {
        guard !isHosted, controller.isRunning else { return }
        let effects = controller.recovery.conclude(at: instant(now))
        planDeadline()
        if effects.isEmpty, ends.isEmpty { return }
        var turn = EngineTurn(entries: ends)
        for effect in effects { add(effect, to: &turn) }
        write(turn)
        if let latest = controller.leavesBy, controller.recovery.mayLeave || latest <= now {
            controller.leavesBy = nil
            crashController(for: 5 * .second)
        }
    }

    private mutating func add(_ effect: Effect, to turn: inout EngineTurn) {
        note(.decided(effect))
        if !waiting.isEmpty, !isReplacedActing { lookForAims(effect.action) }
        switch effect.action {
        case .record(let entry):
            if case .alarmChanged = entry { isAlarmed = true }
            turn.entries.append(entry)
        case .save(let state): turn.state = state
        case .order, .claim, .publish, .deliver:
            // The words are for people: nobody reads them in most runs.
            let words = isTold ? effect.action.words(in: settings) : ""
            turn.entries.append(.intended(effect: effect.id.number, action: words, reason: effect.reason))
            turn.effects.append(effect)
        case .watch, .inspect, .stretchTimeouts, .answer: turn.effects.append(effect)
        }
    }

    private mutating func planDeadline() {
        let deadline = controller.clock.moment(controller.recovery.nextDeadline)
        controller.due = max(deadline, now, controller.pausedUntil)
    }

    mutating func takeTime() {
        controller.idleTurns = controller.lastIdle == now ? controller.idleTurns + 1 : 0
        controller.lastIdle = now
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
            .syncBecameDue, .foreignEngineSeen, .callerSpoke, .notificationsFailed, .dashboardsChanged, .timePassed,
            .stopRequested:
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
        let isKept = faulted.journal == 0 && !chance.happens(perMille: faulted.journalErrors)
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

    mutating func commit(_ turns: [EngineTurn]) {
        for turn in turns where !turn.entries.isEmpty || turn.state != nil {
            if let state = turn.state {
                controller.saved = state
                controller.savedAt = instant(now)
                controller.savedWall = wallTime
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
        case .stretchTimeouts(let factor): stretchTimeouts(factor)
        case .answer: break
        case .order where isReplacedActing:
            let parcel = keep(.outcome(effect.id, .order(.failed("the node takes no orders from this engine"))))
            queue.plan(.resultArrived(parcel: parcel, process: controller.process), at: now + .millisecond)
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
            send(effect)
        }
    }

    /// To the centre, or to a caller.
    mutating func send(_ effect: Effect) {
        let parcel = keep(.effect(effect))
        queue.plan(
            .effectReached(parcel: parcel, process: controller.process),
            at: now + chance.within(300...20_000) + slowness(of: effect))
    }

    mutating func takeResult(_ parcel: Int, _ process: Int) {
        let kept = parcels.removeValue(forKey: parcel)
        guard process == controller.process else { return }
        switch kept {
        case .outcome(let id, let outcome): tell(.effectEnded(id, outcome))
        case .repetition(let id, let outcome): tell(.effectEnded(id, outcome), isRepeated: true)
        case .effect, .command, nil: break
        }
    }

    /// A slow caller takes its time, and so does a slow centre.
    private func slowness(of effect: Effect) -> Moment {
        switch effect.action {
        case .deliver(let caller, _): callers[caller.index].slowness
        case .claim, .publish: faulted.centreTime
        case .order, .record, .save, .watch, .inspect, .stretchTimeouts, .answer: 0
        }
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
