/// Restart, leaving, what is saved, and when the core wants to be called again.
extension Recovery {
    var durableState: DurableState {
        var state = DurableState(topology: DurableState.Topology(settings), roles: roles, mode: mode)
        state.epoch = epoch
        // Effects of later batches in this life are numbered on from here; the slack covers those that were not saved.
        state.nextEffect = outbox.nextEffect
        state.nextAlarm = alarms.nextID
        state.alarms = alarms.alarms
        state.change = change
        state.lastRoleChange = lastRoleChange
        state.unprotectedSince = unprotectedSince
        state.maintenance = maintenance
        state.guarded = guarded.map(\.node)
        state.ownWrites = ownWrites
        state.leftOut = leftOut
        state.planSerial = planSerial
        return state
    }

    /// I11: a change that was under way resumes after one clean round. What was asked for and never came back is asked
    /// again: orders are idempotent. A change that had not got past its claim is void: nothing was begun, and whether the
    /// claim was kept is not known; the next plan has another fingerprint.
    mutating func resumeAfterRestart(at now: Instant) {
        guard let resumed = change, let index = resumed.current else {
            if change != nil { change = nil }
            return
        }
        guard resumed.steps[index].step != .claim else {
            endChange("voided: drtop was restarted before its first step", at: now)
            return
        }
        for part in resumed.steps[index].parts.indices where resumed.steps[index].parts[part].state == .running {
            change?.steps[index].parts[part].state = .waiting
            change?.steps[index].parts[part].effect = nil
        }
        if resumed.steps[index].state == .running { change?.steps[index].state = .waiting }
        outbox.record(
            .noted(
                "\(resumed.plan.kind.words) \(resumed.plan.fingerprint) resumes at: \(resumed.steps[index].step.words)")
        )
    }

    mutating func stopRequested() {
        isLeaving = true
        let words = change.map {
            "the step in hand of \($0.plan.kind.words) is finished, the rest resumes at the next start"
        }
        outbox.record(.stopped(words ?? "nothing was under way"))
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// After `stopRequested`: nothing that was begun is still under way.
    package var mayLeave: Bool {
        isLeaving
            && !pending.contains { purpose in
                if case .delivery = purpose { false } else { true }
            }
    }

    mutating func journalChanged(_ health: JournalHealth) {
        guard health != journal else { return }
        journal = health
        outbox.record(.noted(health == .writable ? "the journal is writable again" : "the journal cannot be written"))
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// One sample a minute, for the graphs.
    mutating func sample(at now: Instant) {
        guard now >= nextSample else { return }
        nextSample = now + .seconds(60)
        let lags = settings.clusters.filter { roles[$0.id.index] == .backup }
            .map { syncStatus(of: $0.id, at: now).lagBytes }
        outbox.record(
            .sampled(
                available: clusters.map(\.available), total: clusters.map(\.total), lagBytes: lags.first ?? nil))
    }

    /// When conclusions have to be drawn again although nothing happens.
    func findDeadline() -> Instant {
        deadlines.min() ?? nextSample
    }

    private var deadlines: [Instant] {
        var found = [nextSample]
        if let deadline = doubt.deadline { found.append(deadline) }
        if !doubt.isUnsettled {
            for cluster in settings.clusters {
                // A failed verdict that is held back is looked at again with every heartbeat and opinion.
                let watch = clusters[cluster.id.index]
                switch watch.verdict {
                case .failing: found.append(max(watch.since + settings.heartbeat.hold, lastSettled + Self.rejudgement))
                case .recovering: found.append(watch.since + settings.heartbeat.recoveryHold)
                case .unknown, .available, .failed: break
                }
            }
        }
        if let nextOpinion { found.append(nextOpinion) }
        if let deadline = postures.deadline { found.append(max(deadline, lastSettled + Self.rejudgement)) }
        if let deadline = callers.deadline { found.append(deadline) }
        if let deadline = alarms.deadline { found.append(deadline) }
        if let deadline = maintenance.map(\.until).min() { found.append(deadline) }
        if let countdown { found.append(countdown) }
        if let publicationRetry { found.append(max(publicationRetry, lastSettled + Self.rejudgement)) }
        if let since = unprotectedSince, !isUnprotected(at: lastSettled) { found.append(since + Self.protectionGrace) }
        if let stalled = firstUnripeStall { found.append(stalled) }
        if let change, change.currentStep == .deliver,
            let began = change.steps.first(where: { $0.step == .deliver })?.began
        {
            found.append(began + Self.deliveryPatience)
        }
        return found
    }

    /// What waits for something else than time is looked at again this often.
    private static let rejudgement = Duration.milliseconds(100)

    private var firstUnripeStall: Instant? {
        settings.clusters.compactMap { cluster -> Instant? in
            guard lastSyncStates[cluster.id.index] == .stalled else { return nil }
            let ripe = syncSince[cluster.id.index] + Self.protectionGrace
            return ripe > lastSettled ? ripe : nil
        }.min()
    }
}
