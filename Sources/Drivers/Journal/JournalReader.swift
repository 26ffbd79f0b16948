import Engine
import Foundation
import GRDB
import RecoveryCore

/// An entry as it was kept.
package struct JournalRecord: Hashable, Sendable {
    package var number: Int64
    package var kind: String
    /// Seconds since 1970.
    package var wallTime: Double
    /// On the clock of the process that wrote it.
    package var at: Instant
    /// nil: written by a version that knows other entries; `body` has it.
    package var entry: JournalEntry?
    /// The entry as JSON.
    package var body: String
}

/// Reads a journal without touching it, also while an engine writes it.
package final class JournalReader: Sendable {
    private let queue: DatabaseQueue
    package let path: String

    /// - Throws: there is no journal, or it is refused.
    package init(in folder: StateFolder) throws(StateRefusal) {
        path = folder.database
        queue = try StateDatabase.reader(folder)
    }

    /// In the order in which they were written.
    ///
    /// - Parameters:
    ///   - wallTime: only entries of this moment and later, in seconds since 1970.
    ///   - number: only entries after this one: the way to read on.
    package func entries(
        since wallTime: Double = 0, after number: Int64 = 0, limit: Int = 1000
    ) throws(JournalFault) -> [JournalRecord] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM entry WHERE wall >= ? AND number > ? ORDER BY number LIMIT ?",
                arguments: [wallTime, number, limit]
            ).map(Self.record)
        }
    }

    /// The newest entries, in the order in which they were written.
    package func newest(_ limit: Int) throws(JournalFault) -> [JournalRecord] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM entry ORDER BY number DESC LIMIT ?", arguments: [limit])
                .reversed().map(Self.record)
        }
    }

    /// How many entries are intact, and the first fault: what `drtop verify` prints.
    package func verifyChain() throws(JournalFault) -> (entries: Int, fault: String?) {
        try read { database in
            var entries = 0
            for chain in JournalChain.allCases {
                let found = try chain.verify(database)
                entries += found.entries
                if let fault = found.fault { return (entries, fault) }
            }
            return (entries, try Seal.firstFault(database) ?? EpochRow.firstFault(database))
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(JournalFault) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalFault("\(path): \(StateDatabase.words(error))")
        }
    }

    private static func record(_ row: Row) -> JournalRecord {
        let body: String = row["body"]
        return JournalRecord(
            number: row["number"], kind: row["kind"], wallTime: row["wall"], at: Instant(nanoseconds: row["instant"]),
            // Of another version: shown as it is.
            entry: try? JSONDecoder().decode(JournalEntry.self, from: Data(body.utf8)), body: body)
    }
}

extension StateDatabase {
    /// A read-only connection for another process than the engine's.
    static func reader(_ folder: StateFolder) throws(StateRefusal) -> DatabaseQueue {
        guard access(folder.database, F_OK) == 0 else {
            throw StateRefusal(
                description:
                    "no journal in \(folder.path): no engine has run there; name the system or its settings file")
        }
        do {
            let queue = try DatabaseQueue(path: folder.database, configuration: reading)
            let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            guard version <= StateSchema.version else {
                throw StateRefusal(
                    description:
                        "the journal \(folder.database) was written by a newer drtop (schema \(version)): run that")
            }
            return queue
        } catch {
            throw error as? StateRefusal
                ?? StateRefusal(description: "the journal \(folder.database) cannot be read: \(words(error))")
        }
    }
}
