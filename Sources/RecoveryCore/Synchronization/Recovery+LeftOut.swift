/// A pair whose node was not there when roles changed: its old node serves on, until the new one is back and has everything,
/// or nobody else is left (M13; I9).
extension Recovery {
    func isLeftOut(_ pair: PairID) -> Bool { leftOut.place(of: pair, by: \.self) != nil }

    func isLeftOut(_ node: NodeID) -> Bool { settings.node(node).pair.map(isLeftOut) == true }

    /// The pair was left out of the role change because this node was down; now it is back.
    func lateTakeOver(_ node: Node, _ pair: PairID, _ report: NodeReport) -> (Posture, String)? {
        let others = counterparts(of: node.id)
        guard let serving = servingSource(report, others) ?? servingInStead(of: node.id) else {
            guard report.role != .writable, report.data != .empty || isAccepted(node.id) || nothingIsLeft(of: pair),
                !others.contains(where: mayServe)
            else { return nil }
            return (.writable, "it returned, and its pair no longer serves")
        }
        // A person chose this one: the other is fenced first, and then this one serves.
        if isAccepted(node.id) { return nil }
        switch report.role {
        case .following(.node(serving), .up):
            return (.takingOver(from: serving), "it returned and has caught up with \(settings.name(of: serving))")
        case .following(.node(serving), _): return nil
        case .following:
            // A serving node that came back empty, or with another history, must not overwrite what this one has.
            guard isRelated(serving, to: node.id, pair) else { return nil }
            return (.following(serving), "it returned, and its pair still serves")
        case .writable:
            // It has just taken over, and its pair's word is from before: the end of that order is on its way.
            if postures[node.id].isTakingOver { return nil }
            return (.fenced(against: serving), "it returned, and its pair still serves")
        }
    }

    /// The node of the pair that this one follows already, if it serves: another that returns meanwhile takes nothing away.
    private func servingSource(_ report: NodeReport, _ others: [NodeID]) -> NodeID? {
        guard case .following(.node(let source), _) = report.role, others.contains(source),
            nodes[source.index].isReachable, reports.isWritable(source)
        else { return nil }
        return source
    }

    /// The node of the pair that serves although it is not of the primary.
    func servingInStead(of node: NodeID) -> NodeID? {
        counterparts(of: node).first {
            nodes[$0.index].isReachable && reports.isWritable($0)
        }
    }

    /// All of its nodes are here and all are empty: nothing is left that could be overwritten.
    func nothingIsLeft(of pair: PairID) -> Bool {
        settings.clusters.compactMap { settings.node(of: pair, in: $0.id) }.allSatisfy(isKnownToBeEmpty)
    }

    /// Where the two parted is known, and this one wrote nothing since: following the serving node discards nothing.
    private func isRelated(_ serving: NodeID, to node: NodeID, _ pair: PairID) -> Bool {
        if reports[node]?.data == .empty { return true }
        guard reports[serving]?.data != .empty,
            let report = newestComparison(NodePair(id: pair, upstream: node, downstream: serving))
        else { return false }
        return report.ownWrites != nil && report.upstreamWrites?.bytes == 0
    }

    /// Nothing that is known rules out that it takes writes.
    private func mayServe(_ node: NodeID) -> Bool {
        switch nodes[node.index].state {
        case .down: false
        case .unknown, .late, .notServing, .refusesUs, .up, .maintenance:
            reports[node].map { $0.role == .writable } ?? true
        }
    }

    /// A left-out pair whose new node serves, alone, is left out no more: its callers are told.
    mutating func takeLeftOutBackIn() {
        guard change == nil, !leftOut.isEmpty else { return }
        let still = leftOut.filter { pair in
            guard let id = settings.node(of: pair, in: primary), nodes[id.index].isAvailable, reports.isWritable(id),
                reports[id]?.data != .empty || isAccepted(id) || nothingIsLeft(of: pair)
            else { return true }
            return counterparts(of: id).contains(where: mayServe)
        }
        guard still.count < leftOut.count else { return }
        leftOut = still
        outbox.needsSave = true
        outbox.isDirty = true
    }
}
