import Testing

@testable import RecoveryCore

/// What the end of an order, of a step and of a whole change leaves behind (M12, M13, M14; I9, I12).
@Suite struct RoleChangeEndTests {
    @Test("M12: a change waits ten seconds for callers that say nothing, then goes on; they are waited for beside it")
    func patience() throws {
        let stage = Stage { settings in
            settings.callers[1].deliveries = []
            settings.callers[1].speaks = true
        }
        stage.confirm(.switchover)
        stage.until { $0.step == .deliver }
        let deliver = try #require(stage.core.change?.steps.first { $0.step == .deliver }?.began)
        func step(after wait: Duration) -> RoleChange.Step? {
            var core = stage.core
            _ = core.handle(.timePassed, at: deliver + wait)
            return core.change?.currentStep
        }
        #expect(step(after: .milliseconds(9999)) == .deliver)
        #expect(step(after: .seconds(10)) == .follow)
    }

    @Test("the failure of the new primary ends the waiting for callers at once: it needs a change of its own")
    func newPrimaryFails() {
        let stage = Stage([3, 3, 3]) { settings in
            settings.callers[1].deliveries = []
            settings.callers[1].speaks = true
        }
        stage.kill("fra1")
        stage.after(.seconds(5))
        stage.confirm(.failover)
        stage.until { $0.step == .deliver }
        stage.kill("ams2")
        stage.after(.seconds(5))
        #expect(stage.shown.clusters[1].verdict == .failed)
        #expect(stage.core.change == nil && stage.core.converging != nil)
    }

    @Test("I9: a reverse sync of which every pair was left out did nothing: its target does not become a backup")
    func reverseSyncOfNothing() {
        let stage = Stage([2, 2])
        stage.failOver()
        stage.start("fra1")
        stage.after(.seconds(10))
        #expect(stage.shown.phase == .awaitingReverseSync)
        stage.fail("follow", "fra1")
        stage.confirm(.reverseSync)
        stage.after(.seconds(1))
        for pair in [PairID(0), PairID(1)] { stage.world.command(.goOnWithout(pair)) }
        #expect(stage.shown.change?.failure?.contains("no pair was left to do it with") == true)
        #expect(stage.core.roles == [.failed, .primary])
    }

    @Test("M14: writes that only the old primary has are counted by its fence, and forgotten once they are discarded")
    func ownWrites() {
        let stage = Stage()
        stage.kill("a1", "a2")
        stage.after(.seconds(5))
        stage.world.storage[stage.node("a3")].data.offset += 500
        stage.confirm(.failover)
        stage.after(.seconds(2))
        #expect(stage.core.countedWrites(of: stage.node("a3"))?.bytes == 500)
        stage.start("fra1")
        stage.after(.seconds(10))
        #expect(stage.shown.sync.first?.bytesToDiscard == 500)
        stage.confirm(.reverseSync)
        stage.after(.seconds(3))
        #expect(stage.core.roles == [.backup, .primary] && stage.core.ownWrites.isEmpty)
    }

    @Test("a change that was carried out shows when each step began and ended, and what was read back")
    func times() throws {
        let stage = Stage()
        stage.confirm(.switchover)
        stage.after(.seconds(3))
        let steps = try #require(stage.shown.change?.steps)
        let moments = steps.flatMap { [$0.began, $0.ended] }
        #expect(!moments.contains(nil) && moments.compactMap(\.self) == moments.compactMap(\.self).sorted())
        #expect(steps[0].ended != steps.last?.ended, "each has its own")
        #expect(steps.flatMap(\.parts).map(\.text) == Array(repeating: "read back", count: 6))
    }

    @Test("M14: how far a copy has come is shown while it runs")
    func progress() throws {
        let stage = Stage([2, 2], .slow)
        stage.failOver()
        stage.after(.seconds(5))
        stage.start("fra1")
        stage.after(.seconds(12))
        stage.confirm(.reverseSync)
        stage.after(.milliseconds(4500))
        let parts = try #require(stage.shown.change?.parts(of: .follow))
        #expect(parts.map(\.share) == [0.5, 0.5] && parts.map(\.text) == ["copying", "copying"])
    }

