import Testing

@testable import RecoveryCore

/// What an operator relies on who set nothing: the defaults that `contract.md` names, and the time that a plan stands.
@Suite struct SettingsDefaultsTests {
    @Test("the defaults are those of the contract")
    func defaults() {
        let heartbeat = HeartbeatSettings()
        #expect(heartbeat.interval == .seconds(1) && heartbeat.timeout == .milliseconds(500) && heartbeat.misses == 3)
        #expect(heartbeat.hold == .seconds(1) && heartbeat.recoveryHold == .seconds(5))
        #expect(SyncSettings().lagLimit == .seconds(10) && SyncSettings().rule == .realTime)
        #expect(FailoverSettings().block == .seconds(3600) && FailoverSettings().mode == .confirm)
        #expect(Threshold.half == Threshold(1, 2))
    }

    @Test("I5: a plan may be confirmed for a minute")
    func lifetime() {
        #expect(Plan.lifetime == .seconds(60))
    }

    @Test("an offer without a plan, or with an unmet condition, is none")
    func possible() {
        let plan = Plan(
            kind: .failover, from: ClusterID(0), target: ClusterID(1), epoch: 1, pairs: [], changes: [], loss: nil,
            drawn: .origin, expires: .origin, fingerprint: "f")
        func isPossible(_ plan: Plan?, _ isMet: Bool...) -> Bool {
            let conditions = isMet.map { Condition("c", isMet: $0, value: "", limit: "") }
            return Offer(kind: .failover, plan: plan, rows: [], conditions: conditions).isPossible
        }
        #expect(isPossible(plan, true, true) && !isPossible(plan, true, false) && !isPossible(nil, true))
    }

    @Test("a duration's parts are whole, rounded towards zero, and saturate")
    func parts() {
        #expect(
            Duration.nanoseconds(1_999_999).milliseconds == 1 && Duration.nanoseconds(1_999_999).microseconds == 1999)
        #expect(Duration.seconds(3).milliseconds == 3000 && Duration.seconds(3).microseconds == 3_000_000)
        #expect(Duration.seconds(7_000_000).microseconds == 7_000_000_000_000)
        #expect(Duration.nanoseconds(-1_999_999).milliseconds == -1)
        #expect(Duration.seconds(Int64.max).milliseconds == .max && Duration.seconds(Int64.min).microseconds == .min)
    }
}
