import Foundation

/// What was tried on each mutant, one line of JSON each, so that a night's work goes on where it was left.
struct Ledger {
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

    let file: URL
    private(set) var entries: [Entry] = []

    /// - Parameter isResumed: keeps what another run has written about the same mutants.
    init(file: URL, isResumed: Bool) throws {
        self.file = file
        guard isResumed, FileManager.default.fileExists(atPath: file.path) else {
            try Data().write(to: file)
            return
        }
        let text = try String(contentsOf: file, encoding: .utf8)
        // The last line may have been cut off where the last run was stopped.
        entries = text.split(separator: "\n").compactMap { line in
            try? JSONDecoder().decode(Entry.self, from: Data(line.utf8))
        }
    }

    func entry(_ number: Int, _ trial: Entry.Trial) -> Entry? {
        entries.last { $0.number == number && $0.trial == trial }
    }

    func isKilled(_ number: Int) -> Bool { entries.contains { $0.number == number && $0.killer != nil } }

    mutating func add(_ entry: Entry) throws {
        entries.append(entry)
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: try JSONEncoder().encode(entry) + Data("\n".utf8))
        try handle.close()
    }
}
