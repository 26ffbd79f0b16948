import Testing

@testable import RecoveryCore

/// A change ends when its callers have converged, or when a newer one takes their place (M12).
@Suite struct CallerConvergenceTests {
    /// A switchover to ams2 that waits for billing alone.
    private func waiting() -> Stage {
        let stage = Stage()
        stage.world.failingDeliveries = [("billing", 99)]
        stage.confirm(.switchover)
        stage.after(.seconds(3))
        return stage
    }

    @Test("a change that waits for a caller is complete when that caller applies its epoch, and says when")
    func converges() throws {
        let stage = waiting()
        #expect(stage.core.change == nil && stage.shown.change?.isConverging == true)
        let began = try #require(stage.shown.change?.steps.last?.began)
        stage.after(.seconds(5))
        stage.world.feed(.callerSpoke(CallerID(1), epoch: 2, applies: true))
        let steps = try #require(stage.shown.change?.steps)
        #expect(steps.last?.began == began && steps.last?.ended == stage.now && steps.last?.state == .done)
        #expect(steps.dropLast().allSatisfy { ($0.ended ?? stage.now) <= began }, "the others ended before")
        #expect(stage.lines("is complete").count == 1)
    }

    @Test("a newer change supersedes one that still waits: the older one is never called complete")
    func superseded() throws {
        let stage = waiting()
        let first = try #require(stage.shown.change?.plan.fingerprint)
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        stage.world.failingDeliveries = []
        stage.after(.seconds(3))
        #expect(stage.lines("\(first) is superseded: billing had not applied epoch 2").count == 1)
        #expect(stage.lines("\(first) is complete").isEmpty && stage.lines("is complete").count == 1)
    }

    @Test(
        "a caller's last word, known in the moment in which a newer change is published, still completes the older one")
    func completeAtTheLastMoment() throws {
        let stage = waiting()
        let first = try #require(stage.shown.change?.plan.fingerprint)
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        var core = stage.core
        let effect = try #require(core.change?.steps.first { $0.step == .publish }?.effect)
        let noted = core.handle(
            [.callerSpoke(CallerID(1), epoch: 2, applies: true), .effectEnded(effect, .publication(.published))],
            at: stage.now
        ).compactMap { if case .record(.noted(let text)) = $0.action { text } else { nil } }
        #expect(noted.contains { $0.hasSuffix("\(first) is complete") }, "\(noted)")
    }
}
