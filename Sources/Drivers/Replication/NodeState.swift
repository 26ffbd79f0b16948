import RecoveryCore

/// What the status board knows of one node. Pure.
struct NodeState: Sendable {
    /// What a new status changed; everything but figures is told at once.
    enum Change: Hashable { case incarnation, role, figures }

    private(set) var status: RedisStatus?
    private(set) var at = Instant.origin
    private var samples = PositionSamples()
    /// When its source was last heard, and which node that was; kept after the link has gone.
    private var heard: (node: NodeID, at: Instant)?

    /// nil: the status is older than the one in hand.
    mutating func take(_ new: RedisStatus, at moment: Instant, _ sources: SourceNames) -> Change? {
        let old = status
        guard old == nil || moment >= at else { return nil }
        listen(to: new, after: old, at: moment, sources)
        if new.history != old?.history || new.runID != old?.runID { samples.forget() }
        if let position = new.position { samples.add(PositionSamples.Sample(at: moment, offset: position)) }
        (status, at) = (new, moment)
        guard let old else { return .role }
        if old.runID != new.runID { return .incarnation }
        return new.role(sources).outline == old.role(sources).outline && new.data.outline == old.data.outline
            ? .figures : .role
    }

    /// Redis says in whole seconds when it last heard its source; where the offset moved since our last question, something
    /// came after that. How long after, nobody knows: the question may be old when drtop was held up.
    private mutating func listen(
        to new: RedisStatus, after old: RedisStatus?, at moment: Instant, _ sources: SourceNames
    ) {
        guard new.isReplica, case .node(let source) = sources.source(host: new.sourceHost, port: new.sourcePort) else {
            return
        }
        var latest = new.linkIsUp ? new.silence.map { moment - .seconds($0) } : nil
        if let old, old.runID == new.runID, old.history == new.history, old.isReplica,
            (old.sourceHost, old.sourcePort) == (new.sourceHost, new.sourcePort),
            let before = old.replicaOffset, let now = new.replicaOffset, now > before
        {
            latest = max(latest ?? at, at)
        }
        guard let latest else { return }
        if let heard, heard.node == source, heard.at >= latest { return }
        heard = (source, latest)
    }

    func report(of node: NodeID, _ sources: SourceNames) -> NodeReport? {
        status?.report(of: node, at: at, sources: sources)
    }

    /// This node as the upstream of the pair.
    func report(
        of pair: NodePair, downstream: NodeState, names: (upstream: String, downstream: String)
    ) -> PairReport {
        var report = PairReport(
            pair: pair.id, upstream: pair.upstream, downstream: pair.downstream, at: downstream.at)
        if let heard = downstream.heard, heard.node == pair.upstream { report.heard = heard.at }
        if status != nil { report.upstreamSampled = at }
        report.writeRate = samples.writeRate
        guard let upper = status, let lower = downstream.status else {
            report.forecast = .unknown("\(status == nil ? names.upstream : names.downstream) never reported")
            return report
        }
        if let bytes = Histories.lag(upstream: upper, downstream: lower), let position = lower.position {
            report.lag = Lag(bytes: bytes, time: samples.lag(of: position, at: downstream.at))
        }
        report.forecast = Histories.forecast(upstream: upper, downstream: lower, names: names)
        report.ownWrites = Histories.ownWrites(of: lower, against: upper)
        report.upstreamWrites = Histories.ownWrites(of: upper, against: lower)
        return report
    }
}

extension StorageRole {
    /// Without the figures of a copy.
    fileprivate var outline: StorageRole {
        guard case .following(let source, .copying) = self else { return self }
        return .following(source, .copying(share: nil, bytesLeft: nil))
    }
}

extension DataState {
    /// Without the number of keys.
    fileprivate var outline: DataState {
        if case .holds = self { .holds(keys: 0) } else { self }
    }
}
