import Foundation

/// Every mutant against what could notice it: the core's tests first, which take a second, then simulated worlds.
struct Trials {
    let scratch: ScratchPackage
    let mutants: [Mutant]
    let seeds: ClosedRange<UInt64>
    let ledger: Ledger

    /// As the seeds' simulated worlds are by default.
    private static let minutes = "20"
    /// What takes longest comes last, for those that the others do not notice. The large system's are about speed, and
    /// simulated worlds see more than random walks do.
    private static let suites = [
        ["--skip", "LargeSystem", "--skip", "RandomWalk", "--skip", "CutOff"], ["--filter", "CutOff"],
    ]

    init(scratch: ScratchPackage, mutants: [Mutant], seeds: ClosedRange<UInt64>, isResumed: Bool) throws {
        self.scratch = scratch
        self.mutants = mutants
        self.seeds = seeds
        ledger = try Ledger(file: scratch.folder.appending(path: "ledger.jsonl"), isResumed: isResumed)
    }

    private var marks: URL { scratch.folder.appending(path: "marks") }

    // MARK: the core's tests

    func runTests() throws {
        let marks = try Self.suites.map(testMarks)
        let left = mutants.filter { !ledger.isKilled($0.number) && ledger.entry($0.number, .tests) == nil }
        try Crew.goThrough(left) { mutant in
            var entry = Ledger.Entry(number: mutant.number, trial: .tests)
            for (suite, marks) in zip(Self.suites, marks) where entry.killer == nil && marks.contains(mutant.number) {
                let ended = try runTests(suite, environment: ["MUTANT": String(mutant.number)])
                entry.killer = ended.status == 0 ? nil : Self.failedTest(ended)
            }
            try ledger.add(entry)
            tell(mutant, entry)
        }
    }

    /// The unchanged core in these tests: what a mutant cannot change there need not be run.
    private func testMarks(_ suite: [String]) throws -> Set<Int> {
        let file = scratch.folder.appending(path: "marks-of-tests")
        let unchanged = try runTests(suite, environment: ["MUTANT_MARKS": file.path])
        guard unchanged.status == 0 else {
            throw Refusal("the unchanged core fails its tests: mend that first\n\(unchanged.output.suffix(2000))")
        }
        return try Set(Self.numbers(in: file))
    }

    /// One test that fails is enough.
    private func runTests(_ suite: [String], environment: [String: String]) throws -> Child.Ended {
        try Child.listen(
            scratch.coreTests, ["--testing-library", "swift-testing"] + suite, environment: environment,
            lastWord: Self.failed)
    }

    private static let failed = "recorded an issue"

    private static func words(of signal: Int32) -> String {
        signal == SIGXCPU || signal == SIGALRM ? "it never ends" : "it traps"
    }

    private static func failedTest(_ ended: Child.Ended) -> String {
        if let signal = ended.signal { return words(of: signal) }
        let issue = ended.output.split(separator: "\n").first { $0.contains(failed) }
        guard let issue, let start = issue.range(of: "Test ") else { return "the core's tests" }
        return String(issue[start.upperBound...].prefix(100))
    }

    // MARK: seeds

    func runSeeds(_ chosen: [Mutant]) throws {
        let marks = try seedMarks()
        try Crew.goThrough(chosen) { mutant in
            let known = marks[mutant.number] ?? []
            if let before = ledger.entry(mutant.number, .seeds) {
                guard before.killer == nil, before.seedsKnown < seeds.count else { return }
            }
            var entry = Ledger.Entry(number: mutant.number, trial: .seeds)
            entry.seedsKnown = seeds.count
            if !known.isEmpty { try runSeeds(known, of: mutant, &entry) }
            try ledger.add(entry)
            tell(mutant, entry)
        }
    }

    private func runSeeds(_ known: [UInt64], of mutant: Mutant, _ entry: inout Ledger.Entry) throws {
        let list = known.map(String.init).joined(separator: ",")
        let ended = try Child.listen(
            scratch.seedRunner, ["kill", "0", "0", Self.minutes, list],
            environment: ["MUTANT": String(mutant.number)])
        let begun = ended.output.split(separator: "\n").filter { $0.hasPrefix("seed ") }
        entry.seedsRun = begun.count
        guard ended.status != 0 || ended.signal != nil else { return }
        entry.seed = begun.last.flatMap { UInt64($0.dropFirst(5)) }
        if let signal = ended.signal {
            entry.killer = Self.words(of: signal)
        } else if let line = ended.output.split(separator: "\n").first(where: { $0.hasPrefix("KILLED ") }) {
            entry.killer = String(line.split(separator: " ", maxSplits: 2)[2].prefix(120))
        } else {
            throw Refusal("SeedRunner ended with \(ended.status): \(ended.output.suffix(400))")
        }
    }

    /// The unchanged core in every seed: what a mutant cannot change there need not be run.
    private func seedMarks() throws -> [Int: [UInt64]] {
        try removeOlderMarks()
        try FileManager.default.createDirectory(at: marks, withIntermediateDirectories: true)
        let range = [String(seeds.lowerBound), String(seeds.upperBound)]
        let ended = try Child.listen(
            scratch.seedRunner, ["reference"] + range + [Self.minutes, marks.path], environment: [:])
        guard ended.status == 0, ended.output.isEmpty else {
            throw Refusal("the unchanged core fails its seeds: mend that first\n\(ended.output.suffix(2000))")
        }
        var seedMarks: [Int: [UInt64]] = [:]
        for seed in seeds {
            for number in try Self.numbers(in: marks.appending(path: String(seed))) {
                seedMarks[number, default: []].append(seed)
            }
        }
        return seedMarks
    }

    /// Another build's worlds, or its mutants' numbers, say nothing about this one's.
    private func removeOlderMarks() throws {
        let files = FileManager.default
        func changed(_ file: URL) throws -> Date? {
            try files.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        }
        guard files.fileExists(atPath: marks.path), let marked = try changed(marks),
            let built = try changed(scratch.seedRunner), marked < built
        else { return }
        try files.removeItem(at: marks)
    }

    private static func numbers(in file: URL) throws -> [Int] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
    }

    private func tell(_ mutant: Mutant, _ entry: Ledger.Entry) {
        let end = entry.killer.map { "killed" + (entry.seed.map { " by seed \($0)" } ?? "") + ": \($0)" } ?? "lives"
        say("\(mutant.number)/\(mutants.count) \(entry.trial.rawValue) \(mutant.place) \(mutant.kind): \(end)")
    }
}
