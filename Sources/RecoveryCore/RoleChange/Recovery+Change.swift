/// A confirmed plan is carried out step by step: all pairs at once, the next step when each has ended this one.
extension Recovery {
    mutating func advanceChange(at now: Instant) {
        guard !doubt.isUnsettled else { return }
        voidChangeWithoutBase(at: now)
        // Bounded: each turn ends a step or returns.
        for _ in RoleChange.Step.allCases {
            guard let change, change.isInHand, let index = change.current else { break }
            switch change.steps[index].state {
            case .waiting:
                // HUP, TERM and `q` finish the step in hand; the rest resumes at the next start.
                guard !isLeaving, !isWaitingForTarget(change, at: now) else { return }
                begin(change, at: index, now: now)
            case .running where isPublicationHeldBack:
                guard !isFailedForJournal(change.steps[index].step, at: index) else { return }
                publishChange(change, at: index, now: now)
            case .running: break
            case .failed, .done: return
            }
            guard let step = self.change?.steps[index], step.state == .running, let end = end(of: step, at: now)
            else { return }
            switch end {
            case .done: endStep(index, at: now)
            case .failed(let why): return fail(index, why)
            }
        }
        if let change, !change.isInHand { finishChange(change, at: now) }
    }

    /// A reverse sync whose source or target fails, or a failover whose target fails before anything was promoted, has lost
    /// its base: it ends, and what is true decides anew (I4).
    private mutating func voidChangeWithoutBase(at now: Instant) {
        guard let change else { return }
        let target = clusters[change.plan.target.index].verdict
        let from = clusters[change.plan.from.index].verdict
        let name = settings.name(of: change.plan.target)
        switch change.plan.kind {
        case .failover, .switchover:
            guard change.isReversible, !change.hasBegun(.handOver) else { return }
            if target == .failed {
                endChange(change, "voided: \(name) has failed", at: now)
            } else if change.plan.kind == .failover, from == .available, strangers.isEmpty, isNothingPromoted(change) {
                endChange(change, "voided: \(settings.name(of: change.plan.from)) is available again", at: now)
            }
        case .reverseSync:
            if from == .failed {
                endChange(change, "voided: its source \(settings.name(of: change.plan.from)) has failed", at: now)
            } else if target == .failed {
                endChange(change, "voided: \(name) has failed", at: now)
            }
        }
    }

