import Foundation
import GRDB
import Glibc
import RecoveryCore
import TestSupport

@testable import Drivers

/// The life that `JournalProbe` writes on a sound disk, with the state folder as it was before its first step and after each.
struct JournalHistory: Sendable {
    private let temporary: TemporaryFolder
    let count: Int
    /// What was committed by then, every table and column of it.
    let contents: [String]

    /// Made once: the probe writes the same bytes each time.
    static let shared = Result { try JournalHistory() }

    private init() throws {
        temporary = try TemporaryFolder()
        let copies = temporary.path + "/copies"
        try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: true)
        let run = try ProbeRun(in: temporary.path + "/state", attempts: 1, copies: copies)
        guard run.refusal == nil, run.failures.isEmpty else { throw TestFault("the probe said: \(run.lines)") }
        count = run.done
        contents = try (0...run.done).map { number in
            let copy = try StateCopy(of: "\(copies)/\(number)")
            guard case .content(let content) = copy.open() else { throw TestFault("copy \(number) is refused") }
            return content
        }
    }

    /// The state folder as it was after a step, to be injured; the last step's unless told otherwise.
    func copy(after step: Int? = nil) throws -> StateCopy {
        try StateCopy(of: "\(temporary.path)/copies/\(step ?? count)")
    }

    /// The same as one file, as an engine that left in order leaves it: no write-ahead log.
    func tidyCopy() throws -> StateCopy {
        let copy = try copy()
        try StateDatabase.open(in: copy.folder).queue.close()
        return copy
    }
}

/// A state folder of a test's own.
struct StateCopy {
    enum Outcome: Equatable {
        case refused(String)
        /// An engine would run on it; `drtop verify` would find this.
        case found(String)
        case content(String)
    }

    private let temporary: TemporaryFolder
    let folder: StateFolder

    init(of path: String) throws {
        temporary = try TemporaryFolder()
        folder = StateFolder(path: temporary.path + "/state")
        try FileManager.default.copyItem(atPath: path, toPath: folder.path)
        // The index of the log is made anew by whoever opens it.
        unlink(folder.database + "-shm")
    }

    var log: String { folder.database + "-wal" }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    func replace(_ path: String, _ bytes: some Sequence<UInt8>) throws {
        let bytes = Array(bytes)
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw TestFault("\(path): errno \(errno)") }
        unlink(folder.database + "-shm")
    }

    /// As a starting engine would.
    func open() -> Outcome {
        do {
            let database = try StateDatabase.open(in: folder)
            defer { try? database.queue.close() }  // Nothing is in use any more.
            let journal = Journal(database)
            _ = try journal.restore(now: .origin, wallTime: 1_700_000_000)
            if let fault = try journal.verifyChain() { return .found(fault) }
            return .content(try database.queue.read(Self.dump))
        } catch let refusal as StateRefusal {
            return .refused(refusal.description)
        } catch {
            return .content("neither refused nor readable: \(error)")
        }
    }

    private static func dump(_ database: Database) throws -> String {
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return try tables.map { table in
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2")
            return "\(table)\n" + rows.map { "  \($0.databaseValues)" }.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

/// What one run of `JournalProbe` said.
struct ProbeRun {
    let lines: [String]

    /// - Parameters:
    ///   - attempts: how often it tries a step.
    ///   - disk: the disk it writes to; nil: a sound one.
    init(in folder: String, attempts: Int, copies: String? = nil, disk: FaultyDisk? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Product.path("JournalProbe"))
        process.arguments = [folder, "\(attempts)"] + (copies.map { [$0] } ?? [])
        process.environment = try ["SWIFT_BACKTRACE": "enable=no"].merging(disk?.environment ?? [:]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// How many steps were done.
    var done: Int { lines.count { $0.hasPrefix("done ") } }
    var failures: [String] { lines.filter { $0.hasPrefix("failed ") } }
    var refusal: String? { lines.first { $0.hasPrefix("refused: ") } }
}
