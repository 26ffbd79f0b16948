/// A primary node whose process may be gone and may come back empty. Its pair is parked at once, because a replica that
/// reconnects to an empty primary copies the emptiness; it resumes by itself only from a successor of what it has.
struct Guard: Hashable, Sendable {
    var node: NodeID
    var since: Instant
    /// The node is back, and it is no successor: the operator chooses between `resume` and `restore`.
    var isEmpty = false
    /// The operator accepted the loss.
    var isResumed = false
}

extension Recovery {
    /// The connection was closed and cannot be made again: whatever comes back may be another process.
    mutating func guardPair(of node: NodeID, at now: Instant) {
        guard settings.node(node).cluster == primary, settings.node(node).pair != nil, !doubt.isUnsettled else {
            return
        }
        if let index = guarded.firstIndex(where: { $0.node == node }) {
            guarded[index].since = now
            guarded[index].isEmpty = false
            guarded[index].isResumed = false
            return
        }
        guarded.append(Guard(node: node, since: now))
        outbox.record(.noted("\(settings.name(of: node)) is gone: its pair is parked in case it comes back empty"))
        outbox.isDirty = true
        outbox.needsSave = true
    }

    mutating func connectionClosed(_ node: NodeID, at now: Instant) {
        // Whether it is gone for good, the question that is asked at once will tell: refused, or another incarnation.
        outbox.add(.inspect([node]), because: "its connection was closed")
    }

    mutating func incarnationChanged(_ node: NodeID, at now: Instant) {
        outbox.record(.noted("\(settings.name(of: node)) was restarted: another process answers"))
        guardPair(of: node, at: now)
    }

    /// Looks at every guarded node that has reported since: a successor goes on, anything else waits for the operator.
    mutating func releaseGuards(at now: Instant) {
        guard !guarded.isEmpty, !doubt.isUnsettled else { return }
        let before = guarded
        guarded = before.filter { entry in
            settings.node(entry.node).cluster == primary && !(hasReturned(entry) && isSuccessor(entry.node))
        }
        for index in guarded.indices where !guarded[index].isResumed {
            // Once seen it stays: only a successor, or the operator's choice, ends it.
            guarded[index].isEmpty =
                guarded[index].isEmpty || (hasReturned(guarded[index]) && !isSuccessor(guarded[index].node))
        }
        guard guarded != before else { return }
        for entry in guarded where entry.isEmpty && !before.contains(entry) {
            outbox.record(.noted("\(settings.name(of: entry.node)) came back without the data that its pair has"))
        }
        outbox.needsSave = true
    }

    /// It answers, accepts writes, and everything that is needed for the comparison was reported since it was gone.
    private func hasReturned(_ entry: Guard) -> Bool {
        guard nodes[entry.node.index].isAvailable, let report = reports[entry.node], report.at > entry.since,
            report.role == .writable
        else { return false }
        return pairsDownstream(of: entry.node).allSatisfy { pair in
            guard nodes[pair.downstream.index].isAvailable else { return true }
            guard let report = reports.pair(downstream: pair.downstream) else { return false }
            return report.upstream == entry.node && report.at > entry.since
        }
    }

    private func isSuccessor(_ node: NodeID) -> Bool {
        let pairs = pairsDownstream(of: node).filter { nodes[$0.downstream.index].isAvailable }
        return !pairs.isEmpty && pairs.allSatisfy(reports.mayFollow)
    }

    /// The pairs by which the backups take their data from this node of the primary.
    func pairsDownstream(of node: NodeID) -> [NodePair] {
        guard let pair = settings.node(node).pair else { return [] }
        return settings.clusters.compactMap { cluster in
            guard roles[cluster.id.index] == .backup, let other = settings.node(of: pair, in: cluster.id) else {
                return nil
            }
            return NodePair(id: pair, upstream: node, downstream: other)
        }
    }

    var emptyNodes: [NodeID] { guarded.filter(\.isEmpty).map(\.node) }

    func guardEntry(of node: NodeID) -> Guard? { guarded.first { $0.node == node } }
}
