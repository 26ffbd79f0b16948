import Dispatch
import RecoveryCore
import Synchronization

/// Effects to ports. The journal record of a turn is durable before any of its effects starts; effects then run side by
/// side, and each ends as an event, also by timeout. A thread of its own waits for the disk; the engine never does: while
/// the disk fails or does not answer, what may go on without it goes on (I21).
package final class Perform: Sendable {
    private let ports: Ports
    private let settings: Settings
    private let clock: any Clock
    private let sink: any EventSink
    private let board: SnapshotBoard
    private let backlog = Mutex(Backlog())
    private let bell = DispatchSemaphore(value: 0)
    private let written = DispatchSemaphore(value: 0)
    private let underway: Underway

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

    init(ports: Ports, settings: Settings, clock: any Clock, sink: any EventSink, board: SnapshotBoard) {
        self.ports = ports
        self.settings = settings
        self.clock = clock
        self.sink = sink
        self.board = board
        underway = Underway(sink: sink)
    }

    // MARK: the engine's thread

    func take(_ turn: Turn) {
        guard !turn.isEmpty else { return }
        let (release, isRung) = backlog.withLock { ($0.add(turn), $0.fault == nil) }
        if isRung { bell.signal() }
        if let release { start(release) }
    }

    /// Ends effects that are past their deadline, and stops waiting for a disk that does not answer.
    ///
    /// - Parameter wasPaused: the whole process stood still since the last look.
    /// - Returns: what is new about the journal.
    func look(at now: Instant, wasPaused: Bool) -> JournalHealth? {
        underway.expire(at: now)
        guard let release = backlog.withLock({ $0.look(at: now, wasPaused: wasPaused) }) else { return nil }
        start(release)
        return release.fault.map { .failing($0.description) }
    }

    /// Everything that was taken is written, what is under way ends, nothing more begins; whoever is not done when the time
    /// is up is not waited for. Blocks.
    func finish(within time: Duration) {
        let moment = DispatchTime.now() + .nanoseconds(Int(time.microseconds) * 1000)
        backlog.withLock { $0.close() }
        bell.signal()
        // A disk that does not answer keeps nobody here.
        _ = written.wait(timeout: moment)
        underway.leave(by: moment)
    }

    // MARK: the journal's thread

    private static let retryPause = DispatchTimeInterval.seconds(1)

    /// Runs until `finish`. Call on a thread of its own: it blocks for as long as the disk does.
    func writeTurns() {
        while true {
            switch backlog.withLock({ $0.begin(at: clock.now()) }) {
            case .write(let batch):
                let fault = batch.flatMap(commit)
                let (release, isChanged) = backlog.withLock { backlog in
                    let before = backlog.fault
                    return (backlog.end(fault), before != backlog.fault)
                }
                if isChanged { sink.send(.journalChanged(fault.map { .failing($0.description) } ?? .writable)) }
                start(release)
                if fault != nil { _ = bell.wait(timeout: .now() + Self.retryPause) }
            case .wait:
                bell.wait()
            case .leave:
                written.signal()
                return
            }
        }
    }

    private func commit(_ batch: JournalBatch) -> JournalFault? {
        do throws(JournalFault) {
            try ports.journal.commit(batch)
            return nil
        } catch {
            return error
        }
    }

    // MARK: either thread

    private func start(_ release: Backlog.Release) {
        for effect in release.effects { start(effect, release.fault) }
        if let snapshot = release.snapshot { board.publish(snapshot) }
    }

    private func start(_ effect: Effect, _ fault: JournalFault?) {
        let id = effect.id
        if let fault, effect.isOutside, !effect.isProtective {
            let failure = effect.action.failure("the journal cannot be written: \(fault)")
            return sink.send(.effectEnded(id, failure))
        }
        let (ports, sink, settings) = (ports, sink, settings)
        switch effect.action {
        case .record, .save: preconditionFailure("\(effect.action) belongs to the turn, not to its effects")
        case .watch(let primary): ports.storage.watch(primary: primary)
        case .inspect(let nodes): ports.storage.inspect(nodes)
        case .stretchTimeouts(let factor): ports.heartbeats.stretchTimeouts(factor)
        case .answer(let id, let answer): ports.answer(id, answer)
        case .order(let order):
            let deadline = order.deadline.map { clock.now() + $0 + Self.grace }
            underway.begin(id, until: deadline, expiry: .order(.timedOut)) {
                .order(await ports.storage.carryOut(order) { sink.send(.orderProgressed(id, $0)) })
            }
        case .claim(let confirmation):
            begin(effect, within: Self.centrePatience) { .claim(await ports.centre.claim(confirmation)) }
        case .publish(let publication):
            begin(effect, within: Self.centrePatience) { .publication(await ports.centre.publish(publication)) }
        case .deliver(let caller, let information):
            begin(effect, within: Self.deliveryPatience) {
                .delivery(await ports.delivery.deliver(information, to: settings.caller(caller)))
            }
        }
    }

    /// Added to an order's own deadline before its end is declared for it: the driver is given the chance to say more.
    private static let grace = Duration.seconds(1)
    private static let centrePatience = Duration.seconds(10)
    /// A delivery bounds itself; this is for one that does not.
    private static let deliveryPatience = Duration.seconds(300)

    private func begin(
        _ effect: Effect, within time: Duration, _ work: @escaping @Sendable () async -> EffectOutcome
    ) {
        let expiry = effect.action.failure("no answer for \(time.components.seconds) s; it may still have happened")
        underway.begin(effect.id, until: clock.now() + time, expiry: expiry, work)
    }
}
