import Foundation
import Synchronization

/// What was tried on each mutant, one line of JSON each, so that a night's work goes on where it was left. Several trials
/// at once write to it.
final class Ledger: Sendable {
    struct Entry: Codable {
        enum Trial: String, Codable { case tests, seeds }

        var number: Int
        var trial: Trial
        /// What noticed it; nil: nothing did.
        var killer: String?
        /// The seed that showed it.
        var seed: UInt64?
        /// How many seeds were run, and of how many it was known whether they could show it.
        var seedsRun = 0
        var seedsKnown = 0
    }

    private let file: URL
    private let kept: Mutex<[Entry]>

    var entries: [Entry] { kept.withLock { $0 } }

    /// - Parameter isResumed: keeps what another run has written about the same mutants.
    init(file: URL, isResumed: Bool) throws {
        self.file = file
        guard isResumed, FileManager.default.fileExists(atPath: file.path) else {
            try Data().write(to: file)
            kept = Mutex([])
            return
        }
        let text = try String(contentsOf: file, encoding: .utf8)
        // The last line may have been cut off where the last run was stopped.
        kept = Mutex(
            text.split(separator: "\n").compactMap { line in
                try? JSONDecoder().decode(Entry.self, from: Data(line.utf8))
            })
    }

    func entry(_ number: Int, _ trial: Entry.Trial) -> Entry? {
        kept.withLock { $0.last { $0.number == number && $0.trial == trial } }
    }

    func isKilled(_ number: Int) -> Bool { kept.withLock { $0.contains { $0.number == number && $0.killer != nil } } }

    func add(_ entry: Entry) throws {
        let line = try JSONEncoder().encode(entry) + Data("\n".utf8)
        try kept.withLock { entries in
            entries.append(entry)
            let handle = try FileHandle(forWritingTo: file)
            try handle.seekToEnd()
            try handle.write(contentsOf: line)
            try handle.close()
        }
    }
}
