import RecoveryCore

/// The journal: a batch is durable when `commit` returns. Called from one thread at a time; it may block for as long as the
/// disk does.
package protocol JournalPort: Sendable {
    func commit(_ batch: JournalBatch) throws(JournalFault)
}

/// Records and the state that they lead to: all of it or nothing is kept.
package struct JournalBatch: Sendable {
    package var entries: [JournalEntry]
    package var state: DurableState?
    package var at: Instant
    /// Seconds since 1970 at `at`: what the entries are stamped with, and the anchor of the state's instants.
    package var wallTime: Double

    package init(entries: [JournalEntry], state: DurableState?, at: Instant, wallTime: Double) {
        self.entries = entries
        self.state = state
        self.at = at
        self.wallTime = wallTime
    }
}

/// The journal could not be written: what the disk or the database said, in words for the operator.
package struct JournalFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
