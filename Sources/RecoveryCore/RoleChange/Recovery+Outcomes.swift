/// Every effect comes back as an event, also when it failed or timed out.
extension Recovery {
    mutating func effectEnded(_ id: EffectID, _ outcome: EffectOutcome, at now: Instant) {
        // A result of a change that is over, or of another process's life: the journal has it, nothing follows from it.
        guard let (purpose, action) = pending.remove(id) else { return }
        outbox.isDirty = true
        switch (purpose, action) {
        case (.posture(let node, let posture), .order):
            postureEnded(node, posture, outcome.ofOrder, at: now)
        case (.step(let step, let node?), .order):
            partEnded(step, node, id, outcome.ofOrder, at: now)
        case (.step, .claim):
            if let (change, index) = stepInHand(id) { claimEnded(change, index, outcome.ofClaim, at: now) }
        case (.step, .publish(let publication)):
            if let (change, index) = stepInHand(id) {
                publicationOfChangeEnded(change, index, publication, outcome.ofPublication, at: now)
            }
        case (.publication, .publish(let publication)):
            publicationEnded(publication, outcome.ofPublication, at: now)
        case (.delivery(let caller, let epoch), .deliver):
            deliveryEnded(caller, epoch, outcome.ofDelivery, at: now)
        case (_, let action):
            // Our own mistake, made where the effect was asked for.
            preconditionFailure("\(action) was asked for the purpose of \(purpose)")
        }
    }

    mutating func orderProgressed(_ id: EffectID, _ progress: OrderProgress) {
        guard case .step(let step, let node?)? = pending.purpose(of: id) else { return }
        change?.update(step, node: node) { part in
            part.share = progress.share
            part.text = progress.text
        }
    }

    private mutating func partEnded(
        _ step: RoleChange.Step, _ node: NodeID, _ id: EffectID, _ outcome: OrderOutcome, at now: Instant
    ) {
        // What an aborted change had asked for is read off the next reports.
        guard let change, change.part(of: step, node)?.effect == id else { return }
        self.change?.update(step, node: node) { part in
            switch outcome {
            case .done(let finding):
                part.state = .done
                part.text = finding.text
            case .failed(let text):
                part.state = step == .fence ? .skipped("\(text): fenced the moment it answers") : .failed(text)
            case .timedOut:
                part.state =
                    step == .fence
                    ? .skipped("no answer in time: fenced the moment it answers")
                    : .failed("no answer in time")
            }
        }
        guard case .done(let finding) = outcome else { return }
        if let writes = finding.ownWrites { keep(writes, of: node) }
        noteRoles(after: step, node, change.plan, at: now)
    }

    /// Done means read back: what it made of the nodes is known before their next report.
    private mutating func noteRoles(after step: RoleChange.Step, _ node: NodeID, _ plan: Plan, at now: Instant) {
        let planned = plan.pair(with: node)
        switch step {
        case .fence: reports.note(.following(.parked, .down), of: node, at: now)
        case .promote: reports.note(.writable, of: node, at: now)
        case .handOver:
            reports.note(.writable, of: planned.to, at: now)
            reports.note(.following(.node(planned.to), .up), of: planned.from, at: now)
        case .follow:
            let source = planned.from == node ? planned.to : planned.from
            reports.note(.following(.node(source), .up), of: node, at: now)
        case .claim, .publish, .deliver, .converge: preconditionFailure("\(step) gives no orders")
        }
    }

    /// The step in hand, if this is its effect: an end may belong to a change that is over.
    private func stepInHand(_ id: EffectID) -> (RoleChange, Int)? {
        guard let change, let index = change.current, change.steps[index].effect == id else { return nil }
        return (change, index)
    }

    private mutating func claimEnded(
        _ claimed: RoleChange, _ index: Int, _ outcome: ClaimOutcome, at now: Instant
    ) {
        switch outcome {
        case .claimed:
            let given = claimed.confirmation
            outbox.record(
                .claimed(
                    kind: given.kind.rawValue, fingerprint: given.fingerprint, epoch: given.epoch, by: given.operator))
            endStep(index, at: now)
        case .refused(let why): endChange(claimed, "voided: the confirmation was refused: \(why)", at: now)
        case .failed(let why): endChange(claimed, "voided: the confirmation could not be kept: \(why)", at: now)
        }
    }

    /// M13: the backup is the new primary; the old one is failed until reverse sync, or backup at once after a switchover.
    mutating func swapRoles(_ published: RoleChange, at now: Instant) {
        let plan = published.plan
        let missing = Set(leftOut + published.leftOut)
        leftOut = missing.sorted().filter { settings.node(of: $0, in: plan.target).map(takesWritesWithData) != true }
        roles[plan.from.index] = plan.kind == .failover ? .failed : .backup
        roles[plan.target.index] = .primary
        lastRoleChange = now
        unprotectedSince = now
        protectedSince = nil
        overrideReason = nil
        // What an operator took as it is serves; who copies it is decided by what it holds.
        guarded = published.restarted.sorted().map { Guard(node: $0, since: now) }
        change?.restarted = []
        givenUp.removeAll()
        reports.forgetPairs()
        recordRoles()
        outbox.add(.watch(primary: plan.target), because: "\(settings.name(of: plan.target)) is the new primary")
        outbox.add(.inspect(settings.nodes.map(\.id)), because: "roles have changed")
    }

    mutating func noteEpoch(_ published: Epoch, of cluster: ClusterID) {
        epoch = published
        let fingerprint = change?.plan.fingerprint
        outbox.record(.published(epoch: epoch, cluster: settings.name(of: cluster), fingerprint: fingerprint))
        outbox.needsSave = true
        outbox.isDirty = true
    }
}
