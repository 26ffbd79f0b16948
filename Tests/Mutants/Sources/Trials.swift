import Foundation

/// One mutant at a time against what could notice it: the core's tests first, which take seconds, then simulated worlds.
struct Trials {
    let scratch: ScratchPackage
    let mutants: [Mutant]
    let seeds: ClosedRange<UInt64>
    var ledger: Ledger
    /// What the unchanged core's runs say about which mutants they can show.
    private var testMarks: Set<Int> = []
    private var seedMarks: [Int: [UInt64]] = [:]

    /// As the seeds' simulated worlds are by default.
    private static let minutes = "20"

    init(scratch: ScratchPackage, mutants: [Mutant], seeds: ClosedRange<UInt64>, isResumed: Bool) throws {
        self.scratch = scratch
        self.mutants = mutants
        self.seeds = seeds
        ledger = try Ledger(file: scratch.folder.appending(path: "ledger.jsonl"), isResumed: isResumed)
    }

    private var marks: URL { scratch.folder.appending(path: "marks") }
    private var output: URL { scratch.folder.appending(path: "output") }

    // MARK: the core's tests

    mutating func runTests() throws {
        let file = scratch.folder.appending(path: "marks-of-tests")
        let unchanged = try runTests(environment: ["MUTANT_MARKS": file.path])
        guard unchanged.status == 0 else {
            throw Refusal("the unchanged core fails its tests: mend that first\n\(unchanged.output.suffix(2000))")
        }
        testMarks = try Set(Self.numbers(in: file))
        for mutant in mutants where !ledger.isKilled(mutant.number) && ledger.entry(mutant.number, .tests) == nil {
            var entry = Ledger.Entry(number: mutant.number, trial: .tests)
            if testMarks.contains(mutant.number) {
                let ended = try runTests(environment: ["MUTANT": String(mutant.number)])
                entry.killer = ended.status == 0 ? nil : Self.failedTest(ended)
            }
            try ledger.add(entry)
            tell(mutant, entry)
        }
    }

    /// The large system's are about speed, and simulated worlds see more than random walks do.
    private func runTests(environment: [String: String]) throws -> Child.Ended {
        try Child.listen(
            scratch.coreTests, ["--testing-library", "swift-testing", "--skip", "LargeSystem", "--skip", "RandomWalk"],
            environment: environment, output: output)
    }

    private static func failedTest(_ ended: Child.Ended) -> String {
        if let signal = ended.signal { return signal == SIGXCPU ? "it never ends" : "it traps" }
        let issue = ended.output.split(separator: "\n").first { $0.contains("recorded an issue") }
        guard let issue, let start = issue.range(of: "Test ") else { return "the core's tests" }
        return String(issue[start.upperBound...].prefix(100))
    }

    // MARK: seeds

    mutating func runSeeds(_ chosen: [Mutant]) throws {
        try readSeedMarks()
        for mutant in chosen {
            let known = seedMarks[mutant.number] ?? []
            let before = ledger.entry(mutant.number, .seeds)
            if let before, before.killer != nil || before.seedsKnown >= seeds.count { continue }
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
            environment: ["MUTANT": String(mutant.number)], output: output)
        let begun = ended.output.split(separator: "\n").filter { $0.hasPrefix("seed ") }
        entry.seedsRun = begun.count
        guard ended.status != 0 || ended.signal != nil else { return }
        entry.seed = begun.last.flatMap { UInt64($0.dropFirst(5)) }
        if let signal = ended.signal {
            entry.killer = signal == SIGXCPU ? "it never ends" : "it traps"
        } else if let line = ended.output.split(separator: "\n").first(where: { $0.hasPrefix("KILLED ") }) {
            entry.killer = String(line.split(separator: " ", maxSplits: 2)[2].prefix(120))
        } else {
            throw Refusal("SeedRunner ended with \(ended.status): \(ended.output.suffix(400))")
        }
    }

    /// The unchanged core in every seed: what a mutant cannot change there need not be run.
    private mutating func readSeedMarks() throws {
        try FileManager.default.createDirectory(at: marks, withIntermediateDirectories: true)
        let range = [String(seeds.lowerBound), String(seeds.upperBound)]
        let ended = try Child.listen(
            scratch.seedRunner, ["reference"] + range + [Self.minutes, marks.path], environment: [:], output: output)
        guard ended.status == 0, ended.output.isEmpty else {
            throw Refusal("the unchanged core fails its seeds: mend that first\n\(ended.output.suffix(2000))")
        }
        for seed in seeds {
            for number in try Self.numbers(in: marks.appending(path: String(seed))) {
                seedMarks[number, default: []].append(seed)
            }
        }
    }

    private static func numbers(in file: URL) throws -> [Int] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
    }

    private func tell(_ mutant: Mutant, _ entry: Ledger.Entry) {
        let end = entry.killer.map { "killed" + (entry.seed.map { " by seed \($0)" } ?? "") + ": \($0)" } ?? "lives"
        say("\(mutant.number)/\(mutants.count) \(entry.trial.rawValue) \(mutant.place) \(mutant.kind): \(end)")
    }
}
