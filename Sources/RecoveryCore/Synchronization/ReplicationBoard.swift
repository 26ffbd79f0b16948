/// The newest reports of the driver, and what follows from them by plain comparison.
struct ReplicationBoard: Sendable {
    /// By node.
    private(set) var nodes: [NodeReport?]
    /// By downstream node: a node has at most one upstream, its pair in the primary cluster.
    private(set) var pairs: [PairReport?]

    init(nodes count: Int) {
        nodes = Array(repeating: nil, count: count)
        pairs = Array(repeating: nil, count: count)
    }

    mutating func take(_ report: NodeReport) {
        nodes[report.node.index] = report
    }

    mutating func take(_ report: PairReport) {
        pairs[report.downstream.index] = report
    }

    /// The primary has changed: comparisons with the old one mean nothing now.
    mutating func forgetPairs() {
        for index in pairs.indices { pairs[index] = nil }
    }

    /// An order was read back: what it made of the node is known before the next report.
    mutating func note(_ role: StorageRole, of node: NodeID, at now: Instant) {
        nodes[node.index]?.role = role
        nodes[node.index]?.at = now
    }

    subscript(node: NodeID) -> NodeReport? { nodes[node.index] }

    func pair(downstream node: NodeID) -> PairReport? { pairs[node.index] }

    func isWritable(_ node: NodeID) -> Bool {
        nodes[node.index]?.role == .writable
    }

    func isParked(_ node: NodeID) -> Bool {
        if case .following(.parked, _)? = nodes[node.index]?.role { true } else { false }
    }

    /// Follows nobody's data now: parked, or its link is down because its source is gone. Read back, not assumed.
    func isStopped(_ node: NodeID) -> Bool { isParked(node) }

    func isInSync(_ pair: NodePair) -> Bool {
        nodes[pair.downstream.index]?.role == .following(.node(pair.upstream), .up)
    }

    func isFollowing(_ pair: NodePair) -> Bool {
        if case .following(.node(pair.upstream), _)? = nodes[pair.downstream.index]?.role { true } else { false }
    }

    /// The downstream node may be joined to the upstream without a person: nothing that only it has would be lost, and the
    /// upstream is no empty or foreign stranger.
    func mayFollow(_ pair: NodePair) -> Bool {
        guard isWritable(pair.upstream) else { return false }
        if nodes[pair.downstream.index]?.data == .empty { return true }
        guard let report = pairs[pair.downstream.index], report.upstream == pair.upstream else { return false }
        return report.forecast.isIncremental || report.ownWrites?.bytes == 0
    }
}
