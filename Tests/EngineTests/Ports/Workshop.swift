import Engine
import Foundation
import RecoveryCore

@testable import Engine

/// An engine's parts between fakes, on a clock that the test moves.
struct Workshop {
    let trace = Trace()
    let clock = MovedClock()
    let journal: FakeJournal
    let storage: FakeStorage
    let sink = EventLog()
    let board = SnapshotBoard()
    let settings = Workshop.settings

    init() {
        journal = FakeJournal(trace)
        storage = FakeStorage(trace)
    }

    var ports: Perform.Ports {
        let trace = trace
        return Perform.Ports(
            storage: storage, heartbeats: FakeHeartbeats(trace: trace), journal: journal,
            centre: FakeCentre(trace: trace, latch: storage), delivery: FakeDelivery(trace: trace),
            answer: { id, _ in trace.add("answer \(id.text)") })
    }

    /// With its journal's thread running.
    func startPerforming() -> Perform {
        let perform = Perform(ports: ports, settings: settings, clock: clock, sink: sink, board: board)
        Thread { perform.writeTurns() }.start()
        return perform
    }

    func turn(_ entries: [String] = [], _ actions: [(UInt64, Effect.Action)] = [], shows: Bool = false) -> Turn {
        var turn = Turn(at: clock.now(), wallTime: clock.wallTime())
        turn.entries = entries.map { .noted($0) }
        turn.effects = actions.map { Effect(id: EffectID($0.0), reason: "a test", action: $0.1) }
        if shows {
            var recovery = Recovery(settings: settings, at: clock.now())
            turn.snapshot = recovery.snapshot(at: clock.now(), wallTime: clock.wallTime())
        }
        return turn
    }

    static func order(_ action: Order.Action, within deadline: Duration? = .seconds(5)) -> Effect.Action {
        .order(Order(action, deadline: deadline))
    }

    /// fra1 (a1 a2) and ams2 (b1 b2), a service on each pair, one caller.
    static let settings: Settings = {
        let clusters = [
            Cluster(id: ClusterID(0), name: "fra1", initialRole: .primary, nodes: 0..<2),
            Cluster(id: ClusterID(1), name: "ams2", initialRole: .backup, nodes: 2..<4),
        ]
        let nodes = ["a1", "a2", "b1", "b2"].enumerated().map { index, name in
            Node(
                id: NodeID(index), name: name, cluster: ClusterID(index / 2),
                address: NodeAddress(host: "10.0.0.\(index + 1)", port: 6379), pair: PairID(index % 2))
        }
        let services = [Service(name: "orders", interface: "redis", pairs: [PairID(0)])]
        let callers = [Caller(id: CallerID(0), name: "checkout", uses: [0])]
        return Settings(system: "test", clusters: clusters, nodes: nodes, services: services, callers: callers)
    }()
}
