import Engine
import RecoveryCore

@testable import Drivers

/// Real pairs of two clusters, west (nodes 0 ..< n, primary) and east (n ..< 2n), with the driver that commands them.
struct ReplicationPairs {
    let west: [ReplicationServer]
    let east: [ReplicationServer]
    let driver: RedisReplication
    let log = EventLog()
    let settings: Settings

    init(
        _ count: Int = 1, arguments: [String] = [], options: RedisReplication.Options = .init(), isJoined: Bool = true
    ) async throws {
        west = try (0..<count).map { _ in try ReplicationServer(arguments) }
        east = try (0..<count).map { _ in try ReplicationServer(arguments) }
        settings = Self.settings(west: west.map(\.port), east: east.map(\.port))
        driver = RedisReplication(
            settings: settings, options: options, holder: "test", clock: SystemClock(), sink: log)
        for server in west + east { try await server.ask("PING") }
        guard isJoined else { return }
        for (a, b) in zip(west, east) { try await b.ask("REPLICAOF", "127.0.0.1", String(a.port)) }
        for (a, b) in zip(west, east) { _ = try await eventually { try await Self.isLevel(a, b) } }
    }

    static func settings(west: [UInt16], east: [UInt16]) -> Settings {
        let clusters = [
            Cluster(id: ClusterID(0), name: "west", initialRole: .primary, nodes: 0..<west.count),
            Cluster(id: ClusterID(1), name: "east", initialRole: .backup, nodes: west.count..<west.count + east.count),
        ]
        let nodes = (west + east).enumerated().map { index, port in
            let isWest = index < west.count
            let place = isWest ? index : index - west.count
            return Node(
                id: NodeID(index), name: "\(isWest ? "a" : "b")\(place + 1)", cluster: ClusterID(isWest ? 0 : 1),
                address: NodeAddress(host: "127.0.0.1", port: port), pair: PairID(place))
        }
        return Settings(system: "test", clusters: clusters, nodes: nodes)
    }

    var a1: ReplicationServer { west[0] }
    var b1: ReplicationServer { east[0] }
    var a: NodeID { NodeID(0) }
    var b: NodeID { NodeID(west.count) }

    func carryOut(_ action: Order.Action, within deadline: Duration? = .seconds(10)) async -> OrderOutcome {
        await driver.carryOut(Order(action, deadline: deadline)) { _ in }
    }

    /// Both are asked, and the pair's report is computed from these answers.
    func look(primary: ClusterID = ClusterID(0)) async throws -> PairReport {
        let downstream = primary == ClusterID(0) ? b : a
        for (node, server) in [(a, a1), (b, b1)] {
            guard case .bulk(let bytes) = try await server.ask(RedisConversation.statusQuestion) else { continue }
            driver.board.receive(node: node, at: SystemClock().now(), bytes: bytes)
        }
        log.forget()
        driver.watch(primary: primary)
        _ = try await eventually { log.pair(downstream: downstream.index) != nil }
        guard let report = log.pair(downstream: downstream.index) else { throw RedisFault.timedOut }
        return report
    }

    static func isLevel(_ a: ReplicationServer, _ b: ReplicationServer) async throws -> Bool {
        let (above, below) = (try await a.status(), try await b.status())
        return below.linkIsUp && above.position == below.position && above.history == below.history
    }
}

extension ReplicationServer {
    @discardableResult
    func ask(_ words: [String]) async throws -> RESPValue {
        try await ask([words]).last ?? .null
    }
}

extension OrderOutcome {
    var finding: OrderFinding? { if case .done(let finding) = self { finding } else { nil } }
    var failure: String? { if case .failed(let text) = self { text } else { nil } }
    var text: String { finding?.text ?? "" }
}
