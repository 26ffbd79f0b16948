import Testing

@testable import RecoveryCore

/// When the backups are asked what they still hear, and who is asked.
@Suite struct SecondOpinionTests {
    private func opinions(_ effects: [Effect]) -> [[Int]] {
        effects.compactMap { effect in
            guard case .inspect(let nodes) = effect.action, effect.reason == "second opinion on fra1"
            else { return nil }
            return nodes.map(\.index)
        }
    }

    private func bench(hold: Int = 10) -> Bench {
        var bench = Bench.serving([3, 3, 3]) { $0.heartbeat.hold = .seconds(hold) }
        bench.serve(until: 9)
        return bench
    }

    @Test("while the primary fails, the backups' nodes that answer are asked, and nobody else")
    func whoIsAsked() {
        var bench = bench()
        bench.miss([4], asked: 9, at: 9.5)
        #expect(opinions(bench.effects) == [])
        bench.miss([1, 2], asked: 9, at: 10)
        #expect(opinions(bench.effects) == [[3, 5, 6, 7, 8]])
    }

    @Test("they are asked four times a second until the primary answers or has failed")
    func howOften() {
        var bench = bench(hold: 1)
        bench.answer([0, 3, 4, 5, 6, 7, 8], at: 9.9)
        bench.miss([1, 2], asked: 9, at: 10)
        #expect(opinions(bench.effects).count == 1)
        bench.wait(until: 10.2)
        #expect(opinions(bench.effects).count == 0)
        bench.wait(until: 10.95)
        #expect(opinions(bench.effects).count == 3)
        bench.answer([0, 3, 4, 5, 6, 7, 8], at: 10.96)
        bench.wait(until: 11.05)
        #expect(bench.shown().clusters[0].verdict == .failed)
        bench.wait(until: 13)
        #expect(opinions(bench.effects).count == 0)
    }

    @Test("a primary that fails again at once is asked about at once")
    func againAtOnce() {
        var bench = bench()
        bench.miss([1, 2], asked: 9, at: 10)
        bench.answer([1, 2], times: 3, at: 10.05)
        bench.miss([1, 2], asked: 10.06, at: 10.1)
        #expect(opinions(bench.effects).count == 1)
    }
}
