import Dispatch
import Foundation
import RecoveryCore
import Synchronization

/// What the core asked for in one turn of the engine.
struct Turn: Sendable {
    var entries: [JournalEntry] = []
    var state: DurableState?
    var effects: [Effect] = []
    var at: Instant
    var wallTime: Double
    /// Made of the state that this turn leads to: shown when the turn is durable (I13).
    var snapshot: Snapshot?
}

/// Effects to ports. The journal record of a turn is durable before any of its effects starts; effects then run side by
/// side, and each ends as an event, also by timeout. Its own thread waits for the disk; the engine never does.
package final class Perform: Sendable {
    private let ports: Ports
    private let settings: Settings
    private let sink: any EventSink
    private let board: SnapshotBoard
    private let turns = Mailbox<Turn?>()
    private let started: AsyncStream<Effect>
    private let start: AsyncStream<Effect>.Continuation

    package struct Ports: Sendable {
        package var storage: any StoragePort
        package var heartbeats: any HeartbeatPort
        package var journal: any JournalPort
        package var centre: any ConfigurationCentrePort
        package var delivery: any DeliveryPort
        /// Where the answers to commands go.
        package var answer: @Sendable (CommandID, CommandAnswer) -> Void

        package init(
            storage: any StoragePort, heartbeats: any HeartbeatPort, journal: any JournalPort,
            centre: any ConfigurationCentrePort, delivery: any DeliveryPort,
            answer: @escaping @Sendable (CommandID, CommandAnswer) -> Void
        ) {
            self.storage = storage
            self.heartbeats = heartbeats
            self.journal = journal
            self.centre = centre
            self.delivery = delivery
            self.answer = answer
        }
    }

    init(ports: Ports, settings: Settings, sink: any EventSink, board: SnapshotBoard) {
        self.ports = ports
        self.settings = settings
        self.sink = sink
        self.board = board
        (started, start) = AsyncStream.makeStream()
    }

    func take(_ turn: Turn) { turns.send(turn) }

    /// Everything that was taken is written; nothing more begins.
    func finish() { turns.send(nil) }

    // MARK: the journal's thread

    /// Entries that could not be written wait for the disk, bounded; the oldest go first, and how many is written down.
    private static let backlogLimit = 10_000
    private static let retryPause = Duration.seconds(1)

    /// Runs until `finish`. Call on a thread of its own: it blocks for as long as the disk does.
    func writeTurns() {
        var backlog = Turn(at: .origin, wallTime: 0)
        var isFailing = false
        while true {
            let (taken, _) = turns.take(timeout: isFailing ? Self.retryPause : .seconds(3600))
            guard !taken.isEmpty || isFailing else { continue }
            let arrived = taken.compactMap { $0 }
            backlog.merge(arrived, limit: Self.backlogLimit)
            let fault = commit(&backlog)
            if isFailing != (fault != nil) {
                isFailing = fault != nil
                sink.send(.journalChanged(fault.map { .failing($0.description) } ?? .writable))
            }
            for effect in arrived.flatMap(\.effects) { begin(effect, fault) }
            if let snapshot = arrived.last(where: { $0.snapshot != nil })?.snapshot { board.publish(snapshot) }
            if taken.contains(where: { $0 == nil }) { break }
        }
        start.finish()
    }

    /// Writes what waits; on success nothing waits any more.
    private func commit(_ backlog: inout Turn) -> JournalFault? {
        guard !backlog.entries.isEmpty || backlog.state != nil else { return nil }
        let batch = JournalBatch(
            entries: backlog.entries, state: backlog.state, at: backlog.at, wallTime: backlog.wallTime)
        do throws(JournalFault) {
            try ports.journal.commit(batch)
        } catch {
            return error
        }
        backlog.entries = []
        backlog.state = nil
        return nil
    }

    private func begin(_ effect: Effect, _ fault: JournalFault?) {
        switch effect.action {
        case .record, .save: break
        case .watch(let primary): ports.storage.watch(primary: primary)
        case .inspect(let nodes): ports.storage.inspect(nodes)
        case .stretchTimeouts(let factor): ports.heartbeats.stretchTimeouts(factor)
        case .answer(let id, let answer): ports.answer(id, answer)
        case .order(let order) where fault == nil || order.isProtective: start.yield(effect)
        case .claim, .publish, .deliver, .order:
            guard let fault else {
                start.yield(effect)
                return
            }
            sink.send(.effectEnded(effect.id, effect.action.failure("the journal cannot be written: \(fault)")))
        }
    }

    // MARK: the effects' tasks

    /// Carries effects out until `finish`, and waits for those that are under way.
    package func carryOut() async {
        await withDiscardingTaskGroup { group in
            for await effect in started {
                group.addTask { await self.carryOut(effect) }
            }
        }
    }

    /// Added to an order's own deadline before its end is declared for it: the driver is given the chance to say more.
    private static let grace = Duration.seconds(1)

    private func carryOut(_ effect: Effect) async {
        let outcome: EffectOutcome
        switch effect.action {
        case .order(let order): outcome = .order(await carryOut(order, effect.id))
        case .claim(let confirmation): outcome = .claim(await ports.centre.claim(confirmation))
        case .publish(let publication): outcome = .publication(await ports.centre.publish(publication))
        case .deliver(let caller, let information):
            outcome = .delivery(await ports.delivery.deliver(information, to: settings.caller(caller)))
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer:
            preconditionFailure("\(effect.action) is not carried out by a task")
        }
        sink.send(.effectEnded(effect.id, outcome))
    }

    private func carryOut(_ order: Order, _ id: EffectID) async -> OrderOutcome {
        let sink = sink
        let storage = ports.storage
        let progress: @Sendable (OrderProgress) -> Void = { sink.send(.orderProgressed(id, $0)) }
        guard let deadline = order.deadline else { return await storage.carryOut(order, progress: progress) }
        return await withTaskGroup(of: OrderOutcome.self) { group in
            group.addTask { await storage.carryOut(order, progress: progress) }
            group.addTask {
                // Cancelled when the driver was in time; then nobody reads this outcome.
                try? await Task.sleep(for: deadline + Self.grace)
                return .timedOut
            }
            let first = await group.next() ?? .timedOut
            group.cancelAll()
            return first
        }
    }
}

extension Turn {
    fileprivate mutating func merge(_ newer: [Turn], limit: Int) {
        for turn in newer {
            entries += turn.entries
            if let state = turn.state { self.state = state }
            at = turn.at
            wallTime = turn.wallTime
        }
        let excess = entries.count - limit
        guard excess > 0 else { return }
        entries.removeFirst(excess + 1)
        entries.insert(.noted("\(excess + 1) records were lost while the journal could not be written"), at: 0)
    }
}

extension Effect.Action {
    fileprivate func failure(_ why: String) -> EffectOutcome {
        switch self {
        case .order: .order(.failed(why))
        case .claim: .claim(.failed(why))
        case .publish: .publication(.failed(why))
        case .deliver: .delivery(.failed(why))
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer:
            preconditionFailure("\(self) has no outcome")
        }
    }
}
