import Testing

@testable import RecoveryCore

/// When the core wants to be called although nothing happens: in time, and not all the time.
@Suite struct DeadlineTests {
    @Test(
        "a cluster that fails is judged when its hold is over; what holds the verdict back is looked at ten times a second"
    )
    func hold() {
        var bench = Bench.serving([3, 3, 3])
        bench.serve(until: 19)
        bench.answer([0, 1, 2, 6, 7, 8], at: 19.9)
        bench.miss([3, 4, 5], asked: 19.5, at: 20)
        #expect(bench.recovery.nextDeadline == Bench.at(21))
        bench.wait(until: 21)
        #expect(bench.shown().clusters[1].verdict == .failing, "nobody has answered since")
        #expect(bench.recovery.nextDeadline == Bench.at(21.1))
        bench.answer([0, 1, 2, 6, 7, 8], at: 21.05)
        bench.wait(until: 21.1)
        #expect(bench.shown().clusters[1].verdict == .failed)
    }

    @Test("I8: while its view is frozen the core waits for the end of that, whatever is failing")
    func frozen() {
        var bench = Bench.serving([3, 3, 3])
        bench.serve(until: 19)
        bench.answer([0, 1, 2, 6, 7, 8], at: 19.9)
        bench.miss([3, 4, 5], asked: 19.5, at: 20)
        bench.feed(.troubled(.lateTick(.seconds(3))), at: 20.1)
        bench.wait(until: 25)
        #expect(bench.recovery.nextDeadline == Bench.at(30.1))
    }

    @Test("a sync that runs is not looked at again; one that is down is, when its grace is over")
    func sync() {
        var bench = Bench.serving([3, 3])
        #expect(bench.recovery.nextDeadline == Bench.at(11.1), "that is for the callers")
        bench.report([3, 4, 5], role: .following(.node(NodeID(0)), .down), at: 2)
        #expect(bench.recovery.nextDeadline == Bench.at(5))
        bench.wait(until: 5)
        #expect(bench.alarm(.syncBehind)?.text == "sync to ams2 is down: 0 of 3 pairs in sync")
    }

    @Test("a stretched timeout is taken back an interval later")
    func stretch() {
        var bench = Bench.serving([2, 2])
        bench.serve(until: 19)
        bench.miss([0, 2], times: 1, at: 20)
        bench.answer([0, 2], at: 20.2)
        #expect(bench.recovery.nextDeadline == Bench.at(21))
        bench.wait(until: 21)
        #expect(bench.effects.map(\.action) == [.stretchTimeouts(1)])
        #expect(bench.recovery.nextDeadline == Bench.at(60))
    }

    @Test(
        "M12: a role change that waits for callers is over for the storage after ten seconds, also when drtop was restarted"
    )
    func deliver() throws {
        let settings = { (settings: inout Settings) in
            settings.callers[0].deliveries = []
            settings.callers[0].speaks = true
        }
        var bench = Bench.serving([3, 3], callers: 1, settings)
        bench.compare([3, 4, 5], at: 2)
        bench.serve(until: 3)
        bench.confirm(.switchover, at: 3.5)
        bench.endAll(at: 3.6)
        #expect(bench.shown().change?.currentStep == .deliver)
        let state = bench.recovery.durableState
        let published = bench.history.compactMap { effect -> [ConfigurationInformation]? in
            if case .publish(let publication) = effect.action { publication.information } else { nil }
        }.last
        var next = Bench(bench.settings, state: state, published: try #require(published))
        next.report([0, 1, 2], role: .following(.parked, .down), at: 0.5)
        next.report([3, 4, 5], role: .writable, at: 0.5)
        next.answer(at: 1)
        #expect(next.shown().change?.steps.first { $0.step == .deliver }?.began == Bench.at(1))
        next.serve(until: 10)
        next.wait(until: 10.9)
        #expect(next.shown().change?.currentStep == .deliver && next.recovery.nextDeadline == Bench.at(11))
        next.wait(until: 11)
        #expect(next.shown().change?.currentStep == .follow)
    }

    @Test("the progress of an order is told where the order belongs")
    func progress() {
        var bench = Bench.serving([3, 3])
        bench.compare([3, 4, 5], at: 2)
        bench.confirm(.switchover, at: 2.5)
        let claim = bench.effects.filter { if case .claim = $0.action { true } else { false } }
        bench.feed(claim.map { .effectEnded($0.id, .claim(.claimed)) }, at: 2.6)
        let handOvers = bench.effects.filter { if case .order = $0.action { true } else { false } }
        #expect(handOvers.count == 3)
        let progress = OrderProgress(share: 0.5, bytesLeft: 100, text: "41 MB of 82 MB")
        bench.feed(.orderProgressed(handOvers[1].id, progress), at: 2.7)
        let parts = bench.shown().change?.parts(of: .handOver)
        #expect(parts?.map(\.share) == [nil, 0.5, nil])
        #expect(parts?.map(\.text) == ["", "41 MB of 82 MB", ""])
    }
}
