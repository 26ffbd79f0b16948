import RecoveryCore
import Simulator
import Testing

@Suite struct SeedTests {
    /// Found faults become a row here: seeds that once failed.
    private static let track: [UInt64] = [10, 17, 18, 19, 86, 180]

    @Test("Four worlds of twenty minutes keep every invariant, and settle")
    func seeds() {
        for seed in UInt64(1)...4 { expectClean(seed) }
    }

    @Test("Worlds that once showed a fault show it no more", arguments: track)
    func trackRecord(_ seed: UInt64) {
        expectClean(seed)
    }

    private func expectClean(_ seed: UInt64) {
        let outcome = Outcome(of: Script(seed: seed))
        guard let violation = outcome.violation else { return }
        Issue.record("\(violation)\nreplay: drtop simulate --seed \(seed)")
    }

    @Test("The same seed gives the same trace, another seed another one")
    func determinism() {
        let first = Outcome(of: Script(seed: 3, minutes: 5))
        let again = Outcome(of: Script(seed: 3, minutes: 5))
        #expect(first.digest == again.digest)
        #expect(first.events == again.events)
        #expect(Outcome(of: Script(seed: 4, minutes: 5)).digest != first.digest)
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
    }
}
