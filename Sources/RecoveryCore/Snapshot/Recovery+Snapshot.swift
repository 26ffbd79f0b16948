extension Recovery {
    /// Everything that may be shown, as of now. Mutating because the plans in it stand until they expire: what is shown is
    /// what can be confirmed.
    package mutating func snapshot(at now: Instant, wallTime: Double) -> Snapshot {
        offerCache.sync = settings.clusters.map { sumUp($0.id) }
        defer { offerCache.sync = [] }
        let offers = offers(at: now)
        return Snapshot(
            settings: settings, at: now, wallTime: wallTime, mode: mode, phase: phase, phaseSince: phaseSince,
            overlays: overlays(at: now), epoch: epoch, nodes: shownNodes, details: details,
            clusters: settings.clusters.map { clusterStatus($0) },
            sync: settings.clusters.filter { $0.id != primary }.map { syncStatus(of: $0.id, at: now) },
            alarms: alarms.listed, callers: callers.entries.map(\.status), offers: offers, change: shownChange,
            abort: abort, journal: journal, verdict: verdict(offers: offers, at: now), returnedNodes: returnedNodes,
            protectedSince: protectedSince, unprotectedSince: isUnprotected(at: now) ? unprotectedSince : nil,
            folded: alarms.folded, operators: operators.entries)
    }

    func overlays(at now: Instant) -> [Overlay] {
        var found: [Overlay] = []
        if isCutOff, phase != .starting { found.append(.cutOff) }
        if isContradicted(at: now) { found.append(.contradicted) }
        if mode == .observe { found.append(.observing) }
        if doubt.isUnsettled, phase != .starting { found.append(.frozen) }
        return found
    }

    private var shownNodes: [NodeStatus] {
        var shown = nodes
        for entry in maintenance { shown[entry.node.index].state = .maintenance }
        return shown
    }

    private func clusterStatus(_ cluster: Cluster) -> ClusterStatus {
        let watch = clusters[cluster.id.index]
        let isFenced =
            roles[cluster.id.index] == .failed
            && settings.nodes(of: cluster.id).allSatisfy { node in
                // Of a node that never answered since, nobody knows.
                reports[node.id] != nil && !reports.isWritable(node.id)
            }
        return ClusterStatus(
            role: roles[cluster.id.index], verdict: watch.verdict, available: watch.available, total: watch.total,
            since: watch.since, firstOut: watch.firstOut, isFenced: isFenced)
    }
}
