import Testing

@testable import RecoveryCore

/// I12, I16: what was asked for may stand although the centre did not answer, and a restart finds out which of it does.
@Suite struct UnansweredPublicationTests {
    /// A failover that waits for the centre's answer to its publication.
    private func unanswered(_ trouble: (inout FakeCentre) -> Void) -> Stage {
        let stage = Stage()
        stage.kill("fra1")
        stage.after(.seconds(4))
        stage.confirm(.failover)
        stage.after(.milliseconds(4))
        trouble(&stage.world.centre)
        stage.after(.seconds(2))
        return stage
    }

    /// b2 loses its data, and the operator goes on without its pair; then drtop is killed.
    private func goOnWithoutAndRestart(_ stage: Stage) throws {
        stage.kill("b2")
        stage.start("b2", empty: true)
        stage.after(.seconds(2))
        stage.world.command(.retry)
        stage.world.command(.goOnWithout(PairID(1)))
        stage.after(.milliseconds(500))
        stage.world.log = []
        try stage.world.restart()
        stage.after(.seconds(2))
        stage.world.command(.retry)
    }

    @Test("what is not in force when drtop starts never will be; what is in force is remembered")
    func afterARestart() throws {
        let lost = unanswered { $0.isDown = true }
        #expect(lost.core.change?.unanswered == [[]])
        try lost.world.restart()
        #expect(lost.core.change != nil && lost.core.change?.unanswered == nil)
        let standing = unanswered { $0.isSilent = true }
        try standing.world.restart()
        #expect(standing.core.change?.unanswered == [[]])
    }

    @Test("I16: callers have what stands: the first request, although the operator has gone on without a pair since")
    func firstStands() throws {
        let stage = unanswered { $0.isSilent = true }
        stage.world.centre.isDown = true
        try goOnWithoutAndRestart(stage)
        stage.after(.seconds(3))
        #expect(stage.core.epoch == 2 && stage.core.change == nil)
        #expect(stage.lines("DELIVER epoch 2 to billing: search 10.2.0.2:6379").count == 1)
        #expect(stage.core.callers.entries.compactMap(\.published) == stage.world.centre.documents)
    }

    @Test("I16: callers have what stands: the second request, when the first never came to the centre")
    func secondStands() throws {
        let stage = unanswered { $0.isDown = true }
        stage.world.centre.isDown = false
        stage.world.centre.isSilent = true
        try goOnWithoutAndRestart(stage)
        stage.after(.seconds(3))
        #expect(stage.core.epoch == 2 && stage.core.change == nil)
        #expect(stage.lines("DELIVER epoch 2 to billing: search 10.1.0.2:6379").count == 1)
        #expect(stage.core.callers.entries.compactMap(\.published) == stage.world.centre.documents)
    }

    @Test("I16, M10: a caller that came with new settings meanwhile is told in an epoch of its own")
    func newCaller() throws {
        let stage = unanswered { $0.isSilent = true }
        stage.world.centre.isSilent = false
        try stage.world.restart(FakeSettings.make([3, 3], callers: 3))
        stage.after(.seconds(2))
        stage.world.command(.retry)
        stage.after(.seconds(3))
        #expect(stage.core.epoch == 3 && stage.core.change == nil && stage.world.centre.documents.count == 3)
        #expect(stage.core.callers.entries.compactMap(\.published) == stage.world.centre.documents)
    }

    @Test("I21: with a journal that fails nothing is asked for again; it is found out when that works")
    func journalFails() throws {
        let stage = unanswered { $0.isSilent = true }
        stage.kill("b2")
        stage.start("b2", empty: true)
        stage.after(.seconds(2))
        stage.world.command(.retry)
        stage.world.command(.goOnWithout(PairID(1)))
        var core = stage.core
        let asked = try #require(core.change?.steps.first { $0.step == .publish }?.effect)
        let refused = Event.effectEnded(asked, .publication(.refused("epoch 2 is in force")))
        #expect(core.asks(.journalChanged(.failing("disk full")), refused, at: stage.now).isEmpty)
        #expect(core.change?.failure?.contains("the journal cannot be written") == true)
        #expect(core.change?.unanswered == [[]] && core.abort == nil, "the first one may stand")
    }

    @Test("I16: a pair that is taken back in meanwhile does not change what is asked for again")
    func takenBackInMeanwhile() throws {
        let stage = unanswered { $0.isDown = true }
        var core = stage.core
        // Left out of an earlier change when it was asked, and serving since.
        core.change?.unanswered = [[PairID(2)]]
        let request = CommandRequest(id: CommandID("9"), operator: "eva", command: .retry)
        #expect(core.asks(.commanded(request), at: stage.now) == ["publish 2 ams2"])
        let asked = try #require(core.change?.steps.first { $0.step == .publish }?.effect)
        let refused = Event.effectEnded(asked, .publication(.refused("epoch 2 is in force")))
        #expect(core.asks(refused, at: stage.now) == ["publish 2 ams2"])
        #expect(core.change?.unanswered == [[PairID(2)]])
    }
}
