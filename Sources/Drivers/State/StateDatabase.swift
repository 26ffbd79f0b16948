import Engine
import Foundation
import GRDB
import Glibc

/// A state database that is not to be used: refused, kept as it is, explained, never repaired in silence (I22).
package struct StateRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
}

/// The one SQLite database of a system: journal, saved state and configuration centre, so that one transaction covers
/// what must not come apart. One writer; other processes read.
package final class StateDatabase: Sendable {
    let queue: DatabaseQueue
    package let path: String

    private init(queue: DatabaseQueue, path: String) {
        self.queue = queue
        self.path = path
    }

    /// Opens the database of a folder, made at the first start. The caller holds the folder's `EngineLock`.
    ///
    /// - Throws: the folder or the database cannot be used; nothing was changed.
    package static func open(in folder: StateFolder) throws(StateRefusal) -> StateDatabase {
        let path = folder.database
        do {
            try folder.create()
            if access(path, F_OK) != 0 { try create(path) }
        } catch {
            throw StateRefusal(description: "the state folder \(folder.path) cannot be used: \(words(error))")
        }
        try inspect(path)
        do {
            return StateDatabase(queue: try DatabaseQueue(path: path, configuration: writing), path: path)
        } catch {
            throw StateRefusal(description: "the journal \(path) cannot be opened: \(words(error))")
        }
    }

    /// Looks without changing anything: the last read-only connection does not even tidy up.
    static func inspect(_ path: String) throws(StateRefusal) {
        let objection: String?
        do {
            let queue = try DatabaseQueue(path: path, configuration: reading)
            objection = try queue.read { try cutOff($0, path) ?? StateSchema.objection($0) }
        } catch {
            objection = "it cannot be read: \(words(error))"
        }
        if let objection {
            throw StateRefusal(
                description: "the journal \(path) is refused: \(objection); it is kept as it is: "
                    + "copy it, then restore a backup or move the folder away")
        }
    }

    /// SQLite takes half a page at the end for a whole one. With a write-ahead log that is how a power cut may leave
    /// it.
    private static func cutOff(_ database: Database, _ path: String) throws -> String? {
        var file = stat()
        var log = stat()
        let page = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
        guard stat(path, &file) == 0, stat(path + "-wal", &log) != 0 || log.st_size == 0 else { return nil }
        return Int(file.st_size) % page == 0 ? nil : "it ends within a page: it was cut off"
    }

    /// Under another name first: an empty file under the right one is a loss, not a first start.
    private static func create(_ path: String) throws {
        guard access(path + "-wal", F_OK) != 0 else {
            throw FileTrouble(description: "\(path) is missing, but its write-ahead log is there: restore it")
        }
        let draft = path + ".new"
        for leftOver in [draft, draft + "-wal", draft + "-shm", draft + "-journal"] { unlink(leftOver) }
        do {
            let queue = try DatabaseQueue(path: draft)
            try queue.writeWithoutTransaction { database in
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            try queue.write(StateSchema.create)
            try emptyLog(queue, draft)
            try queue.close()
        }
        guard rename(draft, path) == 0 else { throw BoundedFile.trouble(path, errno) }
        try AtomicFile.synchronize(folderOf: path)
    }

    /// Everything into the one file that is renamed. A close does that too, but not always, and then does not say so.
    private static func emptyLog(_ queue: DatabaseQueue, _ path: String) throws {
        let isBusy = try queue.writeWithoutTransaction {
            try Bool.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") ?? true
        }
        var log = stat()
        guard !isBusy, stat(path + "-wal", &log) != 0 || log.st_size == 0 else {
            throw FileTrouble(description: "\(path)-wal could not be emptied")
        }
    }

    static var reading: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        return configuration
    }

    private static var writing: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            // A commit is on the disk when it returns; the write-ahead log is cut back after a burst.
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216")
        }
        return configuration
    }

    /// One transaction, sealed; blocks for as long as the disk does.
    func write<Value>(_ body: (Database) throws -> Value) throws(JournalFault) -> Value {
        do {
            return try queue.write { database in
                let value = try body(database)
                try Seal.state.write(database)
                return value
            }
        } catch {
            throw JournalFault("\(path): \(Self.words(error))")
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(JournalFault) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalFault("\(path): \(Self.words(error))")
        }
    }

    /// What went wrong, for the operator.
    static func words(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        let reason =
            switch error.resultCode {
            case .SQLITE_FULL: "the disk is full"
            case .SQLITE_READONLY: "it is read-only"
            case .SQLITE_IOERR: "the disk reports an I/O error (SQLite \(error.extendedResultCode.rawValue))"
            case .SQLITE_CANTOPEN: "it cannot be opened"
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: "it is corrupt"
            case .SQLITE_BUSY, .SQLITE_LOCKED: "another process holds it"
            default: "SQLite \(error.extendedResultCode.rawValue)"
            }
        return error.message.map { "\(reason) (\($0))" } ?? reason
    }
}

extension [UInt8] {
    var blob: Data { Data(self) }
}
