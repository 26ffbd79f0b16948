import Testing

@testable import RecoveryCore

/// I6: what holds an automatic failover back, at the begin of its count-down and until its end.
@Suite struct AutomaticFailoverTests {
    /// The primary has failed at 2 s; its count-down has begun.
    private func countingDown() -> Stage {
        let stage = Stage { $0.failover.mode = .automatic }
        stage.kill("fra1")
        stage.until { $0.core.countdown != nil }
        return stage
    }

    private func announcements(_ stage: Stage) -> Int { stage.lines("automatic failover to ams2 in 10s").count }
    private func begun(_ stage: Stage) -> Int { stage.lines("planned failover").count }

    @Test("an automatic failover is announced, and begins ten seconds later")
    func announced() {
        let stage = countingDown()
        #expect(announcements(stage) == 1)
        stage.after(.milliseconds(9900))
        #expect(begun(stage) == 0)
        stage.after(.milliseconds(200))
        #expect(begun(stage) == 1 && stage.core.countdown == nil)
    }

    @Test("I6: while drtop's own sockets fail the count-down is void; it begins anew when they are well again")
    func ownSockets() {
        let stage = countingDown()
        stage.after(.seconds(4))
        for _ in 0..<10 {
            stage.world.feed(.troubled(.socket("too many open files")))
            stage.after(.milliseconds(500))
        }
        #expect(stage.core.doubt.stretch > 1 && stage.core.countdown == nil)
        stage.after(.seconds(5))
        #expect(begun(stage) == 0, "the first count-down would have ended long ago")
        stage.until { $0.core.countdown != nil }
        stage.after(.milliseconds(9900))
        #expect(begun(stage) == 0 && announcements(stage) == 2)
        stage.after(.seconds(1))
        #expect(begun(stage) == 1)
    }

    @Test("I6, I21: without a journal nothing begins, and its return begins a count-down of its own")
    func journal() {
        let stage = countingDown()
        stage.after(.seconds(4))
        stage.world.feed(.journalChanged(.failing("disk full")))
        stage.after(.seconds(8))
        #expect(begun(stage) == 0 && stage.core.countdown == nil)
        stage.world.feed(.journalChanged(.writable))
        stage.after(.seconds(9))
        #expect(begun(stage) == 0 && announcements(stage) == 2)
        stage.after(.seconds(2))
        #expect(begun(stage) == 1)
    }

    @Test("a drtop that is asked to leave begins no failover")
    func leaving() {
        let stage = countingDown()
        stage.world.feed(.stopRequested)
        stage.after(.seconds(15))
        #expect(begun(stage) == 0 && stage.shown.change == nil)
    }

    @Test("I6: nodes that came back without their data are a person's matter, though a failover would be possible")
    func strangers() {
        let stage = Stage { $0.failover.mode = .automatic }
        stage.kill("a1")
        stage.after(.seconds(2))
        stage.start("a1", empty: true)
        stage.after(.seconds(5))
        #expect(stage.shown.returnedNodes.map(\.node) == [stage.node("a1")])
        #expect(stage.offer(.failover)?.isPossible == true)
        stage.after(.seconds(30))
        #expect(begun(stage) == 0 && announcements(stage) == 0)
    }

    @Test("I24, I6: an automatic failover is begun with a plan that is true in the moment in which it begins")
    func planOfTheMoment() throws {
        let stage = Stage { $0.failover.mode = .automatic }
        stage.kill("fra1")
        stage.until { $0.core.countdown != nil }
        let due = try #require(stage.core.countdown)
        stage.until { due - $0.now < .milliseconds(5) }
        var core = stage.core
        // A dashboard looks: the plan of this moment is remembered.
        _ = core.snapshot(at: due - .milliseconds(3), wallTime: 0)
        // What is known of b1 arrives together with the end of the count-down.
        let refused = Heartbeat(node: stage.node("b1"), asked: due, outcome: .missed(.refused))
        _ = core.handle([.heartbeats([refused, refused, refused]), .timePassed], at: due)
        #expect(!core.nodes[stage.node("b1").index].isAvailable)
        #expect(core.change?.plan.pairs.first?.leftOut == "b1 is down")
    }
}
