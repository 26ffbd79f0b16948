import Foundation

/// One run from the mutated copy to the report.
struct Run {
    let options: Options
    private let repository: URL

    init(_ options: Options) throws {
        self.options = options
        repository = URL(filePath: FileManager.default.currentDirectoryPath)
        guard FileManager.default.fileExists(atPath: repository.path + "/Sources/RecoveryCore") else {
            throw Refusal("there is no Sources/RecoveryCore here: start it by make mutants")
        }
    }

    /// Returns whether everything is noticed or explained.
    func carryOut() throws -> Bool {
        var scratch = ScratchPackage(repository: repository, folder: repository.appending(path: ".build-mutants"))
        // Not there at the first run.
        let before = try? Data(contentsOf: scratch.listFile)
        let all = try scratch.write()
        let changed = try options.since.map(ChangedLines.init)
        let mutants = changed.map { changed in all.filter(changed.contains) } ?? all
        if options.isListed {
            for mutant in mutants { say("\(mutant.number) \(mutant.place) \(mutant.kind) \(mutant.change)") }
            return true
        }
        if options.isResumed || options.isReported, before != (try Data(contentsOf: scratch.listFile)) {
            throw Refusal("the core has changed since the last run: start anew, without --resume")
        }
        if !options.isReported { try scratch.build() }
        let trials = try Trials(
            scratch: scratch, mutants: mutants, seeds: options.seeds,
            isResumed: options.isResumed || options.isReported)
        if !options.isReported { try run(trials, mutants) }
        return try report(mutants, of: all, trials.ledger)
    }

    private func run(_ trials: Trials, _ mutants: [Mutant]) throws {
        try trials.runTests()
        guard !options.isTestsOnly else { return }
        try trials.runSeeds(
            mutants.filter { mutant in
                (options.kind == nil || options.kind == mutant.kind)
                    && (options.isBoth || !trials.ledger.isKilled(mutant.number))
            })
    }

    private func report(_ mutants: [Mutant], of all: [Mutant], _ ledger: Ledger) throws -> Bool {
        let explained = try String(contentsOf: repository.appending(path: Reasons.path), encoding: .utf8)
        let report = Report(mutants: mutants, all: all, ledger: ledger, reasons: Reasons(explained))
        say(report.text)
        return report.isGood
    }
}
