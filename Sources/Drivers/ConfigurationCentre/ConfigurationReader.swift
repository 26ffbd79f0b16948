import Engine
import Foundation
import GRDB
import RecoveryCore

/// Reads the centre from another process than the engine's, also while it publishes and after it has ended (I18).
package final class ConfigurationReader: Sendable {
    private let queue: DatabaseQueue
    package let path: String

    /// - Throws: there is no centre in this folder, or it is refused.
    package init(in folder: StateFolder) throws(StateRefusal) {
        path = folder.database
        queue = try StateDatabase.reader(folder)
    }

    /// The newest document of a caller; nil before the first epoch and for a caller that this has nothing for.
    package func document(of caller: String) throws(JournalFault) -> ConfigurationDocument? {
        try read { try Self.document(of: caller, $0) }
    }

    /// Who has a document in the newest epoch.
    package func callers() throws(JournalFault) -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: "SELECT caller FROM document WHERE epoch = (SELECT max(number) FROM epoch) ORDER BY position")
        }
    }

    /// Every new document of a caller, the current one first; newest only: what was published while nobody asked is
    /// left out. It ends when the task that iterates is cancelled.
    ///
    /// - Parameter interval: how often the database is asked whether anything was written.
    package func changes(
        of caller: String, every interval: Duration = .milliseconds(100)
    ) -> ConfigurationChanges {
        ConfigurationChanges(reader: self, caller: caller, interval: interval)
    }

    /// Changes with every commit of another connection: asking is cheaper than reading.
    func dataVersion() throws(JournalFault) -> Int {
        try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(JournalFault) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalFault("\(path): \(StateDatabase.words(error))")
        }
    }

    private static func document(of caller: String, _ database: Database) throws -> ConfigurationDocument? {
        guard let epoch = try EpochRow.newest(database) else { return nil }
        let body = try String.fetchOne(
            database, sql: "SELECT body FROM document WHERE epoch = ? AND caller = ?",
            arguments: [Int64(epoch.number), caller])
        return try body.map { try ConfigurationDocument(json: $0) }
    }
}

/// The documents of one caller as they are published.
package struct ConfigurationChanges: AsyncSequence {
    package typealias Element = ConfigurationDocument

    let reader: ConfigurationReader
    let caller: String
    let interval: Duration

    package func makeAsyncIterator() -> Iterator {
        Iterator(changes: self)
    }

    package struct Iterator: AsyncIteratorProtocol {
        let changes: ConfigurationChanges
        private var last: ConfigurationDocument?
        private var version: Int?

        init(changes: ConfigurationChanges) {
            self.changes = changes
        }

        /// - Throws: the database cannot be read.
        package mutating func next() async throws -> ConfigurationDocument? {
            while !Task.isCancelled {
                let version = try changes.reader.dataVersion()
                if version != self.version {
                    self.version = version
                    if let document = try changes.reader.document(of: changes.caller), document != last {
                        last = document
                        return document
                    }
                }
                // Only cancellation ends the sleep early, and the loop looks at that.
                try? await Task.sleep(for: changes.interval)
            }
            return nil
        }
    }
}
