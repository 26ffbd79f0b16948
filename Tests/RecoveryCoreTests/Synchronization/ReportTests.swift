import Testing

@testable import RecoveryCore

/// What reports and the ends of orders bring about, and when (M4, I9).
@Suite struct ReportTests {
    private func compared(
        _ stage: Stage, _ places: Range<Int> = 0..<3, lag: Lag? = Lag(bytes: 0, time: .zero),
        forecast: SyncForecast = .incremental(bytes: 0), own: Int64? = 0
    ) -> Event {
        .pairsReported(
            places.map {
                PairReport(
                    pair: PairID($0), upstream: NodeID($0), downstream: NodeID($0 + 3), at: stage.now, lag: lag,
                    upstreamSampled: stage.now, forecast: forecast, ownWrites: own.map { OwnWrites(bytes: $0) })
            })
    }

    /// A run of the preset rule has begun, and every backup follows; nothing is known of its lag.
    private func running(_ change: (inout Settings) -> Void = { _ in }) -> Stage {
        let stage = Stage { settings in
            settings.sync.rule = .every(.seconds(3600))
            change(&settings)
        }
        stage.after(.seconds(3))
        stage.update { core in
            for node in 3..<6 {
                core.reports.note(.following(.node(NodeID(node - 3)), .up), of: NodeID(node), at: stage.now)
            }
            core.reports.forgetPairs()
            _ = core.handle(.syncBecameDue, at: stage.now)
        }
        return stage
    }

    @Test("M4: a run ends at once when every pair has caught up: to the byte, or to within an interval")
    func caughtUp() {
        let stage = running()
        let table: [(Lag?, Bool)] = [
            (nil, false), (Lag(bytes: 0, time: nil), true), (Lag(bytes: 1, time: nil), false),
            (Lag(bytes: 9, time: .seconds(1)), true), (Lag(bytes: 9, time: .milliseconds(1001)), false),
            (Lag(bytes: 0, time: .seconds(9)), true),
        ]
        for (lag, hasEnded) in table {
            var core = stage.core
            _ = core.handle(compared(stage, lag: Lag(bytes: 9, time: .seconds(9))), at: stage.now)
            #expect(core.isSyncRunOpen)
            _ = core.handle(compared(stage, lag: lag), at: stage.now)
            #expect(core.isSyncRunOpen == !hasEnded, "\(String(describing: lag))")
            var one = stage.core
            _ = one.handle(compared(stage, 0..<2, lag: lag), at: stage.now)
            #expect(one.isSyncRunOpen, "the third pair is not known")
        }
    }

    @Test("M4: a run does not wait for a pair of which one is down, and does not end with nobody there")
    func absent() {
        for name in ["a1", "b1"] {
            let stage = Stage { $0.sync.rule = .every(.seconds(3600)) }
            stage.kill(name)
            stage.after(.seconds(5))
            stage.world.feed(.syncBecameDue)
            #expect(stage.core.isSyncRunOpen)
            stage.after(.seconds(5))
            #expect(!stage.core.isSyncRunOpen, "\(name)")
        }
        let stage = Stage { $0.sync.rule = .every(.seconds(3600)) }
        stage.kill("ams2")
        stage.after(.seconds(5))
        stage.world.feed(.syncBecameDue)
        stage.after(.seconds(5))
        #expect(stage.core.isSyncRunOpen && stage.world.centre.state?.isSyncRunOpen == true)
    }

    @Test("I11: that a run has ended is saved, also where nothing is ordered")
    func runEndIsSaved() {
        let stage = running { $0.failover.mode = .observe }
        var core = stage.core
        let saved = core.handle(compared(stage), at: stage.now).compactMap { effect in
            if case .save(let state) = effect.action { state.isSyncRunOpen } else { nil }
        }
        #expect(saved == [false])
    }

    @Test(
        "reports of nodes that the settings do not know, or against another cluster than the primary, are not listened to"
    )
    func unknown() {
        let stage = Stage()
        var core = stage.core
        let before = core.reports.pair(downstream: NodeID(3))
        let nobody = NodeReport(
            node: NodeID(99), at: stage.now, incarnation: "1", role: .writable, data: .empty)
        let pairs = [(0, 0, 99), (0, 4, 3), (0, 1, 3)].map { pair, upstream, downstream in
            PairReport(pair: PairID(pair), upstream: NodeID(upstream), downstream: NodeID(downstream), at: stage.now)
        }
        #expect(core.asks(.nodesReported([nobody]), .pairsReported(pairs), at: stage.now) == [])
        #expect(core.reports.pair(downstream: NodeID(3)) == before)
    }

    /// b1 is parked and cannot join by itself.
    private func parked(_ forecast: SyncForecast = .full(reason: "backlog", bytes: 9), own: Int64? = 5) -> Stage {
        let stage = Stage()
        stage.update { core in
            core.reports.note(.following(.parked, .down), of: NodeID(3), at: stage.now)
            _ = core.handle(compared(stage, 0..<1, forecast: forecast, own: own), at: stage.now)
        }
        return stage
    }

