import RecoveryCore

/// The driver's board in the controller: what the nodes last said, and what follows from it for each pair.
struct StatusBoard: Sendable {
    private let settings: Settings
    private var words: [NodeWord?]
    /// By node: of what it said before that.
    private var samples: [Sample?]
    /// Of the pairs in which the node takes part that spoke last.
    private(set) var comparisons: [PairReport] = []

    /// Where a node was, so that the next word tells how fast it writes.
    private struct Sample {
        var history: Int
        var offset: Int64
        var said: Moment
    }

    init(_ settings: Settings) {
        self.settings = settings
        words = Array(repeating: nil, count: settings.nodes.count)
        samples = Array(repeating: nil, count: settings.nodes.count)
    }

    subscript(node: Int) -> NodeWord? { words[node] }

    enum News { case said, restarted }

    /// nil: it is no news.
    mutating func take(_ word: NodeWord, primary: ClusterID, by clock: ProcessClock) -> News? {
        var news = News.said
        if let known = words[word.node] {
            guard known.said <= word.said else { return nil }
            if known.start != word.start { news = .restarted }
            // What the last process said is no sample of this one.
            samples[word.node] =
                news == .restarted ? nil : Sample(history: known.history, offset: known.offset, said: known.said)
        }
        words[word.node] = word
        compare(word.node, primary: primary.index, clock)
        return news
    }

    private mutating func compare(_ node: Int, primary: Int, _ clock: ProcessClock) {
        comparisons.removeAll(keepingCapacity: true)
        guard let pair = settings.nodes[node].pair else { return }
        let own = settings.nodes[node].cluster.index
        // Data flows from the primary to each of the others.
        for cluster in settings.clusters.indices where cluster != own && (own == primary || cluster == primary) {
            guard let other = settings.node(of: pair, in: ClusterID(cluster))?.index else { continue }
            let (upstream, downstream) = own == primary ? (node, other) : (other, node)
            if let report = pairReport(pair, upstream, downstream, clock) { comparisons.append(report) }
        }
    }

    private func pairReport(
        _ pair: PairID, _ upstream: Int, _ downstream: Int, _ clock: ProcessClock
    ) -> PairReport? {
        guard let lower = words[downstream] else { return nil }
        let at = clock.instant(lower.arrived)
        var heard: Instant?
        // Whole seconds, as Redis tells it.
        if lower.role == .following(upstream), lower.heard >= 0 {
            let silence = (lower.said - lower.heard) / .second * .second
            heard = clock.instant(lower.arrived - silence)
        }
        guard let upper = words[upstream] else {
            return PairReport(
                pair: pair, upstream: NodeID(upstream), downstream: NodeID(downstream), at: at, heard: heard)
        }
        return PairReport(
            pair: pair, upstream: NodeID(upstream), downstream: NodeID(downstream), at: at,
            lag: lower.lag(behind: upper).map { Lag(bytes: $0, time: $0 == 0 ? .zero : Moment.second.duration) },
            upstreamSampled: clock.instant(upper.arrived), writeRate: writeRate(of: upstream, upper), heard: heard,
            forecast: lower.forecast(from: upper),
            ownWrites: lower.ownWrites(against: upper).map { OwnWrites(bytes: $0, commands: $0 == 0 ? 0 : nil) },
            upstreamWrites: upper.ownWrites(against: lower).map { OwnWrites(bytes: $0) })
    }

    private func writeRate(of node: Int, _ word: NodeWord) -> Double? {
        guard let older = samples[node], older.history == word.history, word.said > older.said else { return nil }
        return Double(word.offset - older.offset) / (Double(word.said - older.said) / 1e6)
    }
}

extension NodeWord {
    func report(by clock: ProcessClock) -> NodeReport {
        let reported: StorageRole =
            switch (role, link) {
            case (.writable, _): .writable
            case (.parked, _): .following(.parked, .down)
            case (.following(let source), .up): .following(.node(NodeID(source)), .up)
            case (.following(let source), .down): .following(.node(NodeID(source)), .down)
            case (.following(let source), .copying(let since, let until)):
                .following(
                    .node(NodeID(source)),
                    .copying(share: Double(said - since) / Double(max(until - since, 1)), bytesLeft: nil))
            }
        return NodeReport(
            node: NodeID(node), at: clock.instant(arrived), incarnation: String(start), role: reported,
            data: isEmpty ? .empty : .holds(keys: max(offset / 100, 1)))
    }
}
