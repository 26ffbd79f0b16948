import Testing

@testable import RecoveryCore

/// Which situations raise an alarm, how bad each is, and in which words (the table in `screens.md`).
@Suite struct AlarmConditionTests {
    @Test("I13: an alarm is saved in the step that shows it, also when it ends")
    func saved() {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 19)
        bench.miss([4], at: 20)
        #expect(bench.saved?.alarms.map(\.kind) == [.nodesDown])
        bench.answer([4], times: 3, at: 21)
        #expect(bench.saved?.alarms.map(\.state) == [.gone])
        bench.pass(to: 22)
        #expect(bench.saved == nil, "nothing has changed")
    }

    @Test("people who are not told of alarms see that on the screen, and the journal knows when it began and ended")
    func notifications() {
        var bench = Bench.serving([3, 3])
        bench.feed(.notificationsFailed("exit 1"), at: 2)
        #expect(bench.alarm(.notifications)?.text == "nobody is told of alarms: exit 1")
        #expect(bench.alarm(.notifications)?.priority == 2)
        #expect(bench.records.first == .noted("people are not told of alarms: exit 1"))
        bench.feed(.notificationsFailed("exit 1"), at: 3)
        #expect(bench.records == [], "the same once more is no news")
        bench.feed(.notificationsFailed(nil), at: 4)
        #expect(bench.alarm(.notifications) == nil)
        #expect(bench.records.first == .noted("people are told of alarms again"))
    }

    @Test("another engine on our nodes is of the first priority, and in the journal with its name")
    func foreignEngine() {
        var bench = Bench.serving([3, 3])
        bench.feed(.foreignEngineSeen("ben@host2"), at: 2)
        #expect(bench.alarm(.foreignEngine)?.priority == 1)
        #expect(bench.records.first == .noted("another engine is on our nodes: ben@host2"))
        bench.feed(.foreignEngineSeen(nil), at: 3)
        #expect(bench.records.first == .noted("the other engine has gone"))
    }

    @Test("refused credentials are the trouble of one cluster, in the node's own words")
    func credentials() {
        var bench = Bench.serving([3, 3, 3])
        bench.take(.refusedUs("NOAUTH"), [4], at: 2)
        let found = bench.shown().alarms.filter { $0.kind == .credentials }
        #expect(found.map(\.cluster) == [ClusterID(1)] && found.map(\.priority) == [3])
        #expect(found.map(\.text) == ["b2 refuses drtop's credentials: NOAUTH"])
        bench.answer([4], at: 3)
        #expect(bench.alarm(.credentials) == nil)
    }

    @Test("a node that answers and does not serve is unavailable, not down, and the alarm says why")
    func unavailable() {
        let stage = Stage()
        stage.kill("b1")
        stage.after(.seconds(3))
        func text() -> String? { stage.shown.alarms.first { $0.kind == .nodesDown && $0.isActive }?.text }
        #expect(text() == "1 of 3 nodes down: b1")
        stage.update { core in
            core.nodes[4].isAvailable = false
            (core.nodes[4].state, core.nodes[4].trouble) = (.notServing, .loading)
            _ = core.handle(.timePassed, at: stage.now)
        }
        #expect(text() == "2 of 3 nodes unavailable: b1 b2 (loading its data)")
    }

    @Test("in mode observe nothing is fenced: two nodes of a pair that take writes are a split brain at once")
    func splitBrain() {
        for mode in Mode.allCases {
            var bench = Bench.serving([3, 3]) { $0.failover.mode = mode }
            bench.report([4], role: .writable, at: 2)
            #expect((bench.alarm(.splitBrain) != nil) == (mode == .observe))
        }
    }

    @Test("a split brain is said of nodes that answer now, both of them", arguments: [1, 4])
    func splitBrainOfOne(_ missing: Int) {
        var bench = Bench.serving([3, 3]) { $0.failover.mode = .observe }
        bench.miss([missing], times: 1, at: 1.9)
        bench.report([4], role: .writable, at: 2)
        bench.pass(to: 2.1)
        #expect(bench.alarm(.splitBrain) == nil)
        bench.answer([missing], at: 2.2)
        #expect(bench.alarm(.splitBrain)?.text == "a2 and b2 both accept writes")
    }

    @Test("what was left out is served by its old node: that is said, and is no split brain")
    func leftOutIsNoSplitBrain() {
        let settings = FakeSettings.make([3, 3], callers: 0)
        var state = DurableState(settings: settings)
        (state.roles, state.epoch, state.mode) = ([.failed, .primary], 2, .observe)
        state.leftOut = [PairID(1)]
        var bench = Bench(settings, state: state)
        bench.report([1, 3, 4, 5], role: .writable, at: 0.5)
        bench.report([0, 2], role: .following(.parked, .down), at: 0.5)
        bench.answer(at: 1)
        #expect(bench.alarm(.splitBrain) == nil)
        #expect(bench.alarm(.leftOut)?.text == "pair a2 left out of ams2: the old node still serves search")
    }

    @Test(
        "sync behind: later than the limit, not just as late; the alarm says the limit",
        arguments: [(10_000, false), (10_001, true)])
    func lag(_ milliseconds: Int, _ isBehind: Bool) {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 5)
        bench.compare([3, 4, 5], lag: Lag(bytes: 1, time: .milliseconds(milliseconds)), at: 5)
        bench.pass(to: 6)
        #expect((bench.alarm(.syncBehind) != nil) == isBehind)
        guard isBehind else { return }
        #expect(bench.alarm(.syncBehind)?.text == "ams2 is more than 10 s behind")
        #expect(bench.alarm(.syncBehind)?.priority == 2)
    }

    @Test("pairs that nobody serves are named, four of them, with what they served", arguments: [4, 5])
    func leftOut(_ count: Int) {
        let settings = FakeSettings.make([8, 8], callers: 0)
        var state = DurableState(settings: settings)
        state.epoch = 1
        state.leftOut = (0..<count).map(PairID.init)
        var bench = Bench(settings, state: state)
        bench.report(Array(count..<16), at: 0.5)
        bench.answer(Array(count..<16), at: 1)
        bench.wait(until: 10)
        let more = count > 4 ? " ..." : ""
        #expect(
            bench.alarm(.leftOut)?.text
                == "pairs a1 a2 a3 a4\(more) left out of fra1: nobody serves orders search ledger carts\(more)")
        #expect(bench.alarm(.leftOut)?.priority == 1)
    }

    @Test(
        "M12: a caller behind is an alarm after ten seconds of patience, to the moment; its words say how far it is",
        arguments: [(false, "has not fetched it"), (true, "has it and does not use it")])
    func callersBehind(_ isFetched: Bool, _ words: String) {
        var bench = Bench.serving([3, 3], callers: 2) { settings in
            for place in 0..<2 {
                settings.callers[place].deliveries = []
                settings.callers[place].speaks = true
            }
        }
        bench.feed(.callerSpoke(CallerID(1), epoch: 1, applies: true), at: 1.2)
        if isFetched { bench.feed(.callerSpoke(CallerID(0), epoch: 1, applies: false), at: 1.2) }
        bench.wait(until: 11)
        #expect(bench.alarm(.callersBehind) == nil)
        #expect(bench.recovery.nextDeadline == Bench.at(11.1))
        bench.wait(until: 11.1)
        #expect(bench.alarm(.callersBehind)?.text == "1 of 2 callers behind epoch 1: checkout \(words)")
    }

    @Test("a role change says nothing of callers whom it is about to tell something new, and ends no alarm about them")
    func callersDuringChange() {
        func bench(_ seconds: Int) -> Bench {
            var bench = Bench.serving([3, 3], callers: 1) { settings in
                settings.callers[0].deliveries = []
                settings.callers[0].speaks = true
            }
            bench.compare([3, 4, 5], at: 2)
            bench.serve(until: seconds)
            bench.wait(until: Double(seconds) + 0.5)
            bench.confirm(.switchover, at: Double(seconds) + 0.6)
            return bench
        }
        var early = bench(9)
        #expect(early.shown().phase == .switchingOver)
        early.wait(until: 14)
        #expect(early.alarm(.callersBehind) == nil)
        var late = bench(12)
        #expect(late.shown().phase == .switchingOver && late.alarm(.callersBehind) != nil)
    }
}
