import Testing

@testable import RecoveryCore

/// Why not: the conditions that an operator reads before confirming (I4, I20, I24). One that is missing or wrong lets a
/// change begin that must not, or holds one back in the night in which it is needed.
@Suite struct ConditionTests {
    private let general = [
        "nothing else is under way", "the mode allows it", "drtop's own view is sound", "the journal is writable",
    ]

    private func condition(
        _ name: String, _ kind: RoleChangeKind, of core: Recovery, at now: Instant
    ) -> Condition? {
        var core = core
        return core.offer(kind, at: now).conditions.first { $0.name == name }
    }

    @Test("I20: every action has all of its conditions, met or not")
    func complete() {
        let stage = Stage()
        func names(_ kind: RoleChangeKind) -> [String] { stage.offer(kind)?.conditions.map(\.name) ?? [] }
        #expect(
            names(.failover)
                == [
                    "the primary has failed", "a backup is available", "sync from the primary is stopped",
                    "a pair is ready",
                ] + general)
        #expect(
            names(.switchover)
                == [
                    "the primary is available", "the backup is available", "every pair is in sync", "a pair is ready",
                    "the lag is within its limit",
                ] + general)
        #expect(names(.reverseSync) == ["a cluster waits for reverse sync"] + general)
        stage.failOver()
        stage.start("fra1")
        stage.after(.seconds(10))
        #expect(
            names(.reverseSync)
                == ["fra1 is back", "the primary is available", "fra1 takes no writes", "a pair is ready"] + general)
        #expect(stage.offer(.reverseSync)?.isPossible == true)
    }

    @Test("I4: who was not heard for two intervals is not available, as target and as source")
    func fresh() {
        let stage = Stage()
        func target(_ later: Duration) -> Condition? {
            condition("the backup is available", .switchover, of: stage.core, at: stage.now + later)
        }
        #expect(target(.zero)?.isMet == true)
        #expect(target(.seconds(3))?.isMet == false)
        #expect(target(.seconds(3))?.value.contains("not heard for two intervals") == true)
        stage.failOver()
        stage.start("fra1")
        stage.after(.seconds(10))
        func source(_ later: Duration) -> Bool? {
            condition("the primary is available", .reverseSync, of: stage.core, at: stage.now + later)?.isMet
        }
        #expect(source(.zero) == true && source(.seconds(3)) == false)
    }

    @Test("a primary that came back without its data may be replaced, though its pairs' sync was not stopped")
    func strangers() {
        let stage = Stage()
        stage.kill("a1")
        stage.after(.seconds(2))
        stage.start("a1", empty: true)
        stage.after(.seconds(5))
        let offer = stage.offer(.failover)
        #expect(!stage.core.isSyncStopped && offer?.isPossible == true)
        #expect(offer?.conditions.first?.value == "1 of its nodes came back without their data")
    }

    @Test("a switchover waits for a lag within its limit; where only bytes are known, knowing them is enough")
    func lag() {
        let stage = Stage()
        let table: [(Lag?, Bool)] = [
            (Lag(bytes: 5, time: .seconds(10)), true), (Lag(bytes: 5, time: .milliseconds(10_001)), false),
            (Lag(bytes: 5, time: nil), true), (nil, false),
        ]
        for (lag, isMet) in table {
            var core = stage.core
            let reports = (0..<3).map {
                PairReport(
                    pair: PairID($0), upstream: NodeID($0), downstream: NodeID($0 + 3), at: stage.now, lag: lag,
                    upstreamSampled: stage.now, forecast: .incremental(bytes: 5), ownWrites: OwnWrites(bytes: 0))
            }
            _ = core.handle(.pairsReported(reports), at: stage.now)
            #expect(
                condition("the lag is within its limit", .switchover, of: core, at: stage.now)?.isMet == isMet,
                "\(String(describing: lag))")
        }
    }

    @Test("I9: nothing is overwritten that takes writes, or that has not said whether it does")
    func writers() {
        let stage = Stage()
        stage.failOver()
        stage.start("fra1")
        stage.after(.seconds(10))
        func isMet(_ change: (inout Recovery) -> Void) -> Bool? {
            var core = stage.core
            change(&core)
            return condition("fra1 takes no writes", .reverseSync, of: core, at: stage.now)?.isMet
        }
        #expect(isMet { _ in } == true)
        #expect(isMet { $0.reports.note(.writable, of: NodeID(1), at: stage.now) } == false)
        #expect(isMet { $0.reports.noteGone(NodeID(1), at: stage.now) } == false)
    }

    @Test("I19: while an epoch is being published no role change begins")
    func publishing() {
        let stage = Stage()
        var core = stage.core
        core.pending.add(EffectID(9999), .publication, .watch(primary: ClusterID(0)))
        let found = condition("nothing else is under way", .switchover, of: core, at: stage.now)
        #expect(found?.isMet == false && found?.value == "an epoch is being published")
    }
}
