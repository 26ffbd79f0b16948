import RecoveryCore

/// What the journal has not got yet, in order, bounded. Pure: the threads of `Perform` share it behind a lock.
///
/// ```
///   add -> waiting --begin--> in hand --end--> durable: its effects start, its snapshot is shown
///             ^                  |
///             |                  +-- look, the disk does not answer: the same at once, under a fault; it stays in hand
///             +--- end(fault) ---+   what it asked for starts at once, under the fault; its records wait
/// ```
/// Under a fault nothing waits for the disk but records: what is added is released at once (I21).
struct Backlog: Sendable {
    /// What may start now. Under a fault: only what I21 allows; the rest ends as failed.
    struct Release: Sendable {
        var effects: [Effect] = []
        var snapshot: Snapshot?
        var fault: JournalFault?
    }

    /// What the journal's thread does next.
    enum Step {
        /// nil: there is nothing to write, only to release.
        case write(JournalBatch?)
        case wait
        case leave
    }

    /// How long the disk may take before the engine goes on without it. Told again at each doubling.
    static let patience = Duration.seconds(2)
    /// Records that may wait; the oldest go first, and how many is written down.
    static let limit = 10_000
    /// Turns this close share a batch, and with it their time in the journal.
    private static let spacing = Duration.seconds(1)
    private static let spacingWhenLong = Duration.seconds(60)
    private static let long = 60

    private var waiting: [Turn] = []
    private var inHand: (turn: Turn, since: Instant, lost: Int)?
    private var told = Duration.zero
    private var lost = 0
    private var isClosed = false
    private var gaveUp = false
    /// nil: the journal can be written.
    private(set) var fault: JournalFault?

    /// - Returns: what need not wait.
    mutating func add(_ turn: Turn) -> Release? {
        var turn = turn
        var release: Release?
        if fault != nil { release = take(&turn) }
        guard !turn.isEmpty else { return release }
        let spacing = waiting.count < Self.long ? Self.spacing : Self.spacingWhenLong
        if let last = waiting.last, turn.at - last.at < spacing {
            waiting[waiting.count - 1].append(turn)
        } else {
            waiting.append(turn)
        }
        bound()
        return release
    }

    /// Nothing is added any more: what waits is tried once, then the journal's thread leaves.
    mutating func close() { isClosed = true }

    mutating func begin(at now: Instant) -> Step {
        precondition(inHand == nil, "a batch is in hand since \(String(describing: inHand?.since))")
        if gaveUp { return .leave }
        guard !waiting.isEmpty else { return isClosed ? .leave : .wait }
        let turn = waiting.removeFirst()
        inHand = (turn, now, lost)
        told = .zero
        guard !turn.isDurable else { return .write(nil) }
        let note = lost == 0 ? [] : [JournalEntry.noted("\(lost) records were lost while the journal was not writable")]
        return .write(
            JournalBatch(entries: note + turn.entries, state: turn.state, at: turn.at, wallTime: turn.wallTime))
    }

    /// The batch in hand was written, or could not be.
    mutating func end(_ fault: JournalFault?) -> Release {
        guard let batch = inHand else { preconditionFailure("no batch is in hand") }
        var turn = batch.turn
        inHand = nil
        // What was only released says nothing about the disk.
        if !turn.isDurable { self.fault = fault }
        guard let fault else {
            lost -= batch.lost
            return Release(effects: turn.effects, snapshot: turn.snapshot)
        }
        gaveUp = isClosed
        var release = take(&turn)
        waiting.insert(turn, at: 0)
        bound()
        release.append(takeWaiting())
        release.fault = fault
        return release
    }

    /// - Parameter wasPaused: the whole process stood still: the disk is given its time anew.
    /// - Returns: what need not wait any longer; nil as long as the disk is in time.
    mutating func look(at now: Instant, wasPaused: Bool) -> Release? {
        if wasPaused { inHand?.since = now }
        guard let since = inHand?.since, now - since >= max(told * 2, Self.patience) else { return nil }
        told = now - since
        fault = JournalFault("the disk does not answer for \(told.components.seconds) s")
        var release = Release(effects: inHand?.turn.effects ?? [], fault: fault)
        inHand?.turn.effects = []
        // Whoever looks publishes a newer one.
        inHand?.turn.snapshot = nil
        release.append(takeWaiting())
        release.snapshot = nil
        return release
    }

    private func take(_ turn: inout Turn) -> Release {
        defer {
            turn.effects = []
            turn.snapshot = nil
        }
        return Release(effects: turn.effects, snapshot: turn.snapshot, fault: fault)
    }

    private mutating func takeWaiting() -> Release {
        var release = Release(fault: fault)
        for index in waiting.indices { release.append(take(&waiting[index])) }
        waiting.removeAll { $0.isEmpty }
        return release
    }

    private mutating func bound() {
        var excess = waiting.reduce(0) { $0 + $1.entries.count } - Self.limit
        guard excess > 0 else { return }
        lost += excess
        for index in waiting.indices where excess > 0 {
            let count = min(excess, waiting[index].entries.count)
            waiting[index].entries.removeFirst(count)
            excess -= count
        }
    }
}

extension Backlog.Release {
    fileprivate mutating func append(_ newer: Self) {
        effects += newer.effects
        if let snapshot = newer.snapshot { self.snapshot = snapshot }
    }
}
