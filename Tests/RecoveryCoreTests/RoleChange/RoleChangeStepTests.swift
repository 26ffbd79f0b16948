import Testing

@testable import RecoveryCore

/// What moves a confirmed change on, and what stops it (I4, I11, I12, I21).
@Suite struct RoleChangeStepTests {
    private let ams2 = ClusterID(1)

    /// A failover whose publication waits for a fresh answer of ams2: all nodes were promoted after three silent seconds.
    private func heldBack(interval: Duration = .seconds(1)) throws -> (core: Recovery, began: Instant) {
        let stage = Stage([3, 3], .slow, after: .seconds(6)) { $0.heartbeat.interval = interval }
        stage.kill("fra1")
        stage.until { $0.core.phase == .awaitingConfirmation }
        stage.confirm(.failover)
        stage.until { $0.step == .promote }
        var core = stage.core
        let parts = try #require(core.change).parts(of: .promote)
        let now = stage.now + interval * 3
        let ends = parts.compactMap(\.effect).map { Event.effectEnded($0, .order(.done(OrderFinding("promoted")))) }
        #expect(core.handle(ends, at: now).filter(\.isOutside).isEmpty && ends.count == 3)
        #expect(core.change?.currentStep == .publish && core.isPublicationHeldBack)
        return (core, now)
    }

    @Test(
        "I4: a publication waits for a fresh answer of the target for five seconds, or three intervals if that is more")
    func waits() throws {
        for (interval, limit) in [(1, 5), (2, 6)] {
            let (core, began) = try heldBack(interval: .seconds(interval))
            func isStuck(after wait: Duration) -> Bool {
                var core = core
                _ = core.handle(.timePassed, at: began + wait)
                return core.change?.isStuck == true
            }
            #expect(!isStuck(after: .seconds(limit) - .milliseconds(1)), "\(interval)")
            #expect(isStuck(after: .seconds(limit)), "\(interval)")
            var answered = core
            let now = began + .seconds(1)
            #expect(answered.asks(answered.answers(of: ams2, at: now), at: now) == ["publish 2 ams2"])
        }
    }

    @Test("I21: a publication that waits is not asked for once the journal cannot be written")
    func journalFailsMeanwhile() throws {
        var (core, began) = try heldBack()
        let now = began + .seconds(1)
        let asked = core.asks(.journalChanged(.failing("disk full")), core.answers(of: ams2, at: now), at: now)
        #expect(asked == [] && core.change?.failure?.contains("the journal cannot be written") == true)
    }

    @Test("what waits for an answer is looked at again soon; what is stuck, or at rest, wakes nobody")
    func wakes() throws {
        var (core, began) = try heldBack()
        #expect(core.nextDeadline - began <= .milliseconds(100))
        _ = core.handle(.timePassed, at: began + .seconds(5))
        #expect(core.change?.isStuck == true && core.nextDeadline - began > .milliseconds(5100))
        let idle = Stage(after: .seconds(20))
        #expect(idle.core.nextDeadline - idle.now > .seconds(1))
    }

    @Test("I4: available now means: above the threshold, and heard no longer than two intervals ago")
    func freshness() throws {
        let stage = Stage()
        let seen = try #require(stage.core.clusters[1].newestAnswer)
        #expect(stage.core.isFreshlyAvailable(ams2, at: seen + .seconds(2)))
        #expect(!stage.core.isFreshlyAvailable(ams2, at: seen + .milliseconds(2001)))
        stage.kill("b1", "b2")
        stage.after(.seconds(5))
        #expect(!stage.core.isFreshlyAvailable(ams2, at: stage.now), "one of three still answers")
    }

    @Test("I12: a switchover whose hand-overs failed waits for the operator, also when its target fails then")
    func handOverFailed() {
        let stage = Stage()
        stage.fail("handOver", "ams2")
        stage.confirm(.switchover)
        stage.after(.seconds(1))
        stage.kill("ams2")
        stage.after(.seconds(6))
        #expect(stage.shown.clusters[1].verdict == .failed)
        #expect(stage.shown.change?.isStuck == true && stage.lines("voided").isEmpty)
    }

