/// The newest reports of the driver, and what follows from them by plain comparison.
struct ReplicationBoard: Sendable {
    /// By node.
    private var nodes: [NodeReport?]
    /// By downstream node: a node has at most one upstream, its pair in the primary cluster.
    private var pairs: [PairReport?]
    /// By downstream node: of its pair's newest report what is decided by.
    private var outlines: [ComparisonOutline?]

    /// By node: when it was last gone. What it reported before that is not believed.
    private var gone: [Instant?]
    /// By node: when it last began or ended to take writes. A comparison from before that may miss writes of its own.
    private var turned: [Instant?]

    init(nodes count: Int) {
        nodes = Array(repeating: nil, count: count)
        pairs = Array(repeating: nil, count: count)
        outlines = Array(repeating: nil, count: count)
        gone = Array(repeating: nil, count: count)
        turned = Array(repeating: nil, count: count)
    }

    /// Whether the process there, or what is decided by, is another than was reported last; positions move all the time.
    func isOther(_ report: NodeReport) -> Bool {
        guard let known = nodes[report.node.index], gone[report.node.index].map({ known.at > $0 }) ?? true else {
            return true
        }
        return known.role.outline != report.role.outline || known.incarnation != report.incarnation
            || known.data.kind != report.data.kind
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
        outlines[report.downstream.index] = ComparisonOutline(report)
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
        pairs = Array(repeating: nil, count: pairs.count)
        outlines = Array(repeating: nil, count: pairs.count)
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

    func lag(downstream node: NodeID) -> Lag? { outlines[node.index]?.lag }

    /// The newest comparison of a pair of which both are still the processes that were compared.
    func comparison(_ pair: NodePair) -> PairReport? {
        outline(of: pair) == nil ? nil : pairs[pair.downstream.index]
    }

    /// Of the same comparison what is decided by.
    func outline(of pair: NodePair) -> ComparisonOutline? {
        let place = pair.downstream.index
        guard let outline = outlines[place], outline.upstream == pair.upstream else { return nil }
        if let gone = gone[place], outline.at <= gone { return nil }
        if let gone = gone[pair.upstream.index], outline.upstreamSampled.map({ $0 <= gone }) ?? true { return nil }
        if let turned = turned[place], outline.at < turned { return nil }
        return outline
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

/// Of a comparison only this is decided by; without its texts, because it is looked at with every report.
struct ComparisonOutline: Hashable, Sendable {
    var upstream: NodeID
    var at: Instant
    var upstreamSampled: Instant?
    var lag: Lag?
    var forecast: SyncForecast.Kind
    /// What only the downstream has; nil: UNKNOWN.
    var ownBytes: Int64?

    init(_ report: PairReport) {
        upstream = report.upstream
        at = report.at
        upstreamSampled = report.upstreamSampled
        lag = report.lag
        forecast = report.forecast.kind
        ownBytes = report.ownWrites?.bytes
    }
}
