/// The rules by which every node gets its posture (M4, M6, M13; I9).
extension Recovery {
    /// Orders what is missing between each node's posture and what it last reported.
    mutating func takePostures(at now: Instant) {
        guard phase != .starting, !doubt.isUnsettled, !isCutOff else { return }
        for node in settings.nodes {
            guard nodes[node.id.index].isReachable, let report = reports[node.id],
                let (posture, reason) = posture(of: node, report)
            else { continue }
            guard postures.isFree(node.id, for: posture, at: now) else { continue }
            if mode == .observe {
                noteHeldBack(node.id, posture, reason)
                continue
            }
            if journal != .writable, !posture.isProtective { continue }
            let order = posture.order(to: node.id)
            let id = outbox.add(.order(order), because: reason)
            pending.add(id, .posture(node.id, posture), .order(order))
            postures.began(node.id, posture, id)
        }
    }

    private mutating func noteHeldBack(_ node: NodeID, _ posture: Posture, _ reason: String) {
        guard postures[node].posture != posture else { return }
        postures.began(node, posture, nil)
        outbox.record(.noted("observe: would \(posture.words(node, in: settings)): \(reason)"))
    }

    /// nil: it is as it should be, or nothing may be done about it.
    private func posture(of node: Node, _ report: NodeReport) -> (Posture, String)? {
        if let restoring = restoration(of: node.id) {
            let name = settings.name(of: restoring.node)
            let (subject, posture) = restoring.current
            return subject == node.id ? (posture, "\(name) came back empty and is restored from its pair") : nil
        }
        guard let pair = node.pair, !isGoverned(node) else { return nil }
        return switch roles[node.cluster.index] {
        case .primary: primaryPosture(node, pair, report)
        case .backup: backupPosture(node, pair, report)
        case .failed: failedPosture(node, pair, report)
        }
    }

    /// The role change in hand gives this node its orders.
    private func isGoverned(_ node: Node) -> Bool {
        guard let change else { return false }
        switch change.plan.kind {
        case .failover:
            guard let step = change.currentStep else { return false }
            // The old primary's nodes that come back during the change are fenced by posture, whatever the step.
            return node.cluster == change.plan.target && step != .claim && step != .fence
        case .switchover:
            return node.cluster == change.plan.from || node.cluster == change.plan.target
        case .reverseSync:
            return change.steps.contains { $0.parts.contains { $0.node == node.id } }
        }
    }

    private func primaryPosture(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        if let change, change.plan.kind == .failover, change.hasBegun(.fence) {
            guard report.role == .writable, !change.isLeftOut(pair) else { return nil }
            let other = settings.node(of: pair, in: change.plan.target)
            return (.fenced(against: other), "\(settings.name(of: change.plan.target)) takes over")
        }
        guard report.role != .writable else { return nil }
        if leftOut.contains(pair) { return lateTakeOver(node, pair, report) }
        // Parked by us, and nobody else took over: an aborted role change is undone.
        let isReplaced = settings.clusters.contains { cluster in
            guard cluster.id != node.cluster, let other = settings.node(of: pair, in: cluster.id) else { return false }
            return reports.isWritable(other)
        }
        guard reports.isParked(node.id), !isReplaced, change == nil, guardEntry(of: node.id) == nil else { return nil }
        return (.writable, "no other cluster has taken over")
    }

    /// The pair was left out of the role change because this node was down; now it is back.
    private func lateTakeOver(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        let serving = settings.clusters.compactMap { settings.node(of: pair, in: $0.id) }
            .first { $0 != node.id && nodes[$0.index].isReachable && reports.isWritable($0) }
        guard let serving else {
            guard report.data != .empty else { return nil }
            return (.writable, "it returned, and its pair no longer serves")
        }
        if report.role == .following(.node(serving), .up) {
            return (.takingOver(from: serving), "it returned and has caught up with \(settings.name(of: serving))")
        }
        if case .following(.node(serving), _) = report.role { return nil }
        return (.following(serving), "it returned, and its pair still serves")
    }

    private func backupPosture(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        guard let upstream = settings.node(of: pair, in: primary) else { return nil }
        let link = NodePair(id: pair, upstream: upstream, downstream: node.id)
        if let reason = reasonToPark(link) {
            return reports.isParked(node.id) ? nil : (park(report, against: upstream), reason)
        }
        if reports.isFollowing(link) { return nil }
        let name = settings.name(of: upstream)
        if guardEntry(of: upstream)?.isResumed == true || reports.mayFollow(link) {
            return (.following(upstream), "\(name) serves and has everything that it has")
        }
        // Not ours to overwrite; but it must neither take writes nor follow another than the primary.
        switch report.role {
        case .following(.parked, _): return nil
        case .following(.elsewhere, _): return nil
        case .following(.node(let source), _):
            return roles[settings.node(source).cluster.index] == .primary ? nil : (.parked, "its source was replaced")
        case .writable:
            return reports.isWritable(upstream) && nodes[upstream.index].isAvailable && report.data != .unknown
                ? (.fenced(against: upstream), "\(name) serves, a backup must not take writes") : nil
        }
    }

