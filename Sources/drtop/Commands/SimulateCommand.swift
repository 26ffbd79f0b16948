import ArgumentParser
import Foundation
import Simulator

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "The decision core in simulated worlds, with every invariant checked.",
        discussion: """
            Each seed is one world with its own faults, always the same. The faults come and go for the given time; then all \
            is healed and the system must settle. A failure prints its story and the command that replays it.
            """)

    @Option(help: ArgumentHelp("The first seed.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many seeds, from the first one on.", valueName: "count"))
    var seeds: UInt64 = 1

    @Option(help: ArgumentHelp("How long faults come and go in each world.", valueName: "count"))
    var minutes = 20

    @Option(help: ArgumentHelp("Go on where this file says, and keep it up to date.", valueName: "file"))
    var resume: String?

    @Option(help: ArgumentHelp("Worlds at once; one a core if not given.", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Say which phases, changes of them and rare paths the seeds reached, and which none did.")
    var coverage = false

    @Option(help: ArgumentHelp("Instead of drawn faults: a named scenario, told as a story.", valueName: "name"))
    var scenario: NamedScenario?

    func validate() throws {
        if seeds < 1 { throw ValidationError("--seeds takes a count from 1") }
        if !(1...1440).contains(minutes) { throw ValidationError("--minutes takes 1 to 1440") }
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs takes 1 to 1024") }
        if seed > UInt64.max / 2 || seeds > UInt64.max / 2 { throw ValidationError("--seed or --seeds is too large") }
    }

    /// After so many failures the rest would only repeat them.
    private static let failureLimit = 5

    func run() throws {
        if let scenario { return try tell(scenario) }
        let kept = try resume.flatMap { try Progress(file: $0) }
        var progress = kept ?? Progress(next: seed, digest: Digest())
        let first = progress.next
        let end = first + seeds
        let clock = ContinuousClock()
        let start = clock.now
        var time: Moment = 0
        var failures = 0
        var reached = Coverage()
        let campaign = Campaign(minutes: minutes, jobs: jobs, isCovered: coverage)
        while progress.next < end, failures < Self.failureLimit {
            let count = min(Campaign.batch, end - progress.next)
            for outcome in campaign.outcomes(from: progress.next, count: count) {
                if let more = outcome.coverage { reached.add(more) }
                progress.digest.add(outcome.digest.value)
                time += outcome.time
                guard outcome.violation != nil else { continue }
                failures += 1
                tell(outcome.seed)
            }
            progress.next += count
            try resume.map(progress.write)
        }
        let spent = (clock.now - start) / .seconds(1)
        let speed = Int(Double(time) / 1e6 / max(spent, 0.001))
        print("digest \(progress.digest)")
        print("\(time / .second) simulated seconds in \((spent * 10).rounded() / 10) s: \(speed) a second")
        if coverage { for line in reached.report { print(line) } }
        guard failures == 0 else { throw Failure("\(failures) seeds failed; their stories are above") }
        print("seeds \(first) to \(end - 1): every invariant held")
    }

    private func tell(_ scenario: NamedScenario) throws {
        var told = Simulation(scenario.script(seed: seed), isTold: true)
        told.run()
        for line in told.tale { print(line) }
        if let violation = told.violation { throw Failure("\(scenario.rawValue): \(violation)") }
    }

    private func tell(_ seed: UInt64) {
        guard let small = Shrinking(Script(seed: seed, minutes: minutes)) else { return }
        for line in small.story { print(line) }
        print("replay: drtop simulate --seed \(seed) --minutes \(minutes)")
    }
}

/// How far a campaign of many nights is.
private struct Progress {
    var next: UInt64
    var digest: Digest

    init(next: UInt64, digest: Digest) {
        self.next = next
        self.digest = digest
    }

    /// nil: there is no such file yet.
    init?(file path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("\(path) cannot be read; name another file")
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 4, words[0] == "next", words[2] == "digest", let next = UInt64(words[1]),
            let digest = UInt64(words[3], radix: 16)
        else { throw Failure("\(path) is no progress of drtop simulate; name another file") }
        self.init(next: next, digest: Digest(digest))
    }

    func write(to path: String) throws {
        do {
            try "next \(next)\ndigest \(digest)\n".write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Failure("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
