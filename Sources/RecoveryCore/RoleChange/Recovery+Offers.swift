/// The plans that could be confirmed now, and for each action every condition with its value and limit: why, and why not.
struct OfferCache: Sendable {
    var plans: [RoleChangeKind: Plan] = [:]
    /// The revision from whose conclusions each plan was last found to be true.
    var revisions: [RoleChangeKind: UInt64] = [:]
    /// The state of sync by cluster, summed up once for everything that is shown together; empty between snapshots.
    var sync: [SyncStatus] = []
}

extension Recovery {
    /// All offers, in the order of `RoleChangeKind`.
    mutating func offers(at now: Instant) -> [Offer] {
        RoleChangeKind.allCases.map { offer($0, at: now) }
    }

    mutating func offer(_ kind: RoleChangeKind, at now: Instant) -> Offer {
        let plan = plan(kind, at: now)
        let conditions = self.conditions(of: kind, plan, at: now)
        return Offer(
            kind: kind, plan: plan, rows: plan.map { rows(of: $0, at: now) } ?? [], conditions: conditions)
    }

    // MARK: plans

    /// The standing plan as long as it says the truth and has not expired; otherwise a new one.
    private mutating func plan(_ kind: RoleChangeKind, at now: Instant) -> Plan? {
        guard let (from, target) = direction(of: kind) else {
            offerCache.plans[kind] = nil
            return nil
        }
        let standing = offerCache.plans[kind]
        // Without new conclusions only the loss can have changed: ten thousand pairs are not drawn up twenty times a second.
        if let standing, standing.expires > now, offerCache.revisions[kind] == revision, !outbox.isDirty,
            isWithin(standing.loss, loss(of: standing))
        {
            return standing
        }
        offerCache.revisions[kind] = revision
        if let standing, standing.expires > now {
            var current = draw(kind, from, target, standing: standing, expires: standing.expires, at: now)
            // Less than the bound that is shown changes nothing; more does.
            if isWithin(standing.loss, current.loss) { current.loss = standing.loss }
            if fingerprint(of: current) == standing.fingerprint { return standing }
        }
        var drawn = draw(kind, from, target, standing: standing, expires: now + Plan.lifetime, at: now)
        drawn.fingerprint = fingerprint(of: drawn)
        offerCache.plans[kind] = drawn
        return drawn
    }

    private func isWithin(_ bound: Int64?, _ loss: Int64?) -> Bool {
        guard let bound, let loss else { return bound == nil && loss == nil }
        return loss <= bound
    }

    /// Which cluster would take over, or be overwritten. Of the backups, in the order of the settings (M1), the first that
    /// is available and has a pair that is ready; without one, the first that comes nearest to it.
    func direction(of kind: RoleChangeKind) -> (from: ClusterID, target: ClusterID)? {
        let backups = settings.clusters.map(\.id).filter { roles[$0.index] == .backup }
        switch kind {
        case .failover, .switchover:
            let ready = candidates.first { candidate in
                links(to: candidate).contains { reasonToLeaveOut(kind, $0) == nil }
            }
            return (ready ?? candidates.first ?? backups.first).map { (primary, $0) }
        case .reverseSync:
            let failed = settings.clusters.map(\.id).first { roles[$0.index] == .failed }
            return (reverseSyncTarget ?? failed).map { (primary, $0) }
        }
    }

    /// Without its fingerprint: what it is compared with comes first.
    private func draw(
        _ kind: RoleChangeKind, _ from: ClusterID, _ target: ClusterID, standing: Plan?, expires: Instant,
        at now: Instant
    ) -> Plan {
        let pairs = plannedPairs(kind, from, target)
        var plan = Plan(
            kind: kind, from: from, target: target, epoch: epoch, pairs: pairs, changes: [], loss: nil, drawn: now,
            expires: expires, fingerprint: "")
        if let standing, standing.target == target, standing.epoch == epoch, standing.pairs == pairs {
            plan.changes = standing.changes
        } else if kind != .reverseSync {
            plan.changes = changes(to: target, pairs)
        }
        plan.loss = loss(of: plan)
        return plan
    }

