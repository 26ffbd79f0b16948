import Testing

@testable import RecoveryCore

/// What a role change that ended before its configuration was published may have made of its target's nodes (I12).
@Suite struct GivenUpTests {
    @Test("I12: a change that ends with nobody sent to its target leaves its nodes given up, until they follow again")
    func givenUp() throws {
        let stage = Stage()
        stage.kill("a2", "a3")
        stage.after(.seconds(3))
        stage.fail("promote", "ams2")
        stage.confirm(.failover)
        stage.until { $0.step == .promote }
        stage.after(.seconds(1))
        let change = try #require(stage.core.change)
        stage.world.command(.abort)
        let target = stage.world.settings.nodes(of: ClusterID(1)).map(\.id)
        #expect(stage.core.givenUp.map(\.node) == target && stage.core.durableState.givenUp == target)
        let since = stage.now
        var again = stage.core
        again.noteGivenUp(change, at: since + .seconds(1))
        #expect(again.givenUp == target.map { GivenUp(node: $0, since: since + .seconds(1)) })

        /// b1 says this at that time.
        func isForgotten(_ role: StorageRole, at moment: Instant) -> Bool {
            var core = stage.core
            let report = NodeReport(node: target[0], at: moment, incarnation: "1", role: role, data: .holds(keys: 1))
            _ = core.reports.take(report)
            core.outbox.needsSave = false
            core.forgetGivenUp()
            #expect(core.outbox.needsSave == (core.givenUp.count < 3))
            return !core.isGivenUp(target[0]) && core.isGivenUp(target[1])
        }
        let later = since + .milliseconds(1)
        #expect(isForgotten(.following(.node(stage.node("a1")), .up), at: later))
        #expect(!isForgotten(.following(.node(stage.node("a1")), .up), at: since), "said before")
        #expect(!isForgotten(.following(.node(stage.node("a1")), .down), at: later))
        #expect(!isForgotten(.following(.node(stage.node("a2")), .up), at: later))
        #expect(!isForgotten(.following(.parked, .down), at: later))
        #expect(!isForgotten(.writable, at: later))
        stage.start("fra1")
        stage.after(.seconds(10))
        #expect(stage.core.givenUp.isEmpty && stage.core.durableState.givenUp == [], "all of them follow")
    }

    @Test("I12: nothing is given up by a change that had not begun, by a reverse sync, or once callers were sent")
    func notGivenUp() throws {
        let stage = Stage()
        let plan = try #require(stage.offer(.switchover)?.plan)
        func givenUp(_ kind: RoleChangeKind, claimed: Bool, published: Bool = false) -> Int {
            var ended = RoleChange(
                plan: plan,
                confirmation: Confirmation(
                    kind: kind, fingerprint: "f", target: plan.target, epoch: 1, operator: "eva"),
                began: .origin)
            ended.plan.kind = kind
            ended.steps = RoleChange.steps(of: kind).map { RoleChange.StepProgress(step: $0) }
            if claimed { ended.steps[0].state = .done }
            var core = stage.core
            if published { core.roles = [.backup, .primary] }
            core.noteGivenUp(ended, at: stage.now)
            return core.givenUp.count
        }
        #expect(givenUp(.failover, claimed: true) == 3 && givenUp(.switchover, claimed: true) == 3)
        #expect(givenUp(.failover, claimed: false) == 0 && givenUp(.switchover, claimed: false) == 0)
        #expect(givenUp(.reverseSync, claimed: true) == 0)
        #expect(givenUp(.switchover, claimed: true, published: true) == 0)
    }

    @Test("I12: once a change is published nothing is given up any more: its target serves")
    func published() throws {
        let stage = Stage()
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        var core = stage.core
        core.givenUp = [GivenUp(node: stage.node("b1"), since: .origin)]
        core.swapRoles(try #require(core.change), at: stage.now)
        #expect(core.givenUp.isEmpty)
    }

    @Test("I12: a pair that an operator went on without before the end is given up with the others (seed 29862)")
    func withoutPair() throws {
        let stage = Stage()
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        var ended = try #require(stage.core.change)
        ended.update(.handOver, node: stage.node("b1")) { $0.state = .skipped("left out: it hangs") }
        ended.plan.pairs[1].leftOut = "b2 is down"
        var core = stage.core
        core.noteGivenUp(ended, at: stage.now)
        #expect(core.givenUp.map(\.node) == [stage.node("b1"), stage.node("b3")])
    }
}
