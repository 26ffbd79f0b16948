import RecoveryCore

/// What the core asked for in one turn of the engine.
struct Turn: Sendable {
    var entries: [JournalEntry] = []
    var state: DurableState?
    var effects: [Effect] = []
    var at: Instant
    /// Seconds since 1970 at `at`.
    var wallTime: Double
    /// Made of the state that this turn leads to: shown when the turn is durable (I13).
    var snapshot: Snapshot?

    /// Nothing has to be written before its effects start.
    var isDurable: Bool { entries.isEmpty && state == nil }
    var isEmpty: Bool { isDurable && effects.isEmpty && snapshot == nil }

    /// Both become durable together, under the later one's time.
    mutating func append(_ newer: Turn) {
        entries += newer.entries
        effects += newer.effects
        if let state = newer.state { self.state = state }
        if let snapshot = newer.snapshot { self.snapshot = snapshot }
        at = newer.at
        wallTime = newer.wallTime
    }
}