    private func plannedPairs(_ kind: RoleChangeKind, _ from: ClusterID, _ target: ClusterID) -> [PlannedPair] {
        settings.pairs(from: from, to: target).map { link in
            PlannedPair(id: link.id, from: link.upstream, to: link.downstream, leftOut: reasonToLeaveOut(kind, link))
        }
    }

    private func reasonToLeaveOut(_ kind: RoleChangeKind, _ link: NodePair) -> String? {
        let to = settings.name(of: link.downstream)
        if isInMaintenance(link.downstream) { return "\(to) is in maintenance" }
        guard nodes[link.downstream.index].isAvailable else {
            return "\(to) is \(nodes[link.downstream.index].state.word)"
        }
        if nodes[link.downstream.index].state == .refusesUs { return "\(to) refuses drtop's credentials" }
        switch kind {
        case .failover:
            if reports.isUnknownSinceRestart(link.downstream) {
                return "\(to) was restarted; what it holds is not known"
            }
            return hasLessThanItsSource(link) ? "\(to) is empty" : nil
        case .switchover:
            return reports.isInSync(link) ? nil : "\(to) is not in sync"
        case .reverseSync:
            // The left-out pair's old node still serves: overwriting it would lose the only newest copy (I9).
            if isLeftOut(link.id) { return "\(to) still serves its callers" }
            return nodes[link.upstream.index].isAvailable
                ? doubtAboutCopying(link.upstream)
                : "its source \(settings.name(of: link.upstream)) is \(nodes[link.upstream.index].state.word)"
        }
    }

    private func changes(to target: ClusterID, _ pairs: [PlannedPair]) -> [CallerChange] {
        let mapping = AddressMapping(
            settings: settings, cluster: target, leftOut: pairs.filter { !$0.isReady }.map(\.id))
        return settings.callers.flatMap { mapping.changes(of: $0, published: inForce(for: $0)) }
    }

    /// The bound at the plan's expiry, so that nodes that go on taking writes do not change the plan all the time.
    private func loss(of plan: Plan) -> Int64? {
        var total: Int64 = 0
        for pair in plan.pairs where pair.isReady {
            let bound: Int64?
            switch plan.kind {
            case .switchover: bound = 0
            case .failover:
                let status = nodes[pair.from.index]
                let lastWrite =
                    status.isAvailable ? plan.expires : status.silentSince ?? status.lastAnswered ?? plan.drawn
                bound = lossBound(reports.pair(downstream: pair.to), lastWrite: lastWrite)
            case .reverseSync:
                bound = (countedWrites(of: pair.to) ?? reports.pair(downstream: pair.to)?.ownWrites)?.bytes
            }
            guard let bound else { return nil }
            total = total.addingReportingOverflow(bound).overflow ? .max : total + bound
        }
        return total
    }

    /// What the operator confirms: everything that would change the decision, nothing that only ages.
    private func fingerprint(of plan: Plan) -> String {
        var print = Fingerprint()
        print.add(plan.kind.rawValue)
        print.add(plan.epoch)
        print.add(UInt64(plan.from.index))
        print.add(UInt64(plan.target.index))
        print.add(UInt64(planSerial))
        print.add(clusters[plan.from.index].verdict.rawValue)
        print.add(clusters[plan.target.index].verdict.rawValue)
        for pair in plan.pairs {
            print.add(UInt64(pair.id.index))
            print.add(pair.leftOut ?? "")
            print.add(reports.isParked(pair.to) ? "parked" : reports.isWritable(pair.to) ? "writable" : "following")
        }
        for change in plan.changes {
            print.add(UInt64(change.caller.index))
            print.add(change.before?.address ?? "")
            print.add(change.after?.address ?? "")
        }
        print.add(plan.loss.map(String.init) ?? "UNKNOWN")
        return print.short
    }
}
