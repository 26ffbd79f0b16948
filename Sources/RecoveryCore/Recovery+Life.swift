/// Restart, leaving, what is saved, and when the core wants to be called again.
extension Recovery {
    var durableState: DurableState {
        var state = DurableState(topology: topology, roles: roles, mode: mode)
        state.epoch = epoch
        // Outside effects of later batches are numbered on from here: each is saved before it starts.
        state.nextEffect = outbox.nextEffect
        state.nextAlarm = alarms.nextID
        state.alarms = alarms.alarms
        state.change = change
        state.converging = converging
        state.lastRoleChange = lastRoleChange
        state.unprotectedSince = unprotectedSince
        state.maintenance = maintenance
        state.guarded = guarded.map(\.node)
        state.strangers = guarded.filter(\.isStranger).map(\.node)
        state.resumed = guarded.filter(\.isResumed).map(\.node)
        state.ownWrites = ownWrites
        state.leftOut = leftOut
        state.givenUp = givenUp.map(\.node)
        state.planSerial = planSerial
        state.waivers = callers.waivers(in: settings)
        state.isSyncRunOpen = isSyncRunOpen
        return state
    }

    /// I11: a change that was under way resumes after one clean round. What was asked for and never came back is asked
    /// again: orders are idempotent. A change that had not got past its claim is void: nothing was begun, and whether the
    /// claim was kept is not known; the next plan has another fingerprint.
    mutating func resumeAfterRestart(at now: Instant) {
        guard let resumed = change, let index = resumed.current else {
            change = nil
            return
        }
        guard resumed.steps[index].step != .claim else {
            endChange(resumed, "voided: drtop was restarted before its first step", at: now)
            return
        }
        for part in resumed.steps[index].parts.indices where resumed.steps[index].parts[part].state == .running {
            change?.steps[index].parts[part].state = .waiting
            change?.steps[index].parts[part].effect = nil
        }
        if resumed.steps[index].state == .running {
            change?.steps[index].state = .waiting
            change?.steps[index].began = nil
        }
        change?.steps[index].effect = nil
        // What is not in force by now never will be: an engine of the past is refused.
        if callers.newestEpoch <= resumed.plan.epoch { change?.unanswered = nil }
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

}
