import RecoveryCore

/// I3: when a failover is published, no node that takes over still takes the old primary's data.
package struct SyncStopsBeforePublication: Checker {
    package static let invariant = "I3"
    private let settings: Settings
    private var change: RoleChange?
    /// By node: where its data comes from.
    private var sources: [NodeID?]

    package init(_ settings: Settings) {
        self.settings = settings
        let primary = settings.clusters.first { $0.initialRole == .primary }?.id
        sources = settings.nodes.map { node in
            guard let primary, node.cluster != primary, let pair = node.pair else { return nil }
            return settings.node(of: pair, in: primary)
        }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if let state = event.decidedState { change = state.change }
        switch event {
        case .obeyed(let node, .followed(let source)): sources[node] = NodeID(source)
        case .obeyed(let node, .tookOver(let from)):
            sources[node] = nil
            sources[from] = NodeID(node)
        case .obeyed(let node, .parked), .obeyed(let node, .promoted): sources[node] = nil
        case .published(let publication):
            guard publication.consumes?.kind == .failover, let change else { return nil }
            for pair in change.plan.pairs where pair.isReady && !change.leftOut.contains(pair.id) {
                if let source = sources[pair.to.index], settings.cluster(of: source) == change.plan.from {
                    return "\(settings.name(of: pair.to)) still follows \(settings.name(of: source))"
                }
            }
        default: break
        }
        return nil
    }
}
