import RecoveryCore

extension RedisStatus {
    func report(of node: NodeID, at moment: Instant, sources: SourceNames) -> NodeReport {
        NodeReport(node: node, at: moment, incarnation: runID, role: role(sources), data: data)
    }

    func role(_ sources: SourceNames) -> StorageRole {
        guard isReplica else { return .writable }
        if isParked { return .following(.parked, .down) }
        return .following(sources.source(host: sourceHost, port: sourcePort), link)
    }

    private var link: StorageRole.Link {
        if linkIsUp { return .up }
        guard isCopying else { return .down }
        let progress = Follow.progress(of: self, from: "")
        return .copying(share: progress.share, bytesLeft: progress.bytesLeft)
    }

    /// A write canary that was left behind lives for seconds; alone it does not make a node hold data. While the node loads
    /// or copies, its keys are still being counted.
    var data: DataState {
        guard tellsKeyspace, !isLoading, !isCopying else { return .unknown }
        let keys = keyspaces.map(\.keys).reduce(0, +)
        let isCanary =
            keyspaces.count == 1 && keys == 1 && keyspaces[0].expiring == 1
            && keyspaces[0].meanTimeToLive <= WriteCanary.timeToLive.milliseconds
        return keys == 0 || isCanary ? .empty : .holds(keys: keys)
    }
}
