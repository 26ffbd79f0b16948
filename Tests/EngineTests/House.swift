import RecoveryCore
import Synchronization

@testable import Engine

/// A whole engine with its core, between fakes.
final class House: Sendable {
    let shop = Workshop()
    let engine: Engine
    private let hasEnded = Mutex(false)

    init() {
        engine = Engine(settings: Workshop.settings, clock: shop.clock)
    }

    var ended: Bool { hasEnded.withLock { $0 } }
    var newest: Snapshot? { engine.board.newest }
    var answers: [String] { shop.trace.all.filter { $0.hasPrefix("answer ") } }

    func entries(_ kind: String) -> [String] { shop.journal.entries.filter { $0.hasPrefix(kind + "(") } }

    /// Every node answers and says that it is as the settings say, and a little time passes.
    func round() {
        shop.clock.pass(.milliseconds(100))
        let now = shop.clock.now()
        engine.send(
            .nodesReported(
                Workshop.settings.nodes.map { node in
                    let source = NodeID(node.id.index - 2)
                    return NodeReport(
                        node: node.id, at: now, incarnation: "1",
                        role: node.cluster.index == 0 ? .writable : .following(.node(source), .up),
                        data: .holds(keys: 3))
                }))
        engine.send(
            .heartbeats(
                Workshop.settings.nodes.map {
                    Heartbeat(node: $0.id, asked: now, outcome: .answered(latency: .milliseconds(1)))
                }))
    }

    /// Returns when the engine has taken everything that was sent before.
    func catchUp() async {
        let id = "caught up \(shop.clock.now())"
        engine.send(.commanded(CommandRequest(id: CommandID(id), operator: "op", command: .acknowledge(.all))))
        _ = await eventually { answers.contains("answer \(id)") }
    }

    /// Runs the engine through its first clean round, then the body, then a stop.
    func run(_ body: @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let now = self.shop.clock.now()
                await self.engine.run(
                    { Recovery(settings: Workshop.settings, at: now) }, ports: self.shop.ports,
                    patience: .seconds(1), farewell: .milliseconds(100))
                self.hasEnded.withLock { $0 = true }
            }
            _ = await eventually {
                round()
                return newest.map { $0.phase != .starting } ?? false
            }
            await body()
            engine.send(.stopRequested)
            // Time goes on, so that the patience ends.
            _ = await eventually {
                if entries("stopped").count > 0 { shop.clock.pass(.milliseconds(100)) }
                engine.send(.timePassed)
                return ended
            }
        }
    }
}
