/// The state of sync from the primary to another cluster, summed up over the pairs (M4, M16).
extension Recovery {
    func syncStatus(of cluster: ClusterID, at now: Instant) -> SyncStatus {
        offerCache.sync.isEmpty ? sumUp(cluster) : offerCache.sync[cluster.index]
    }

    func sumUp(_ cluster: ClusterID) -> SyncStatus { sumUp(cluster, links(to: cluster)) }

    /// Of some of its pairs.
    func sumUp(_ cluster: ClusterID, _ links: [NodePair]) -> SyncStatus {
        let inSync = links.count { reports.isInSync($0) }
        var status = SyncStatus(
            from: primary, to: cluster, state: syncState(of: cluster, links), since: syncSince[cluster.index],
            pairs: links.count, inSync: inSync)
        let found = links.map { reports.pair(downstream: $0.downstream) }
        status.lagBytes = sum(found.map { $0?.lag?.bytes })
        status.lagTime = lagTime(of: links)
        status.sampled = found.compactMap { $0?.upstreamSampled }.min()
        let rates = found.map { $0?.writeRate }
        status.writeRate = rates.contains { $0 == nil } || rates.isEmpty ? nil : rates.compactMap { $0 }.reduce(0, +)
        addForecast(links, found, to: &status)
        let shares = links.compactMap { copyingShare(of: $0.downstream) }
        if !shares.isEmpty { status.progress = (shares.reduce(0, +) + Double(inSync)) / Double(links.count) }
        return status
    }

    /// The worst of the pairs; nil when one of them is unknown.
    func lagTime(of links: [NodePair]) -> Duration? {
        var worst: Duration?
        for link in links {
            guard let time = reports.lag(downstream: link.downstream)?.time else { return nil }
            worst = max(worst ?? time, time)
        }
        return worst
    }

    private func addForecast(_ links: [NodePair], _ found: [PairReport?], to status: inout SyncStatus) {
        var bytes: [Int64?] = []
        for report in found {
            switch report?.forecast {
            case .incremental(let difference):
                status.incremental += 1
                bytes.append(difference)
            case .full(let reason, let size):
                status.full += 1
                if status.fullReason == nil { status.fullReason = reason }
                bytes.append(size)
            case .unknown, nil: bytes.append(nil)
            }
        }
        status.bytesToCopy = sum(bytes)
        let own = zip(links, found).map { link, report in
            countedWrites(of: link.downstream) ?? report?.ownWrites
        }
        status.bytesToDiscard = sum(own.map { $0?.bytes })
        status.writesToDiscard = sum(own.map { writes in writes?.commands ?? (writes?.bytes == 0 ? 0 : nil) })
    }

    /// nil when one of the parts is: a sum with an unknown part is unknown.
    private func sum(_ parts: [Int64?]) -> Int64? {
        parts.isEmpty || parts.contains { $0 == nil }
            ? nil
            : parts.compactMap { $0 }.reduce(0) { total, part in
                let (sum, overflow) = total.addingReportingOverflow(part)
                return overflow ? .max : sum
            }
    }

    private func copyingShare(of node: NodeID) -> Double? {
        if case .following(_, .copying(let share, _))? = reports[node]?.role { share ?? 0 } else { nil }
    }

    private func syncState(of cluster: ClusterID, _ links: [NodePair]) -> SyncStatus.State {
        var usable = 0
        var inSync = 0
        var stopped = 0
        var isCopying = false
        for link in links where isUsable(link) {
            usable += 1
            switch reports.role(of: link.downstream) {
            case .following(.node(link.upstream), .up)?: inSync += 1
            case .following(_, .copying)?: isCopying = true
            case .writable?, .following(.parked, _)?: stopped += 1
            case .following?, nil: break
            }
        }
        if usable == 0 { return clusters[cluster.index].available == 0 ? .stalled : .unknown }
        if inSync == usable { return .running }
        if isCopying { return .copying }
        let isStopped = stopped == usable
        if isStopped, roles[cluster.index] == .backup, !isSyncRunOpen { return .betweenRuns }
        if isStopped, roles[cluster.index] == .failed || clusters[primary.index].verdict == .failed { return .stopped }
        return .stalled
    }

    /// A pair of which one is down or came back empty is the nodes' trouble, not the sync's: one situation, one alarm.
    private func isUsable(_ link: NodePair) -> Bool {
        nodes[link.downstream.index].isAvailable && nodes[link.upstream.index].isAvailable
            && guardEntry(of: link.upstream)?.isStranger != true && reports.role(of: link.downstream) != nil
    }

    /// Remembers since when each state holds.
    mutating func followSyncStates(at now: Instant) {
        for cluster in settings.clusters where cluster.id != primary {
            let state = syncState(of: cluster.id, links(to: cluster.id))
            guard state != lastSyncStates[cluster.id.index] else { continue }
            lastSyncStates[cluster.id.index] = state
            syncSince[cluster.id.index] = now
        }
    }
}
