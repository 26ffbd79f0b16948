import Engine
import GRDB
import RecoveryCore

/// Texts under keys in the state database, apart from the journal's own: what people were told and have to be told.
package struct SavedOutbox: Sendable {
    private let database: StateDatabase
    private let clock: any Clock

    package init(_ database: StateDatabase, clock: any Clock) {
        self.database = database
        self.clock = clock
    }

    /// - Throws: `JournalFault`; also when a text is not the one that was written.
    package func load() throws -> [String] {
        try database.read { database in
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM saved WHERE substr(name, 1, ?) = ?",
                arguments: [Self.prefix.utf8.count, Self.prefix])
            return try names.compactMap { try SavedText.read($0, database)?.body }
        }
    }

    package func write(_ texts: [(key: String, body: String)]) throws {
        let batch = JournalBatch(entries: [], state: nil, at: clock.now(), wallTime: clock.wallTime())
        try database.write { database in
            for text in texts { try SavedText.write(Self.prefix + text.key, text.body, batch, database) }
        }
    }

    package func delete(_ keys: [String]) throws {
        try database.write { database in
            for key in keys {
                try database.execute(sql: "DELETE FROM saved WHERE name = ?", arguments: [Self.prefix + key])
            }
        }
    }

    private static let prefix = "outbox:"
}