    @Test("what an order made of the nodes is known when it is read back, not only at their next report")
    func rolesAtOnce() throws {
        func end(_ step: RoleChange.Step, of stage: Stage) -> Recovery {
            stage.until { $0.step == step }
            var core = stage.core
            let ends = core.change?.parts(of: step).compactMap(\.effect) ?? []
            _ = core.handle(ends.map { .effectEnded($0, .order(.done(OrderFinding()))) }, at: stage.now)
            return core
        }
        let planned = Stage()
        planned.confirm(.switchover)
        let handed = end(.handOver, of: planned)
        #expect(handed.reports.isWritable(planned.node("b1")))
        #expect(handed.reports.role(of: planned.node("a1")) == .following(.node(planned.node("b1")), .up))
        let failed = Stage()
        failed.kill("fra1")
        failed.after(.seconds(5))
        failed.confirm(.failover)
        #expect(end(.promote, of: failed).reports.isWritable(failed.node("b1")))
    }

    @Test("M13: with the roles goes what was known of the old primary: protection, an override, comparisons")
    func swapped() {
        let stage = Stage()
        stage.hang("fra1")
        stage.after(.seconds(6))
        #expect(stage.core.protectedSince != nil)
        stage.update { $0.overrideReason = "the network is being repaired" }
        stage.confirm(.failover)
        stage.until { $0.step == .publish }
        var core = stage.core
        #expect(core.protectedSince != nil && core.overrideReason != nil)
        let effect = core.change?.steps.first { $0.step == .publish }?.effect ?? EffectID(0)
        let asked = core.handle(.effectEnded(effect, .publication(.published)), at: stage.now)
        #expect(core.protectedSince == nil && core.overrideReason == nil)
        #expect(core.reports.pair(downstream: stage.node("b1")) == nil)
        let watch = asked.firstIndex { if case .watch = $0.action { true } else { false } }
        let inspect = asked.firstIndex { if case .inspect(let nodes) = $0.action { nodes.count == 6 } else { false } }
        #expect((watch ?? 99) < (inspect ?? -1), "the nodes are compared with the new primary")
    }

    @Test("a change that was not carried out is not shown, and nothing older in its stead")
    func notShown() {
        let stage = Stage()
        stage.world.failingDeliveries = [("billing", 99)]
        stage.confirm(.switchover)
        stage.after(.seconds(3))
        stage.world.centre.isDown = true
        stage.confirm(.switchover)
        stage.world.feed(.callerSpoke(CallerID(1), epoch: 2, applies: true))
        stage.after(.seconds(1))
        #expect(stage.lines("could not be kept").count == 1 && stage.lines("is complete").count == 1)
        #expect(stage.shown.change == nil)
    }

    @Test("I11: that a node of the target was restarted is saved at once, also where it is the only one")
    func restarted() {
        let stage = Stage([1, 1], .slow)
        stage.kill("fra1")
        stage.after(.seconds(6))
        stage.confirm(.failover)
        stage.until { $0.step == .promote }
        var core = stage.core
        let saved = core.handle(.incarnationChanged(stage.node("b1")), at: stage.now).compactMap { effect in
            if case .save(let state) = effect.action { state.change?.restarted } else { nil }
        }
        #expect(saved == [[stage.node("b1")]])
    }

    @Test("I4: a restarted node of the target is noted once, no other, and none that was not handed over yet")
    func restartedOnce() {
        func restarted(_ kind: RoleChangeKind, _ step: RoleChange.Step, _ names: String...) -> [NodeID] {
            let stage = Stage([2, 2])
            if kind == .failover {
                stage.kill("fra1")
                stage.after(.seconds(5))
            }
            stage.confirm(kind)
            stage.until { $0.step == step }
            var core = stage.core
            for name in names { core.noteRestartOfTarget(stage.node(name)) }
            return core.change?.restarted ?? []
        }
        #expect(restarted(.failover, .claim, "b1", "b1", "a1") == [NodeID(2)])
        #expect(restarted(.switchover, .claim, "b1") == [])
        #expect(restarted(.switchover, .publish, "b1", "b1", "a1") == [NodeID(2)])
    }

    @Test("I12: an abort undoes what has not promoted, whatever is known of the target; no promotion under way")
    func abortable() {
        let stage = Stage([2, 2])
        stage.kill("a1")
        stage.hang("a2")
        stage.after(.seconds(6))
        stage.confirm(.failover)
        stage.until { $0.step == .fence }
        var core = stage.core
        core.reports.noteGone(stage.node("b1"), at: stage.now)
        #expect(core.abort == .undo)
        stage.until { $0.step == .promote }
        core = stage.core
        #expect(core.change?.isReversible == false && core.isNothingPromoted(core.change!))
        #expect(core.abort == nil, "a promotion is on its way")
    }
}