    private func park(_ report: NodeReport, against other: NodeID) -> Posture {
        report.role == .writable ? .fenced(against: other) : .parked
    }

    private func reasonToPark(_ link: NodePair) -> String? {
        switch clusters[primary.index].verdict {
        case .failed, .recovering: return "\(settings.name(of: primary)) has failed, its data is not to be trusted"
        case .unknown, .available, .failing: break
        }
        if let entry = guardEntry(of: link.upstream), !entry.isResumed {
            return "\(settings.name(of: link.upstream)) may come back empty"
        }
        if leftOut.contains(link.id) { return "\(settings.name(of: link.upstream)) has not taken over" }
        return isSyncRunOpen ? nil : "the next run of the sync rule has not come"
    }

    private func failedPosture(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        // What was left out still serves, and nothing else has its newest data.
        guard !leftOut.contains(pair) else { return nil }
        let successor = settings.node(of: pair, in: primary)
        let name = settings.name(of: primary)
        switch report.role {
        case .writable: return (.fenced(against: successor), "\(name) has taken over")
        case .following(.parked, _): return nil
        case .following: return (.parked, "\(name) has taken over, reverse sync waits for the operator")
        }
    }

    // MARK: the sync rule

    mutating func syncBecameDue() {
        isSyncRunOpen = true
        outbox.isDirty = true
    }

    /// A scheduled run ends when every pair that can has caught up.
    mutating func closeSyncRun() {
        guard settings.sync.rule != .realTime, isSyncRunOpen, phase != .starting else { return }
        let backups = settings.clusters.filter { roles[$0.id.index] == .backup }
        let links = backups.flatMap { settings.pairs(from: primary, to: $0.id) }
            .filter { nodes[$0.downstream.index].isAvailable && nodes[$0.upstream.index].isAvailable }
        guard !links.isEmpty,
            links.allSatisfy({ reports.isInSync($0) && reports.pair(downstream: $0.downstream)?.lag?.bytes == 0 })
        else { return }
        isSyncRunOpen = false
    }

    // MARK: reports and results

    mutating func take(_ newReports: [NodeReport], at now: Instant) {
        for report in newReports where nodes.indices.contains(report.node.index) {
            let before = reports[report.node]
            reports.take(report)
            // Positions move all the time; only these are decided by.
            if before?.role != report.role || before?.incarnation != report.incarnation || before?.data != report.data
                || !guarded.isEmpty
            {
                outbox.isDirty = true
            }
        }
    }

    mutating func take(_ newReports: [PairReport], at now: Instant) {
        for report in newReports where nodes.indices.contains(report.downstream.index) {
            guard report.upstream == settings.node(of: report.pair, in: primary) else { continue }
            let before = reports.pair(downstream: report.downstream)
            reports.take(report)
            if before?.forecast.isIncremental != report.forecast.isIncremental
                || (before?.ownWrites?.bytes == 0) != (report.ownWrites?.bytes == 0) || !guarded.isEmpty
                || settings.sync.rule != .realTime || clusters[primary.index].verdict == .failing
            {
                outbox.isDirty = true
            }
        }
    }

    mutating func postureEnded(_ node: NodeID, _ posture: Posture, _ outcome: OrderOutcome, at now: Instant) {
        switch outcome {
        case .done(let finding):
            reports.note(posture.resultingRole, of: node, at: now)
            postures.ended(node, error: nil, at: now)
            if let writes = finding.ownWrites { keep(writes, of: node) }
            noteLateTakeOver(node, posture)
            advanceRestoration(node, posture, at: now)
        case .failed(let text): postures.ended(node, error: text, at: now)
        case .timedOut: postures.ended(node, error: "no answer in time", at: now)
        }
    }

    private mutating func noteLateTakeOver(_ node: NodeID, _ posture: Posture) {
        switch posture {
        case .writable, .takingOver:
            guard let pair = settings.node(node).pair, leftOut.contains(pair) else { return }
            leftOut.removeAll { $0 == pair }
            outbox.needsSave = true
        case .parked, .fenced, .following: return
        }
    }

    mutating func keep(_ writes: OwnWrites, of node: NodeID) {
        ownWrites.removeAll { $0.node == node }
        ownWrites.append(DurableState.CountedWrites(node: node, writes: writes))
        outbox.needsSave = true
    }
}

extension NodeStatus {
    /// It answers in some way, so that an order has a chance.
    var isReachable: Bool {
        switch state {
        case .up, .refusesUs: true
        case .late: trouble == .none
        case .unknown, .down, .notServing, .maintenance: false
        }
    }
}
