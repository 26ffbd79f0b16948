import Engine
import RecoveryCore
import Synchronization

/// The simulated world in real time, behind the ports of the real engine: for rehearsals. One lock holds all of it; whoever
/// comes with an order or a delivery waits for its end as for a real node's.
package final class SimulatedWorld: StoragePort, HeartbeatPort, DeliveryPort {
    private struct State: Sendable {
        var simulation: Simulation
        /// Counts what the engine asks for: its own numbers do not come through the ports.
        var asked: UInt64 = 0
        var waiting: [EffectID: Waiting] = [:]
        /// The engine's clock at the world's beginning.
        var begun: Instant?
        var hasEnded = false
    }

    /// Who waits for an end.
    private enum Waiting: Sendable {
        case order(CheckedContinuation<OrderOutcome, Never>, @Sendable (OrderProgress) -> Void)
        case delivery(CheckedContinuation<DeliveryOutcome, Never>)

        func resume(_ outcome: EffectOutcome) {
            switch (self, outcome) {
            case (.order(let continuation, _), .order(let outcome)): continuation.resume(returning: outcome)
            case (.delivery(let continuation), .delivery(let outcome)): continuation.resume(returning: outcome)
            // It ended as something else than was asked for: a failure like any other.
            case (.order(let continuation, _), _): continuation.resume(returning: .failed("no outcome of an order"))
            case (.delivery(let continuation), _): continuation.resume(returning: .failed("no outcome of a delivery"))
            }
        }
    }

    private let state: Mutex<State>
    /// For the screen, which does not wait for the world.
    private let shown = Mutex(CallerFigures())
    private let clock: any Clock

    package init(_ script: Script, clock: any Clock) {
        state = Mutex(State(simulation: Simulation(script)))
        self.clock = clock
    }

    /// What the callers feel.
    package var figures: CallerFigures { shown.withLock { $0 } }

    package func injure(_ nodes: [NodeID], _ injury: Injury) {
        state.withLock { state in
            for node in nodes { state.simulation.injure(node.index, injury) }
        }
    }

    // MARK: ports

    package func carryOut(
        _ order: Order, progress: @escaping @Sendable (OrderProgress) -> Void
    ) async -> OrderOutcome {
        await withCheckedContinuation { continuation in
            begin(.order(continuation, progress)) { $0.carryOut(order, $1) }
        }
    }

    package func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome {
        await withCheckedContinuation { continuation in
            begin(.delivery(continuation)) { simulation, id in
                simulation.send(Effect(id: id, reason: "", action: .deliver(caller.id, information)))
            }
        }
    }

    package func watch(primary: ClusterID) {
        state.withLock { $0.simulation.controller.watched = primary }
    }

    package func inspect(_ nodes: [NodeID]) {
        state.withLock { state in
            for node in nodes { state.simulation.askStatus(node.index) }
        }
    }

    package func stretchTimeouts(_ factor: Int) {
        state.withLock { $0.simulation.stretchTimeouts(factor) }
    }

    private func begin(_ waiting: Waiting, _ work: (inout Simulation, EffectID) -> Void) {
        let hasEnded = state.withLock { state -> Bool in
            guard !state.hasEnded else { return true }
            state.asked += 1
            let id = EffectID(state.asked)
            state.waiting[id] = waiting
            work(&state.simulation, id)
            return false
        }
        if hasEnded { waiting.resume(.order(.failed("the rehearsal is over"))) }
    }

    // MARK: time

    private static let slice = Duration.milliseconds(10)

    /// Lets the world go on with the clock until the task is cancelled; what becomes known goes to the engine.
    package func run(_ sink: any EventSink) async {
        while !Task.isCancelled {
            let (events, ends, figures) = state.withLock { state in
                let (events, ends) = advance(&state)
                return (events, ends, state.simulation.figures)
            }
            shown.withLock { $0 = figures }
            for end in ends { end() }
            for event in events { sink.send(event) }
            // Only cancellation ends the sleep early, and the loop looks at that.
            try? await Task.sleep(for: Self.slice)
        }
        let left = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for waiting in left { waiting.resume(.order(.failed("the rehearsal is over"))) }
    }

    /// After a longer pause of this process the world goes on where it was, as real servers would not: nobody has to catch
    /// up with minutes of heartbeats.
    private static let longestStep: Moment = 2 * .second

    /// So much of the world's time passes in one go: who waits for the lock, and who wants to leave, does not wait for the
    /// seconds that a slow machine is behind.
    private static let turn: Moment = .second / 20

    private func advance(_ state: inout State) -> ([Event], [@Sendable () -> Void]) {
        let now = clock.now()
        if state.begun == nil {
            state.begun = now
            state.simulation.host(showing: now.sinceOrigin)
        }
        let elapsed = (now - (state.begun ?? now)).microseconds
        if elapsed - state.simulation.now > Self.longestStep {
            state.begun = now - state.simulation.now.duration
            state.simulation.controller.clock = ProcessClock(
                showing: now.sinceOrigin, at: state.simulation.now, drift: 0)
        } else {
            state.simulation.goHosted(until: min(elapsed, state.simulation.now + Self.turn))
        }
        var ends: [@Sendable () -> Void] = []
        let events = state.simulation.takeOutgoing().filter { event in
            switch event {
            case .effectEnded(let id, let outcome):
                if let waiting = state.waiting.removeValue(forKey: id) { ends.append { waiting.resume(outcome) } }
            case .orderProgressed(let id, let step):
                if case .order(_, let progress)? = state.waiting[id] { ends.append { progress(step) } }
            case .heartbeats, .connectionClosed, .incarnationChanged, .nodesReported, .pairsReported, .troubled,
                .journalChanged, .foreignEngineSeen, .callerSpoke, .notificationsFailed, .dashboardsChanged, .commanded,
                .syncBecameDue,
                .timePassed, .stopRequested:
                return true
            }
            return false
        }
        return (events, ends)
    }
}
