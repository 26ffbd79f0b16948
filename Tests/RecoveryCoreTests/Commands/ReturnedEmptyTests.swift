import Testing

@testable import RecoveryCore

/// A node of the primary came back without its data: what a person may choose, and from whom it gets its data (I9).
@Suite struct ReturnedEmptyTests {
    /// a2 is gone, or came back empty while its pairs of the other clusters have its data and are parked.
    private func bench(_ roles: [Role], comesBack: Bool = true) -> Bench {
        let sizes = roles.map { _ in 3 }
        let settings = FakeSettings.make(sizes, callers: 0)
        var state = DurableState(settings: settings)
        state.roles = roles
        state.epoch = 1
        var bench = Bench(settings, state: state)
        bench.report(at: 0.5)
        bench.answer(at: 1)
        let pairs = Array(3..<sizes.count * 3)
        bench.compare(pairs, at: 2)
        bench.miss([1], .refused, at: 3)
        bench.endAll(at: 3.1)
        guard comesBack else { return bench }
        bench.feed(.incarnationChanged(NodeID(1)), at: 5)
        bench.answer([1], times: 3, at: 5.5)
        bench.report([1], role: .writable, data: .empty, incarnation: "2", at: 6)
        let seconds = sizes.indices.dropFirst().map { $0 * 3 + 1 }
        bench.report(seconds, role: .following(.parked, .down), at: 6)
        bench.feed(
            .pairsReported(
                seconds.map { place in
                    PairReport(
                        pair: PairID(1), upstream: NodeID(1), downstream: NodeID(place), at: Bench.at(6.1),
                        upstreamSampled: Bench.at(6.1), forecast: .full(reason: "histories differ", bytes: nil))
                }), at: 6.2)
        #expect(bench.alarm(.empty) != nil)
        return bench
    }

    @Test("what is only gone is for nobody to resume or to restore")
    func gone() {
        var bench = bench([.primary, .backup], comesBack: false)
        #expect(bench.command(.resume(NodeID(1)), at: 4) == .refused("a2 did not come back without its data"))
        #expect(bench.command(.restore(NodeID(1)), at: 4) == .refused("a2 did not come back without its data"))
    }

    @Test("it is restored from its pair when a person says so: not in mode observe, not twice")
    func restored() {
        var bench = bench([.primary, .backup])
        let refusal = CommandAnswer.refused("a role change is under way, or the mode is observe")
        bench.command(.setMode(.observe), at: 6.3)
        #expect(bench.command(.restore(NodeID(1)), at: 6.4) == refusal)
        bench.command(.setMode(.confirm), at: 6.5)
        #expect(bench.command(.restore(NodeID(1)), at: 6.6) == .done("a2 is restored from b2"))
        #expect(bench.command(.restore(NodeID(1)), at: 6.7) == .refused("a2 is being restored already"))
    }

    @Test("I19: while a role change is under way nothing is restored")
    func duringChange() {
        var bench = bench([.primary, .backup])
        bench.answer(at: 6.4)
        bench.confirm(.failover, at: 6.5)
        #expect(bench.shown().phase == .failingOver)
        #expect(
            bench.command(.restore(NodeID(1)), at: 6.6)
                == .refused("a role change is under way, or the mode is observe"))
    }

    @Test("I9: its data comes from a backup, never from a cluster that was replaced")
    func source() {
        var bench = bench([.primary, .failed, .backup])
        #expect(bench.command(.restore(NodeID(1)), at: 6.6) == .done("a2 is restored from c2"))
    }
}
