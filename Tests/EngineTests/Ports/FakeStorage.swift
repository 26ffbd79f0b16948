import Engine
import RecoveryCore
import Synchronization

/// Obeys at once, or hangs without minding that it is cancelled: until `letGo`.
final class FakeStorage: StoragePort {
    private struct State {
        var isHanging = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let trace: Trace

    init(_ trace: Trace) { self.trace = trace }

    func carryOut(_ order: Order, progress: @escaping @Sendable (OrderProgress) -> Void) async -> OrderOutcome {
        trace.add("\(order.action)")
        if state.withLock({ $0.isHanging }) {
            await withCheckedContinuation { held in state.withLock { $0.held.append(held) } }
            trace.add("the driver came back")
        }
        return .done(OrderFinding("obeyed"))
    }

    func watch(primary: ClusterID) { trace.add("watch \(primary.index)") }
    func inspect(_ nodes: [NodeID]) { trace.add("inspect \(nodes.map(\.index))") }

    func hang() { state.withLock { $0.isHanging = true } }

    func letGo() {
        let held = state.withLock { state in
            defer { (state.isHanging, state.held) = (false, []) }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    var heldCount: Int { state.withLock { $0.held.count } }
}

/// Tells how often the timeouts were stretched.
struct FakeHeartbeats: HeartbeatPort {
    let trace: Trace
    func stretchTimeouts(_ factor: Int) { trace.add("stretch \(factor)") }
}