    /// The change is over without having been carried out to the end.
    mutating func endChange(_ ended: RoleChange, _ why: String, at now: Instant) {
        outbox.record(.noted("\(ended.plan.kind.words) \(ended.plan.fingerprint) \(why)"))
        // What was not carried out to the end is told by the journal; shown as the change, it would seem to go on.
        lastChange = nil
        change = nil
        noteGivenUp(ended, at: now)
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// I4: nothing is promoted that was not seen available just now; whether it has failed is known soon.
    func isWaitingForTarget(_ change: RoleChange, at now: Instant) -> Bool {
        switch change.currentStep {
        case .promote, .handOver: !isFreshlyAvailable(change.plan.target, at: now)
        case .claim, .fence, .publish, .deliver, .follow, .converge, nil: false
        }
    }

    mutating func fail(_ index: Int, _ why: String) {
        change?.steps[index].state = .failed(why)
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// I21: only what protects goes on while the journal cannot be written.
    mutating func isFailedForJournal(_ step: RoleChange.Step, at index: Int) -> Bool {
        guard case .failing(let why) = journal, !step.isAllowedUnjournaled else { return false }
        fail(index, "the journal cannot be written: \(why)")
        return true
    }

    // MARK: one step

    private mutating func begin(_ waiting: RoleChange, at index: Int, now: Instant) {
        var change = waiting
        let step = change.steps[index].step
        change.steps[index].state = .running
        change.steps[index].began = change.steps[index].began ?? now
        if change.steps[index].parts.isEmpty { change.steps[index].parts = parts(of: step, change) }
        self.change = change
        outbox.needsSave = true
        let reason = reason(of: step, change)
        guard !isFailedForJournal(step, at: index) else { return }
        switch step {
        case .claim:
            let id = outbox.add(.claim(change.confirmation), because: reason)
            self.change?.steps[index].effect = id
            pending.add(id, .step(.claim, node: nil), .claim(change.confirmation))
        case .fence:
            order(change, index, reason) { .fence($0, against: $1) }
        case .handOver:
            order(change, index, reason) { .handOver(from: $1, to: $0) }
        case .promote:
            order(change, index, reason) { node, _ in .promote(node) }
        case .publish:
            publishChange(change, at: index, now: now)
        case .deliver:
            deliverWhatIsDue(at: now)
        case .follow:
            order(change, index, reason) { .follow($0, source: $1) }
        case .converge: preconditionFailure("only a change in hand is carried out")
        }
    }

    func reason(of step: RoleChange.Step, _ change: RoleChange) -> String {
        "\(change.plan.kind.words) \(change.plan.fingerprint): \(step.words)"
    }

    private func parts(of step: RoleChange.Step, _ change: RoleChange) -> [RoleChange.Part] {
        switch step {
        case .claim, .publish, .deliver, .converge: []
        case .fence: fenceParts(change)
        case .handOver, .promote: change.takingPart.map { RoleChange.Part(node: $0.to, pair: $0.id) }
        case .follow:
            change.takingPart.map { pair in
                RoleChange.Part(node: change.plan.kind == .reverseSync ? pair.to : pair.from, pair: pair.id)
            }
        }
    }

    /// Best effort: what does not even accept connections is fenced the moment it answers.
    private func fenceParts(_ change: RoleChange) -> [RoleChange.Part] {
        change.takingPart.map { pair in
            var part = RoleChange.Part(node: pair.from, pair: pair.id)
            let status = nodes[pair.from.index]
            if !status.isReachable, status.trouble == .refused || status.trouble == .unreachable {
                part.state = .skipped("\(status.trouble.words): fenced the moment it answers")
            }
            return part
        }
    }

    /// Orders every part that waits; `action` is given the part's node and the node on the other side of its pair.
    private mutating func order(
        _ change: RoleChange, _ index: Int, _ reason: String, _ action: (NodeID, NodeID) -> Order.Action
    ) {
        for (place, part) in change.steps[index].parts.enumerated() where part.state == .waiting {
            let planned = change.plan.pair(with: part.node)
            let other = planned.from == part.node ? planned.to : planned.from
            if let doubt = doubt(about: planned, other, in: change.steps[index].step) {
                self.change?.steps[index].parts[place].state = .failed(doubt)
                continue
            }
            let order = Order(action(part.node, other), deadline: Self.deadline(of: change.steps[index].step))
            let id = outbox.add(.order(order), because: reason)
            pending.add(id, .step(change.steps[index].step, node: part.node), .order(order))
            self.change?.steps[index].parts[place].state = .running
            self.change?.steps[index].parts[place].effect = id
        }
    }

    /// Why this part of the step must not be ordered; nil when nothing speaks against it.
    private func doubt(about pair: PlannedPair, _ source: NodeID, in step: RoleChange.Step) -> String? {
        switch step {
        case .handOver: doubtAboutHandingOver(pair)
        case .follow: doubtAboutCopying(source)
        case .promote: doubt(about: pair.to)
        case .fence, .claim, .publish, .deliver, .converge: nil
        }
    }

    private static func deadline(of step: RoleChange.Step) -> Duration? {
        switch step {
        case .fence: Deadline.fence
        case .promote: Deadline.promote
        case .handOver: Deadline.handOver
        case .claim, .publish, .deliver, .follow, .converge: nil
        }
    }

    /// I4: the target was seen available in this plan, no longer than two intervals ago.
    func isFreshlyAvailable(_ cluster: ClusterID, at now: Instant) -> Bool {
        let watch = clusters[cluster.index]
        guard watch.verdict == .available, let seen = watch.newestAnswer else { return false }
        return now - seen <= settings.heartbeat.interval * 2
    }

    private enum StepEnd {
        case done
        case failed(String)
    }

    /// How the step in hand has ended; nil: it goes on, or its end comes with an answer.
    private func end(of step: RoleChange.StepProgress, at now: Instant) -> StepEnd? {
        switch step.step {
        case .claim, .publish, .converge: nil
        case .deliver:
            callers.isEverybodyTold || step.age(at: now) >= Self.deliveryPatience || hasPrimaryFailed ? .done : nil
        case .fence: step.hasEveryPartEnded ? .done : nil
        case .promote, .handOver, .follow: step.hasEveryPartEnded ? end(ofOrders: step) : nil
        }
    }

    private func end(ofOrders step: RoleChange.StepProgress) -> StepEnd {
        let failed = step.parts.compactMap { part in part.failure.map { "\(settings.name(of: part.node)): \($0)" } }
        if let first = failed.first {
            return .failed(failed.count > 1 ? "\(first) (and \(failed.count - 1) more)" : first)
        }
        // Nothing was done at all: there is nothing to publish.
        let isNeeded = step.step != .follow || change?.plan.kind == .reverseSync
        let isNothingDone = !step.parts.contains { $0.state == .done }
        return isNeeded && isNothingDone ? .failed("no pair was left to do it with") : .done
    }

    /// How long a role change stays in hand for its callers; laggards are retried for as long as it takes.
    static let deliveryPatience = Duration.seconds(10)

    /// The new primary has failed, too: that needs a change of its own.
    private var hasPrimaryFailed: Bool { clusters[primary.index].verdict == .failed }

    mutating func endStep(_ index: Int, at now: Instant) {
        change?.steps[index].state = .done
        change?.steps[index].ended = now
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// The storage's part is over. What waits for callers alone goes on beside whatever comes next.
    private mutating func finishChange(_ finished: RoleChange, at now: Instant) {
        if finished.plan.kind == .reverseSync {
            roles[finished.plan.target.index] = .backup
            ownWrites.removeAll { settings.node($0.node).cluster == finished.plan.target }
            recordRoles()
        }
        change = nil
        if finished.isConverging { beginConvergence(of: finished, at: now) } else { complete(finished) }
    }

    mutating func recordRoles() {
        func names(_ role: Role) -> [String] {
            settings.clusters.filter { roles[$0.id.index] == role }.map(\.name)
        }
        outbox.record(
            .rolesChanged(primary: settings.name(of: primary), backups: names(.backup), failed: names(.failed)))
    }
}
