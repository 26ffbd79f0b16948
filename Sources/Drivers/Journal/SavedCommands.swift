import Engine
import GRDB
import RecoveryCore

/// Commands under their idempotency keys in the state database: the newest some, for those who ask again after a restart.
package struct SavedCommands: Sendable {
    /// All of them are in the seal, which every transaction writes: few, but more than come in while an engine restarts.
    static let most = 100

    private let database: StateDatabase
    private let clock: any Clock

    package init(_ database: StateDatabase, clock: any Clock) {
        self.database = database
        self.clock = clock
    }

    /// nil: there is none, or no longer.
    ///
    /// - Throws: `JournalFault`; also when the text is not the one that was written.
    package func find(_ key: String) throws -> String? {
        try database.read { try SavedText.read(Self.prefix + key, $0)?.body }
    }

    /// Durable when it returns; the oldest ones are forgotten.
    package func write(_ key: String, _ body: String) throws {
        let batch = JournalBatch(entries: [], state: nil, at: clock.now(), wallTime: clock.wallTime())
        try database.write { database in
            try SavedText.write(Self.prefix + key, body, batch, database)
            try database.execute(
                sql: """
                    DELETE FROM saved WHERE name IN (
                        SELECT name FROM saved WHERE substr(name, 1, ?) = ? ORDER BY wall DESC LIMIT -1 OFFSET ?)
                    """, arguments: [Self.prefix.utf8.count, Self.prefix, Self.most])
        }
    }

    private static let prefix = "command:"
}
