/// The rules by which every node gets its posture (M4, M6, M13; I9).
extension Recovery {
    /// Orders what is missing between each node's posture and what it last reported.
    mutating func takePostures(at now: Instant) {
        guard !doubt.isUnsettled, !isLeaving else { return }
        let governed = governedNodes
        let leftOutOfChange = Set(change?.leftOut ?? [])
        for node in settings.nodes where governed.isEmpty || !governed[node.id.index] {
            guard nodes[node.id.index].isReachable, let report = reports[node.id],
                let (posture, reason) = posture(of: node, report, leftOutOfChange)
            else { continue }
            // Somebody works on it; what protects the data goes on.
            if !posture.isProtective, isInMaintenance(node.id) { continue }
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
    private func posture(
        of node: Node, _ report: NodeReport, _ leftOutOfChange: Set<PairID>
    ) -> (Posture, String)? {
        if let restoring = restoration(of: node.id) {
            let name = settings.name(of: restoring.node)
            let (subject, posture) = restoring.current
            return subject == node.id ? (posture, "\(name) is restored from its pair, as the operator chose") : nil
        }
        guard let pair = node.pair else { return nil }
        return switch roles[node.cluster.index] {
        case .primary where change?.hasBegun(.fence) == true:
            leftOutOfChange.contains(pair) ? nil : replacedPosture(pair, report)
        case .primary: primaryPosture(node, pair, report)
        case .backup: backupPosture(node, pair, report)
        case .failed: failedPosture(node, pair, report)
        }
    }

    /// By node: the role change in hand gives it its orders. Empty: none does.
    private var governedNodes: [Bool] {
        guard let change, let step = change.currentStep else { return [] }
        var governed = Array(repeating: false, count: nodes.count)
        func govern(_ cluster: ClusterID) {
            for index in settings.cluster(cluster).nodes { governed[index] = true }
        }
        switch change.plan.kind {
        case .failover:
            // The old primary's nodes that come back during the change are fenced by posture, whatever the step.
            for part in change.parts(of: .fence) where part.state == .running { governed[part.node.index] = true }
            if step != .claim, step != .fence { govern(change.plan.target) }
        case .switchover:
            govern(change.plan.from)
            for pair in change.plan.pairs where isGuarded(pair.to) || change.restarted.contains(pair.to) {
                governed[pair.from.index] = false
            }
            if step != .claim, step != .handOver { govern(change.plan.target) }
            // What has not been handed over yet is a backup like any other: its source may come back empty.
            for part in change.parts(of: .handOver) where part.isUnderWayOrDone || reports.isWritable(part.node) {
                governed[part.node.index] = true
            }
        case .reverseSync:
            // What copies a node that may come back empty is parked like any other; so above.
            for pair in change.takingPart { governed[pair.to.index] = !isGuarded(pair.from) }
        }
        return governed
    }

    /// Its cluster is being replaced.
    private func replacedPosture(_ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        // What has no successor there goes on serving its callers.
        guard let change, report.role == .writable, let other = settings.node(of: pair, in: change.plan.target)
        else { return nil }
        return (.fenced(against: other), "\(settings.name(of: change.plan.target)) takes over")
    }

    private func primaryPosture(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        if let change, case .following(.node(let source), _) = report.role, change.restarted.contains(source) {
            return (.parked, "\(settings.name(of: source)) may have come back empty")
        }
        if isLeftOut(pair) { return lateTakeOver(node, pair, report) }
        if let (source, reason) = strayedSource(node, report), change == nil, epoch > 0,
            !isGuarded(node.id)
        {
            return (.takingOver(from: source), reason)
        }
        // Parked by us, and nobody else took over: an aborted role change is undone. Before the first epoch nothing was
        // ever parked by us: then the settings and the storage disagree, and that is for a person to sort out.
        // The same holds for what was to be restored from its pair when that was broken off.
        guard reports.isParked(node.id) || hasLostItsSource(report), change == nil, epoch > 0,
            mayServeAgain(node.id, report), !counterparts(of: node.id).contains(where: reports.isWritable)
        else { return nil }
        return (.writable, "no other cluster has taken over")
    }

    /// A guard keeps the pair from copying what may be empty. What holds data serves all the same where nobody is left who
    /// could serve, or be compared with.
    private func mayServeAgain(_ node: NodeID, _ report: NodeReport) -> Bool {
        guard let entry = guardEntry(of: node), !entry.isResumed else { return true }
        return !entry.isStranger && report.data.kind == .holds
            && counterparts(of: node).allSatisfy { nodes[$0.index].state == .down }
    }

    /// A node of the primary follows its pair, which serves, although no role has changed: a restoration was broken off.
    private func strayedSource(_ node: Node, _ report: NodeReport) -> (NodeID, String)? {
        guard case .following(.node(let source), .up) = report.role, settings.node(source).cluster != node.cluster,
            nodes[source.index].isReachable, reports.isWritable(source)
        else { return nil }
        return (source, "no role has changed, and it has what \(settings.name(of: source)) has")
    }

    func hasLostItsSource(_ report: NodeReport) -> Bool {
        guard case .following(.node(let source), .down) = report.role else { return false }
        return reports[source].map { $0.role != .writable } ?? false
    }

    /// The nodes that stand for it in the other clusters, whatever their roles; none where it has no pair.
    func counterparts(of node: NodeID) -> [NodeID] {
        let (own, pair) = (settings.node(node).cluster, settings.node(node).pair)
        return settings.clusters.compactMap { cluster in
            cluster.id == own ? nil : pair.flatMap { settings.node(of: $0, in: cluster.id) }
        }
    }

    /// An operator took it as it is.
    func isAccepted(_ node: NodeID) -> Bool { guardEntry(of: node)?.isResumed == true }

    /// What it said while it was still loading its data says nothing of what it will hold.
    func isKnownToBeEmpty(_ node: NodeID) -> Bool {
        nodes[node.index].isAvailable && !nodes[node.index].wasNotServingLately && reports[node]?.data == .empty
    }

    func holdsData(_ node: NodeID) -> Bool { nodes[node.index].isAvailable && reports[node]?.data.kind == .holds }

    func takesWritesWithData(_ node: NodeID) -> Bool { reports.isWritable(node) && reports[node]?.data != .empty }

    /// Both as they are now: a copy may have made them equal since they were compared, or one may have written.
    func newestComparison(_ pair: NodePair) -> PairReport? {
        guard let upper = reports[pair.upstream], let lower = reports[pair.downstream],
            let report = reports.comparison(pair), let sampled = report.upstreamSampled,
            sampled >= upper.at, report.at >= lower.at
        else { return nil }
        return report
    }

    private func backupPosture(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        guard let upstream = settings.node(of: pair, in: primary) else { return nil }
        // What was left out of a switchover still serves, and nothing else has its newest data.
        if isLeftOut(pair), report.role == .writable { return overruledPosture(by: upstream) }
        let link = NodePair(id: pair, upstream: upstream, downstream: node.id)
        if let reason = reasonToPark(link) {
            return reports.isParked(node.id) ? nil : (park(report, against: upstream), reason)
        }
        if reports.isFollowing(link) { return nil }
        let name = settings.name(of: upstream)
        let isResumed = guardEntry(of: upstream)?.isResumed == true && reports.isWritable(upstream)
        if isResumed || (reports.mayFollow(link) && isComparedSinceDoubt(link)) {
            // It may have taken writes since it was compared: they are counted first.
            if report.role == .writable, report.data != .empty {
                return (.fenced(against: upstream), "\(name) serves, a backup must not take writes")
            }
            return (.following(upstream), "\(name) serves and has everything that it has")
        }
        // Not ours to overwrite; but it must neither take writes nor follow another than the primary.
        switch report.role {
        case .following(.parked, _): return nil
        case .following(.elsewhere, _): return nil
        case .following(.node(let source), _):
            return roles[settings.node(source).cluster.index] == .primary ? nil : (.parked, "its source was replaced")
        case .writable:
            // Both wait for each other: a restoration that was broken off left them so.
            if reports.isParked(upstream), nodes[upstream.index].isReachable, epoch > 0 {
                if let overruled = overruledPosture(by: upstream) { return overruled }
                if isGivenUp(node.id) {
                    return (.fenced(against: upstream), "the role change to it was given up, \(name) is to serve")
                }
                if isKnownToBeEmpty(node.id) { return (.fenced(against: upstream), "it is empty, \(name) is to serve") }
            }
            return reports.isWritable(upstream) && nodes[upstream.index].isAvailable && report.data != .unknown
                ? (.fenced(against: upstream), "\(name) serves, a backup must not take writes") : nil
        }
    }

    /// I8: what was compared before drtop was paused, or its clock jumped, may be long ago: another process may serve there by
    /// now. The next comparison comes with the next answers. A node without data has nothing to lose.
    private func isComparedSinceDoubt(_ link: NodePair) -> Bool {
        guard let began = doubt.roundBegan, reports[link.downstream]?.data != .empty else { return true }
        guard let outline = reports.outline(of: link), let sampled = outline.upstreamSampled else { return false }
        return outline.at > began && sampled > began
    }

    private func park(_ report: NodeReport, against other: NodeID) -> Posture {
        report.role == .writable ? .fenced(against: other) : .parked
    }

    private func reasonToPark(_ link: NodePair) -> String? {
        switch clusters[primary.index].verdict {
        case .failed, .recovering: return "\(settings.name(of: primary)) has failed, its data is not to be trusted"
        case .unknown, .available, .failing: break
        }
        if isGuarded(link.upstream) {
            return "\(settings.name(of: link.upstream)) may come back empty"
        }
        if let change, change.hasBegun(.fence) {
            return "\(settings.name(of: change.plan.target)) takes over"
        }
        if isLeftOut(link.id) { return "\(settings.name(of: link.upstream)) has not taken over" }
        return isSyncRunOpen ? nil : "the next run of the sync rule has not come"
    }

    /// A person chose the primary's node, which has nothing in common with this one: what only this one has is counted.
    private func overruledPosture(by node: NodeID) -> (Posture, String)? {
        guard isAccepted(node), nodes[node.index].isReachable else { return nil }
        return (.fenced(against: node), "\(settings.name(of: node)) was accepted as it is and takes over")
    }

    private func failedPosture(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        guard let successor = settings.node(of: pair, in: primary) else { return nil }
        // What was left out still serves, and nothing else has its newest data.
        if isLeftOut(pair) { return report.role == .writable ? overruledPosture(by: successor) : nil }
        let name = settings.name(of: primary)
        switch report.role {
        case .writable: return (.fenced(against: successor), "\(name) has taken over")
        case .following(.parked, _): return nil
        case .following:
            if isGuarded(successor) { return (.parked, "\(settings.name(of: successor)) may come back empty") }
            return (.parked, "\(name) has taken over, reverse sync waits for the operator")
        }
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
