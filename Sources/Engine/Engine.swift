import Foundation
import RecoveryCore

/// The engine of one system: one mailbox, one writer. It feeds the core with events and the time, hands effects on, and
/// publishes the newest state. The loop waits for nothing but its mailbox.
package final class Engine: EventSink {
    package let board = SnapshotBoard()
    private let settings: Settings
    private let clock: any Clock
    private let mailbox = Mailbox<Event>(limit: 100_000) { event in
        // Heartbeats may be dropped when the engine is starved; misses are void then (I8). Nothing else is.
        if case .heartbeats(let heartbeats) = event { heartbeats.count } else { nil }
    }

    private let onTick: @Sendable (Duration) -> Void

    /// - Parameter onTick: hears of every turn of the loop how much later it came round than it meant to; on the engine's
    ///   own thread.
    package init(
        settings: Settings, clock: any Clock = SystemClock(), onTick: @escaping @Sendable (Duration) -> Void = { _ in }
    ) {
        self.settings = settings
        self.clock = clock
        self.onTick = onTick
    }

    package func send(_ event: Event) { mailbox.send(event) }

    /// Runs the engine until a stop was requested and the step in hand has ended, bounded by `patience`; then what is still
    /// under way is given the `farewell`, and is not waited for any longer.
    ///
    /// - Parameter restored: makes the core as it was restored, on the engine's own thread: as long as a second one is held
    ///   elsewhere, the first change of each of its arrays would copy it.
    package func run(
        _ restored: @escaping @Sendable () -> Recovery, ports: Perform.Ports, patience: Duration = .seconds(30),
        farewell: Duration = .seconds(5)
    ) async {
        let perform = Perform(ports: ports, settings: settings, clock: clock, sink: self, board: board)
        let writer = Thread { perform.writeTurns() }
        writer.name = "journal"
        writer.start()
        await withCheckedContinuation { hasLeft in
            let loop = Thread {
                self.loop(restored(), perform, patience)
                perform.finish(within: farewell)
                hasLeft.resume()
            }
            loop.name = "engine"
            loop.start()
        }
    }

    /// How often a state in which nothing was decided is shown anew, and the least time between two snapshots.
    private static let calmPause = Duration.milliseconds(500)
    private static let busyPause = Duration.milliseconds(50)

    private func loop(_ restored: consuming Recovery, _ perform: Perform, _ patience: Duration) {
        var recovery = consume restored
        var lateness = Lateness(clock: clock)
        var schedule = Schedule(settings.sync.rule, wallTime: clock.wallTime())
        var shown = Shown()
        var leaveBy: Instant?
        while true {
            let wait = min(recovery.nextDeadline - clock.now(), shown.pause(recovery.revision, at: clock.now()))
            let (events, dropped) = mailbox.take(timeout: max(wait, .zero))
            let now = clock.now()
            var turn = Turn(at: now, wallTime: clock.wallTime())
            var happened: [Event] = []
            let trouble = lateness.look(after: wait, dropped: dropped)
            onTick(lateness.newest)
            if let trouble { happened.append(.troubled(trouble)) }
            if schedule.isDue(at: turn.wallTime) { happened.append(.syncBecameDue) }
            happened += events
            if leaveBy == nil, events.contains(where: \.isStop) { leaveBy = now + patience }
            // Last: what the journal's thread says of itself came before it.
            if let health = perform.look(at: now, wasPaused: trouble != nil) {
                happened.append(.journalChanged(health))
            }
            if !happened.isEmpty || recovery.nextDeadline <= now { recovery.feed(happened, &turn, settings) }
            let isLast = leaveBy.map { recovery.mayLeave || $0 <= now } ?? false
            if isLast || shown.isDue(recovery.revision, at: now) {
                turn.snapshot = recovery.snapshot(at: now, wallTime: turn.wallTime)
            }
            perform.take(turn)
            if isLast { break }
        }
    }

    /// When the newest state was last shown.
    private struct Shown {
        private var at: Instant?
        private var revision: UInt64 = 0

        /// How long the state of this revision may wait.
        func pause(_ revision: UInt64, at now: Instant) -> Duration {
            guard let at else { return .zero }
            return at + (revision == self.revision ? Engine.calmPause : Engine.busyPause) - now
        }

        mutating func isDue(_ revision: UInt64, at now: Instant) -> Bool {
            guard pause(revision, at: now) <= .zero else { return false }
            at = now
            self.revision = revision
            return true
        }
    }
}

extension Event {
    fileprivate var isStop: Bool { if case .stopRequested = self { true } else { false } }
}

extension Recovery {
    /// Events into the core, its effects into the turn; an effect that ended gets its result into the journal.
    fileprivate mutating func feed(_ events: [Event], _ turn: inout Turn, _ settings: Settings) {
        for case .effectEnded(let id, let outcome) in events {
            turn.entries.append(.ended(effect: id.number, outcome: outcome.words))
        }
        for effect in handle(events, at: turn.at) {
            switch effect.action {
            case .record(let entry): turn.entries.append(entry)
            case .save(let state): turn.state = state
            case .order, .claim, .publish, .deliver:
                turn.entries.append(
                    .intended(
                        effect: effect.id.number, action: effect.action.words(in: settings), reason: effect.reason))
                turn.effects.append(effect)
            case .watch, .inspect, .stretchTimeouts, .answer: turn.effects.append(effect)
            }
        }
    }
}
