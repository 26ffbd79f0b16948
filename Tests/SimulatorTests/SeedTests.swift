import Foundation
import RecoveryCore
import Simulator
import Testing

@Suite struct SeedTests {
    /// Few, because this build is slow: `make test` runs a thousand with the release.
    @Test("Worlds keep every invariant, and settle", arguments: UInt64(1)...3)
    func seeds(_ seed: UInt64) {
        guard let violation = Outcome(of: Script(seed: seed, minutes: 10)).violation else { return }
        Issue.record("\(violation)\nreplay: drtop simulate --seed \(seed) --minutes 10")
    }

    @Test("The same seed gives the same trace, another seed another one")
    func determinism() {
        let first = Outcome(of: Script(seed: 3, minutes: 5))
        let again = Outcome(of: Script(seed: 3, minutes: 5))
        #expect(first.digest == again.digest)
        #expect(first.events == again.events)
        #expect(Outcome(of: Script(seed: 4, minutes: 5)).digest != first.digest)
    }

    /// Built by `make test` before this; a build by hand may lack it.
    private static let release = ".build/release/drtop-simulate"

    @Test(
        "The release build gives the same digest as this one, twice in a row",
        .enabled(if: FileManager.default.isExecutableFile(atPath: release)))
    func bothBuilds() throws {
        var digest = Digest()
        for outcome in Campaign(minutes: 5).outcomes(from: 7, count: 4) { digest.add(outcome.digest.value) }
        for _ in 1...2 {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: Self.release)
            process.arguments = ["7", "4", "5"]
            process.standardOutput = output
            try process.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(
                said.contains("digest \(digest)\n"),
                "here \(digest), there \(said): if the release is older than this build, build it anew")
        }
    }

    /// A standby takes over while the primary is down; operators sit at both screens.
    private func duel(_ seed: UInt64, hasFencing: Bool) -> Violation? {
        let settings = Settings.simulated(nodes: 2, callers: 1)
        var faults = settings.clusters[0].nodes.map {
            Fault(.crash(node: $0, .nothing), at: 60 * .second, for: .minute * 3)
        }
        faults.append(Fault(.engineReplaced, at: 55 * .second, for: .minute * 5))
        var script = Script(seed: seed, settings: settings, faults: faults, faultTime: 10 * .minute, operators: 2)
        script.hasFencing = hasFencing
        return Outcome(of: script).violation
    }

    @Test("A replaced engine gets nothing past the centre; without the fencing term that is noticed")
    func replacedEngine() {
        for seed in UInt64(1)...5 {
            let violation = duel(seed, hasFencing: true)
            #expect(violation == nil, "seed \(seed): \(violation.map(String.init) ?? "")")
        }
        let found = (UInt64(1)...20).compactMap { duel($0, hasFencing: false)?.invariant }
        #expect(found.contains { ["I1", "I2", "I5"].contains($0) }, "found only \(found)")
    }

    @Test("What waits for a hung source is only a question: when it goes on, it commands nobody to follow it")
    func hungSource() {
        var settings = Settings.simulated(nodes: 2, callers: 1)
        settings.sync.rule = .every(.seconds(60))
        settings.failover.mode = .automatic
        // At some moment of the conversation by which a run of the sync rule joins the backups.
        for delay in stride(from: Moment(0), through: 200, by: 10) {
            let faults = settings.clusters[0].nodes.map {
                Fault(.hang(node: $0), at: .minute + delay * .second / 1000, for: 40 * .second)
            }
            let script = Script(seed: 1, settings: settings, faults: faults, faultTime: 3 * .minute, operators: 1)
            let violation = Outcome(of: script).violation
            #expect(violation == nil, "\(delay) ms: \(violation.map(String.init) ?? "")")
        }
    }

    @Test("A failing script shrinks to the one fault that matters, and is told as text")
    func shrinking() throws {
        // Nobody is there to say what becomes of a node that came back empty.
        let noise = (0..<10).map { index in
            Fault(.slow(node: index, by: 20 * .millisecond), at: Moment(30 + index) * .second, for: 5 * .second)
        }
        let script = Script(
            seed: 5, settings: .simulated(),
            faults: noise + [Fault(.crash(node: 0, .everything), at: 60 * .second, for: 30 * .second)],
            faultTime: 3 * .minute, operators: 0)
        let small = try #require(Shrinking(script))
        #expect(small.violation.invariant == "settling")
        #expect(small.script.faults.map(\.kind) == [.crash(node: 0, .everything)])
        #expect(small.story.contains { $0.contains("a1 crashes and comes back empty") })
        #expect(small.story.count <= 24, "\(small.story)")
    }
}
