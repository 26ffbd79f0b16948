import Testing

@testable import RecoveryCore

/// The pairs' state in one line (M4, M16): a sum with an unknown part is unknown, never less.
@Suite struct SyncStatusTests {
    private let ams2 = ClusterID(1)

    /// What is shown when these are the pairs' newest reports; nil: there is none.
    private func status(
        _ pairs: [PairReport?], roles: [StorageRole]? = nil, _ change: (inout Settings) -> Void = { _ in }
    ) -> SyncStatus {
        let stage = Stage([2, 2]) { change(&$0) }
        var core = stage.core
        core.reports.forgetPairs()
        for report in pairs.compactMap(\.self) { core.reports.take(report) }
        for (place, role) in (roles ?? []).enumerated() {
            core.reports.note(role, of: NodeID(place + 2), at: stage.now)
        }
        return core.sumUp(ams2)
    }

    private func pair(
        _ place: Int, rate: Double? = nil, lag: Duration? = nil, forecast: SyncForecast = .unknown("")
    ) -> PairReport {
        PairReport(
            pair: PairID(place), upstream: NodeID(place), downstream: NodeID(place + 2), at: .origin,
            lag: Lag(bytes: 1, time: lag), upstreamSampled: .origin, writeRate: rate, forecast: forecast)
    }

    @Test("rates add up; one that is unknown makes the sum unknown")
    func rates() {
        #expect(status([pair(0, rate: 100), pair(1, rate: 20)]).writeRate == 120)
        #expect(status([pair(0, rate: 100), pair(1)]).writeRate == nil)
        #expect(status([pair(0, rate: 100), nil]).writeRate == nil)
    }

    @Test("the lag is that of the pair that is furthest behind")
    func lag() {
        #expect(status([pair(0, lag: .seconds(9)), pair(1, lag: .seconds(2))]).lagTime == .seconds(9))
        #expect(status([pair(0, lag: .seconds(2)), pair(1, lag: .seconds(9))]).lagTime == .seconds(9))
        #expect(status([pair(0, lag: .seconds(2)), pair(1)]).lagTime == nil)
    }

    @Test("what is to be copied is known when it is of every pair")
    func bytes() {
        let incremental = pair(0, forecast: .incremental(bytes: 5))
        let full = status([incremental, pair(1, forecast: .full(reason: "backlog", bytes: 70))])
        #expect(full.bytesToCopy == 75 && full.incremental == 1 && full.full == 1 && full.fullReason == "backlog")
        #expect(status([incremental, pair(1)]).bytesToCopy == nil)
        #expect(status([incremental, nil]).bytesToCopy == nil)
    }

    @Test("a backup that shares no pair has no lag, no rate and no bytes: unknown, not zero")
    func unpaired() {
        let found = status([]) { for index in 2..<4 { $0.nodes[index].pair = nil } }
        #expect(found.pairs == 0 && found.writeRate == nil && found.bytesToCopy == nil && found.lagBytes == nil)
    }

    @Test("progress is the share of all pairs; a copy that does not tell counts as begun")
    func progress() {
        func copying(_ place: Int, _ share: Double?) -> StorageRole {
            .following(.node(NodeID(place)), .copying(share: share, bytesLeft: nil))
        }
        let up = StorageRole.following(.node(NodeID(1)), .up)
        #expect(status([], roles: [copying(0, 0.5), copying(1, 0.25)]).progress == 0.375)
        #expect(status([], roles: [copying(0, 0.5), up]).progress == 0.75)
        #expect(status([], roles: [copying(0, nil), up]).progress == 0.5)
        #expect(status([], roles: [.following(.node(NodeID(0)), .up), up]).progress == nil)
    }

    @Test("sync that was stopped on purpose is not called stalled, and the other way round")
    func stopped() {
        let stage = Stage([2, 2])
        func state(_ change: (inout Recovery) -> Void) -> SyncStatus.State {
            var core = stage.core
            for node in 2..<4 { core.reports.note(.following(.parked, .down), of: NodeID(node), at: stage.now) }
            change(&core)
            return core.sumUp(ams2).state
        }
        #expect(state { _ in } == .stalled)
        #expect(state { $0.roles[1] = .failed } == .stopped)
        #expect(state { $0.isSyncRunOpen = false } == .betweenRuns)
        #expect(
            state { core in
                core.isSyncRunOpen = false
                core.reports.note(.following(.elsewhere("10.8.8.8:1"), .up), of: NodeID(2), at: stage.now)
            } == .stalled, "one takes data from elsewhere")
        let failed = Stage()
        failed.hang("a1", "a2")
        failed.after(.seconds(6))
        #expect(failed.core.clusters[0].verdict == .failed && failed.core.sumUp(ams2).state == .stopped)
    }

    @Test("of nodes that have not reported, or do not count as available yet, nothing is concluded")
    func notYet() {
        let stage = Stage([2, 2])
        var core = stage.core
        for node in 2..<4 { core.reports.noteGone(NodeID(node), at: stage.now) }
        #expect(core.sumUp(ams2).state == .unknown)
        core = stage.core
        core.nodes[2].isAvailable = false
        core.reports.note(.following(.parked, .down), of: NodeID(2), at: stage.now)
        #expect(core.sumUp(ams2).state == .running, "the other pair is in sync")
    }

    @Test("how long sync has been down counts from the change of roles: what became a backup is given its time")
    func sinceTheSwap() {
        let stage = Stage([2, 2])
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        var core = stage.core
        for node in 0..<2 { core.reports.note(.following(.parked, .down), of: NodeID(node), at: stage.now) }
        let effect = core.change?.steps.first { $0.step == .publish }?.effect ?? EffectID(0)
        _ = core.handle(.effectEnded(effect, .publication(.published)), at: stage.now)
        let status = core.sumUp(ClusterID(0))
        #expect(status.from == ams2 && status.state == .stalled && status.since == stage.now)
    }
}
