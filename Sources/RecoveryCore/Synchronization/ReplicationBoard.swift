/// The newest reports of the driver, and what follows from them by plain comparison.
struct ReplicationBoard: Sendable {
    /// By node.
    private(set) var nodes: [NodeReport?]
    /// By downstream node: a node has at most one upstream, its pair in the primary cluster.
    private(set) var pairs: [PairReport?]

    /// By node: when it was last gone. What it reported before that is not believed.
    private var gone: [Instant?]
    /// By node: when it last began or ended to take writes. A comparison from before that may miss writes of its own.
    private var turned: [Instant?]

    init(nodes count: Int) {
        nodes = Array(repeating: nil, count: count)
        pairs = Array(repeating: nil, count: count)
        gone = Array(repeating: nil, count: count)
        turned = Array(repeating: nil, count: count)
    }

    /// Returns whether it was news: a report that was on its way while an order was read back, or the node went, is not.
    mutating func take(_ report: NodeReport) -> Bool {
        let place = report.node.index
        if let known = nodes[place], known.at > report.at { return false }
        if let gone = gone[place], report.at <= gone { return false }
        noteTurn(report)
        nodes[place] = report
        return true
    }

    private mutating func noteTurn(_ report: NodeReport) {
        guard let known = nodes[report.node.index] else { return }
        if (known.role == .writable) != (report.role == .writable) || known.incarnation != report.incarnation {
            turned[report.node.index] = report.at
        }
    }

    mutating func take(_ report: PairReport) {
        pairs[report.downstream.index] = report
    }

    /// Nobody answers there now, or another process does.
    mutating func noteGone(_ node: NodeID, at now: Instant) {
        gone[node.index] = now
    }

    /// The newest report of the process that answers there now.
    private func current(_ node: NodeID) -> NodeReport? { isCurrent(node) ? nodes[node.index] : nil }

    private func isCurrent(_ node: NodeID) -> Bool {
        guard let at = nodes[node.index]?.at else { return false }
        return gone[node.index].map { at > $0 } ?? true
    }

    /// What the process that answers there now said of its part.
    func role(of node: NodeID) -> StorageRole? { isCurrent(node) ? nodes[node.index]?.role : nil }

    /// Its process went away, and what the one that answers now holds was not reported.
    func isUnknownSinceRestart(_ node: NodeID) -> Bool {
        gone[node.index] != nil && (current(node)?.data ?? .unknown) == .unknown
    }

    /// What the node held when it last reported, also when it is gone.
    func lastData(of node: NodeID) -> DataState { nodes[node.index]?.data ?? .unknown }

    /// The primary has changed: comparisons with the old one mean nothing now.
    mutating func forgetPairs() {
        for index in pairs.indices { pairs[index] = nil }
    }

    /// An order was read back: what it made of the node is known before the next report.
    mutating func note(_ role: StorageRole, of node: NodeID, at now: Instant) {
        let known = current(node)
        let read = NodeReport(
            node: node, at: now, incarnation: known?.incarnation ?? "", role: role, data: known?.data ?? .unknown)
        noteTurn(read)
        nodes[node.index] = read
    }

    subscript(node: NodeID) -> NodeReport? { current(node) }

    func pair(downstream node: NodeID) -> PairReport? { pairs[node.index] }

    /// The newest comparison of a pair of which both are still the processes that were compared.
    func comparison(_ pair: NodePair) -> PairReport? {
        hasComparison(pair) ? pairs[pair.downstream.index] : nil
    }

    /// Fields are read in place here: a report is large, and this is asked at each.
    func hasComparison(_ pair: NodePair) -> Bool {
        let place = pair.downstream.index
        guard let at = pairs[place]?.at, pairs[place]?.upstream == pair.upstream else { return false }
        if let gone = gone[place], at <= gone { return false }
        if let gone = gone[pair.upstream.index], pairs[place]?.upstreamSampled.map({ $0 <= gone }) ?? true {
            return false
        }
        if let turned = turned[place], at < turned { return false }
        return true
    }

    func isWritable(_ node: NodeID) -> Bool {
        role(of: node) == .writable
    }

    func isParked(_ node: NodeID) -> Bool {
        if case .following(.parked, _)? = role(of: node) { true } else { false }
    }

    func isInSync(_ pair: NodePair) -> Bool {
        role(of: pair.downstream) == .following(.node(pair.upstream), .up)
    }

    func isCopying(_ pair: NodePair) -> Bool {
        if case .following(.node(pair.upstream), .copying)? = role(of: pair.downstream) { true } else { false }
    }

    func isFollowing(_ pair: NodePair) -> Bool {
        if case .following(.node(pair.upstream), _)? = role(of: pair.downstream) { true } else { false }
    }

    /// The downstream node may be joined to the upstream without a person.
    func mayFollow(_ pair: NodePair) -> Bool {
        isWritable(pair.upstream) && isSuccessor(pair)
    }

    /// Nothing that only the downstream node has would be lost if it followed the upstream, and the upstream is no empty or
    /// foreign stranger.
    func isSuccessor(_ pair: NodePair) -> Bool {
        if current(pair.downstream)?.data == .empty { return true }
        guard let report = comparison(pair) else { return false }
        return report.forecast.isIncremental || report.ownWrites?.bytes == 0
    }
}
