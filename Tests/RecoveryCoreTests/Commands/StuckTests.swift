import Testing

@testable import RecoveryCore

/// A role change that cannot go on by itself: what a person may do, and what an engine that leaves does not begin.
@Suite struct StuckTests {
    private func ids(_ bench: Bench, where isWanted: (Effect.Action) -> Bool) -> [EffectID] {
        bench.effects.filter { isWanted($0.action) }.map(\.id)
    }

    private func isPublication(_ action: Effect.Action) -> Bool { if case .publish = action { true } else { false } }
    private func isOrder(_ action: Effect.Action) -> Bool { if case .order = action { true } else { false } }
    private func isClaim(_ action: Effect.Action) -> Bool { if case .claim = action { true } else { false } }

    /// A failover whose second node was promoted, and restarted before anything was published.
    private func stuck() -> Bench {
        var bench = Bench.failed(mode: .confirm)
        bench.confirm(.failover, at: 11.6)
        bench.feed(ids(bench, where: isClaim).map { .effectEnded($0, .claim(.claimed)) }, at: 11.7)
        bench.feed(ids(bench, where: isOrder).map { .effectEnded($0, .order(.timedOut)) }, at: 11.8)
        let promotions = ids(bench, where: isOrder)
        let done = EffectOutcome.order(.done(OrderFinding("read back")))
        bench.feed(promotions.prefix(2).map { .effectEnded($0, done) }, at: 11.9)
        bench.feed(.incarnationChanged(NodeID(4)), at: 12)
        bench.feed(.effectEnded(promotions[2], done), at: 12.1)
        return bench
    }

    @Test("without the pair whose new node was restarted the failover goes on, and publishes")
    func without() {
        var bench = stuck()
        #expect(bench.shown().phase == .stuck && bench.shown().change?.failedPairs == [PairID(1)])
        #expect(ids(bench, where: isPublication).isEmpty)
        #expect(bench.command(.goOnWithout(PairID(0)), at: 12.2) == .refused("pair a1 has not failed in this step"))
        #expect(bench.command(.goOnWithout(PairID(1)), at: 12.3)?.isRefused == false)
        #expect(ids(bench, where: isPublication).count == 1)
        #expect(bench.shown().change?.leftOut == [PairID(1)])
    }

    @Test("I11: an engine that leaves publishes nothing, also when a person goes on without a pair; the next one does")
    func leaving() {
        var bench = stuck()
        bench.feed(.stopRequested, at: 12.2)
        bench.command(.goOnWithout(PairID(1)), at: 12.3)
        bench.answer([3, 5], at: 12.4)
        #expect(bench.history.filter { isPublication($0.action) }.isEmpty && bench.recovery.mayLeave)
        #expect(bench.recovery.durableState.change?.currentStep == .publish)
        var next = Bench(bench.settings, state: bench.recovery.durableState)
        next.report([3, 5], role: .writable, at: 0.5)
        for second in 1...10 { next.answer([3, 5], at: Double(second)) }
        next.wait(until: 10.5)
        #expect(next.history.filter { isPublication($0.action) }.count == 1)
    }
}
