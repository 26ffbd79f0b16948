import Dispatch
import Engine
import RecoveryCore
import Synchronization

/// The newest status of every node, and what follows from it for each pair. Fed by whoever asks `INFO` (the prober's
/// thread, the orders); reports are gathered for 50 ms, unless something changed that somebody waits for.
package final class RedisStatusBoard: Sendable {
    /// What the heartbeat's connection asks beside PING. Several sections in one question need Redis 7.
    package static let statusQuestion = RESP.encode([
        "INFO", "server", "replication", "persistence", "keyspace", "memory",
    ])

    private struct State {
        var nodes: [NodeState]
        /// The pairs that each node takes part in, seen from the watched primary.
        var pairs: [[NodePair]]
        var awaited: Set<NodeID> = []
        var changedNodes: Set<NodeID> = []
        var incarnations: [NodeID] = []
        var isFlushPlanned = false
    }

    private let settings: Settings
    private let sink: any EventSink
    private let sources: SourceNames
    private let state: Mutex<State>
    /// Every event leaves by it, so that they arrive in their order.
    private let queue = DispatchQueue(label: "drtop.redis.status-board")
    private static let gathering = DispatchTimeInterval.milliseconds(50)

    /// The primary cluster is the one of the settings until `watch` names another.
    package init(settings: Settings, sink: any EventSink) {
        self.settings = settings
        self.sink = sink
        sources = SourceNames(settings)
        let primary = settings.clusters.first { $0.initialRole == .primary }
        state = Mutex(
            State(
                nodes: Array(repeating: NodeState(), count: settings.nodes.count),
                pairs: primary.map { Self.pairs(from: $0.id, settings) }
                    ?? Array(repeating: [], count: settings.nodes.count)))
    }

    /// The payload of an answer to `statusQuestion`, with or without its RESP frame. Anything else is ignored: what a
    /// refusal means is the heartbeat's business.
    package func receive(node: NodeID, at moment: Instant, bytes: UnsafeRawBufferPointer) {
        guard let status = RedisStatus(info: bytes) else { return }
        let isUrgent = state.withLock { state in
            guard let change = state.nodes[node.index].take(status, at: moment, sources) else { return false }
            state.changedNodes.insert(node)
            if change == .incarnation { state.incarnations.append(node) }
            return state.awaited.remove(node) != nil || change != .figures
        }
        if isUrgent { queue.async { self.flush() } } else { planFlush() }
    }

    package func receive(node: NodeID, at moment: Instant, bytes: [UInt8]) {
        bytes.withUnsafeBytes { receive(node: node, at: moment, bytes: $0) }
    }

    /// From now on every pair is compared with this cluster's node; all pairs are reported anew.
    package func watch(primary: ClusterID) {
        let pairs = Self.pairs(from: primary, settings)
        state.withLock { state in
            state.pairs = pairs
            state.changedNodes.formUnion(settings.nodes(of: primary).map(\.id))
        }
        queue.async { self.flush() }
    }

    /// The next answers of these nodes are reported at once.
    package func reportNext(of nodes: [NodeID]) {
        state.withLock { $0.awaited.formUnion(nodes) }
    }

    /// What the node said last; nil: nothing yet.
    package func status(of node: NodeID) -> RedisStatus? {
        state.withLock { $0.nodes[node.index].status }
    }

    private func planFlush() {
        let isFirst = state.withLock { state in
            defer { state.isFlushPlanned = true }
            return !state.isFlushPlanned
        }
        if isFirst { queue.asyncAfter(deadline: .now() + Self.gathering) { self.flush() } }
    }

    private func flush() {
        let (incarnations, nodes, pairs) = state.withLock { state in
            defer {
                state.incarnations = []
                state.changedNodes = []
                state.isFlushPlanned = false
            }
            let changed = state.changedNodes.sorted()
            let pairs = Set(changed.flatMap { state.pairs[$0.index] })
                .sorted { ($0.id, $0.downstream) < ($1.id, $1.downstream) }
            return (
                state.incarnations,
                changed.compactMap { state.nodes[$0.index].report(of: $0, sources) },
                pairs.map { report(of: $0, state.nodes) }
            )
        }
        for node in incarnations { sink.send(.incarnationChanged(node)) }
        if !nodes.isEmpty { sink.send(.nodesReported(nodes)) }
        if !pairs.isEmpty { sink.send(.pairsReported(pairs)) }
    }

    private func report(of pair: NodePair, _ nodes: [NodeState]) -> PairReport {
        let names = (upstream: settings.name(of: pair.upstream), downstream: settings.name(of: pair.downstream))
        return nodes[pair.upstream.index].report(of: pair, downstream: nodes[pair.downstream.index], names: names)
    }

    private static func pairs(from primary: ClusterID, _ settings: Settings) -> [[NodePair]] {
        var pairs: [[NodePair]] = Array(repeating: [], count: settings.nodes.count)
        for cluster in settings.clusters where cluster.id != primary {
            for pair in settings.pairs(from: primary, to: cluster.id) {
                pairs[pair.upstream.index].append(pair)
                pairs[pair.downstream.index].append(pair)
            }
        }
        return pairs
    }
}