    @Test("a failover of which nothing was promoted is void when the old primary is available again")
    func nothingPromoted() {
        let stage = Stage()
        stage.fail("promote", "ams2")
        stage.kill("fra1")
        stage.after(.seconds(5))
        stage.confirm(.failover)
        stage.after(.seconds(1))
        #expect(stage.shown.change?.isStuck == true)
        stage.start("fra1")
        stage.after(.seconds(15))
        #expect(stage.shown.clusters[0].verdict == .available && stage.shown.change?.isStuck == true)
        stage.world.command(.retry)
        stage.after(.seconds(1))
        #expect(stage.lines("voided: fra1 is available again").count == 1 && stage.shown.change == nil)
        #expect(stage.world.storage.nodes[3...].allSatisfy { $0.role != .writable })
    }

    @Test("I21: a failover goes on fencing, and delivering, while the journal cannot be written")
    func unjournaled() {
        let stage = Stage()
        stage.hang("fra1")
        stage.after(.seconds(6))
        stage.confirm(.failover)
        stage.world.feed(.journalChanged(.failing("disk full")))
        stage.after(.milliseconds(100))
        #expect(stage.lines("ORDER fence a1").count == 1 && stage.shown.change?.isStuck == false)
        stage.world.feed(.journalChanged(.writable))
        stage.until { $0.step == .publish }
        stage.world.feed(.journalChanged(.failing("disk full")))
        stage.until { $0.core.epoch == 2 }
        #expect(stage.shown.change?.currentStep == .deliver && stage.shown.change?.isStuck == false)
    }

    @Test("M13: once its roles are swapped a switchover ends also when the operator goes on without every pair")
    func nobodyFollows() {
        let stage = Stage()
        stage.fail("follow", "fra1", times: 99)
        stage.confirm(.switchover)
        stage.until { $0.step == .follow && $0.shown.change?.isStuck == true }
        for pair in 0..<3 { stage.world.command(.goOnWithout(PairID(pair))) }
        stage.after(.milliseconds(100))
        #expect(stage.lines("is complete").count == 1 && stage.shown.change?.isStuck == false)
    }

    @Test("a restart of a node that is not to take over unseen stops nothing: neither the fencing, nor a switchover")
    func restartedElsewhere() {
        let fencing = Stage([3, 3], .slow)
        fencing.hang("fra1")
        fencing.after(.seconds(6))
        fencing.confirm(.failover)
        fencing.world.feed(.incarnationChanged(fencing.node("a1")))
        fencing.until { $0.step == .fence }
        #expect(fencing.lines("ORDER fence a1").count == 1 && fencing.shown.change?.isStuck == false)
        let handing = Stage([3, 3], .slow)
        handing.confirm(.switchover)
        handing.world.feed(.incarnationChanged(handing.node("b1")))
        handing.until { $0.step == .handOver }
        #expect(handing.lines("ORDER hand over from").count == 3 && handing.shown.change?.isStuck == false)
    }

    @Test("what does not even accept connections is not waited for: it is fenced the moment it answers")
    func unreachable() throws {
        let stage = Stage()
        stage.hang("fra1")
        stage.after(.seconds(6))
        for (miss, orders) in [(Heartbeat.Miss.timeout, 3), (.unreachable("no route to host"), 0), (.refused, 0)] {
            var core = stage.core
            _ = core.handle(
                .heartbeats((0..<3).map { Heartbeat(node: NodeID($0), asked: stage.now, outcome: .missed(miss)) }),
                at: stage.now)
            let fingerprint = try #require(core.offer(.failover, at: stage.now).plan?.fingerprint)
            let command = OperatorCommand.confirm(.failover, fingerprint: fingerprint, typed: "ams2")
            _ = core.handle(
                .commanded(CommandRequest(id: CommandID("9"), operator: "eva", command: command)), at: stage.now)
            let claim = try #require(core.change?.steps[0].effect)
            let asked = core.asks(.effectEnded(claim, .claim(.claimed)), at: stage.now)
            #expect(asked.count { $0.hasPrefix("fence") } == orders, "\(miss)")
            #expect(core.change?.currentStep == (orders == 0 ? .promote : .fence))
        }
    }

    @Test("I12: a switchover is not undone when a node seems to have taken over after all, whatever its order said")
    func handedOverAfterAll() {
        let stage = Stage()
        stage.fail("handOver", "ams2")
        stage.confirm(.switchover)
        stage.after(.seconds(1))
        #expect(stage.shown.change?.isStuck == true && stage.shown.abort == .undo)
        var core = stage.core
        core.reports.note(.writable, of: stage.node("b2"), at: stage.now)
        #expect(core.abort == nil)
    }
}