    @Test("M4: a backup joins the moment a report says that it may")
    func joins() {
        func asks(_ stage: Stage, _ event: Event) -> [String] {
            var core = stage.core
            return core.asks(event, at: stage.now)
        }
        let full = SyncForecast.full(reason: "backlog", bytes: 9)
        #expect(asks(parked(), compared(parked(), 0..<1, forecast: full, own: 5)) == [])
        #expect(asks(parked(), compared(parked(), 0..<1, forecast: full, own: 0)) == ["b1 follows a1"])
        #expect(asks(parked(own: 1), compared(parked(), 0..<1, forecast: full, own: 0)) == ["b1 follows a1"])
        #expect(asks(parked(own: nil), compared(parked(), 0..<1, forecast: full, own: 0)) == ["b1 follows a1"])
        let incremental = SyncForecast.incremental(bytes: 9)
        #expect(asks(parked(), compared(parked(), 0..<1, forecast: incremental, own: nil)) == ["b1 follows a1"])
        let stage = parked()
        let empty = NodeReport(
            node: NodeID(3), at: stage.now, incarnation: "1", role: .following(.parked, .down), data: .empty)
        #expect(asks(stage, .nodesReported([empty])) == ["b1 follows a1"])
    }

    @Test("a guard ends with the word that it waits for, though that word says nothing new")
    func guardEnds() {
        let stage = Stage()
        var core = stage.core
        core.guarded = [Guard(node: NodeID(0), since: stage.now)]
        let later = stage.now + .milliseconds(10)
        let pair = PairReport(
            pair: PairID(0), upstream: NodeID(0), downstream: NodeID(3), at: later, upstreamSampled: later,
            forecast: .incremental(bytes: 0), ownWrites: OwnWrites(bytes: 0))
        _ = core.handle(.pairsReported([pair]), at: later)
        #expect(!core.guarded.isEmpty, "the node itself has not reported since")
        var report = core.reports[NodeID(0)]!
        report.at = later
        _ = core.handle(.nodesReported([report]), at: later)
        #expect(core.guarded.isEmpty)
    }

    @Test("a lag beyond its limit is an alarm with the report that tells it")
    func lagAlarm() {
        let stage = Stage()
        func isRaised(_ lags: [Duration?]) -> Bool {
            var core = stage.core
            for time in lags { _ = core.handle(compared(stage, lag: Lag(bytes: 9, time: time)), at: stage.now) }
            return core.alarms.isActive(.syncBehind, of: ClusterID(1))
        }
        #expect(!isRaised([.seconds(10)]) && isRaised([.milliseconds(10_001)]))
        #expect(isRaised([.seconds(10), .milliseconds(10_001)]) && isRaised([nil, .seconds(11)]))
    }

    @Test("I9: the end of a copy that was overtaken by parking says nothing of what the node does now")
    func overtaken() throws {
        let stage = parked()
        var core = stage.core
        let follow = try #require(
            core.handle(compared(stage, 0..<1), at: stage.now).first { $0.isOutside }, "b1 follows a1")
        let now = stage.now + .milliseconds(10)
        core.guarded = [Guard(node: NodeID(0), since: now)]
        core.reports.note(.following(.node(NodeID(0)), .copying(share: nil, bytesLeft: nil)), of: NodeID(3), at: now)
        #expect(core.asks(.timePassed, at: now) == ["park b1"])
        let park = core.postures[NodeID(3)].effect
        let asked = core.asks(.effectEnded(follow.id, .order(.failed("interrupted"))), at: now)
        #expect(asked == [] && core.postures[NodeID(3)].effect == park && core.postures[NodeID(3)].error == nil)
    }

    @Test("M14: what a second fence counts takes the place of what the first one did")
    func counted() {
        var core = Stage().core
        for (node, bytes) in [(2, 7), (0, 5), (1, 6), (0, 50)] as [(Int, Int64)] {
            core.keep(OwnWrites(bytes: bytes), of: NodeID(node))
        }
        #expect(core.ownWrites.map(\.node.index) == [0, 1, 2] && core.ownWrites.map(\.writes.bytes) == [50, 6, 7])
    }

    @Test("I9: what a node said while it was back for a moment says nothing of what comes back later (seed 42761)")
    func backForAMoment() {
        var bench = Bench.serving([3, 3])
        bench.miss([0], at: 2)
        bench.answer([0], at: 3)
        bench.report([0], at: 3.1)
        #expect(bench.recovery.reports[NodeID(0)] != nil)
        // Once it had answered: it was never counted as available in between.
        bench.miss([0], at: 4)
        bench.answer([0], at: 500)
        #expect(bench.recovery.reports[NodeID(0)] == nil)
        bench.report([0], at: 500.1)
        #expect(bench.recovery.reports[NodeID(0)] != nil)
    }

    @Test("I9: what a node said before it stopped serving is not believed either: it may be loading something else")
    func stopsServing() {
        var bench = Bench.serving([3, 3])
        bench.report([0], at: 2)
        #expect(bench.recovery.reports[NodeID(0)] != nil)
        for second in 3...6 { bench.take(.notServing(.loading), [0], at: Double(second)) }
        #expect(bench.recovery.nodes[0].state == .notServing && bench.recovery.reports[NodeID(0)] == nil)
    }
}
