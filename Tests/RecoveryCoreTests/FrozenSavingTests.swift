import Testing

@testable import RecoveryCore

/// I11: what ends while drtop's view is in doubt is saved when it ends. No alarm is judged then that would save it too.
@Suite struct FrozenSavingTests {
    private let a1 = NodeID(0)
    private let b1 = NodeID(3)

    private func frozen(_ stage: Stage) -> Recovery {
        var core = stage.core
        _ = core.handle(.troubled(.lateTick(.seconds(3))), at: stage.now)
        return core
    }

    private func saved(_ event: Event, in core: inout Recovery, at now: Instant) -> DurableState? {
        let states = core.handle(event, at: now).compactMap { effect in
            if case .save(let state) = effect.action { state } else { nil }
        }
        return states.last
    }

    /// The end of an order that brings a node to its posture.
    private func ended(_ node: NodeID, _ posture: Posture, in core: inout Recovery) -> Event {
        let id = EffectID(9999)
        core.pending.add(id, .posture(node, posture), .order(posture.order(to: node)))
        core.postures.began(node, posture, id)
        return .effectEnded(id, .order(.done(OrderFinding())))
    }

    @Test("I11: a node that is restored from its pair")
    func restored() {
        let stage = Stage()
        var core = frozen(stage)
        core.guarded = [Guard(node: a1, since: stage.now, isStranger: true)]
        core.restorations = [Restoration(node: a1, source: b1, step: .handBack)]
        let end = ended(a1, .takingOver(from: b1), in: &core)
        #expect(saved(end, in: &core, at: stage.now)?.guarded == [])
    }

    @Test("I11: a left-out node that has taken over, and one that serves alone again")
    func leftOut() {
        let stage = Stage()
        var alone = frozen(stage)
        alone.leftOut = [PairID(0)]
        alone.nodes[b1.index].state = .down
        #expect(saved(.timePassed, in: &alone, at: stage.now)?.leftOut == [])
        var taken = frozen(stage)
        taken.leftOut = [PairID(0)]
        let late = ended(a1, .takingOver(from: b1), in: &taken)
        #expect(saved(late, in: &taken, at: stage.now)?.leftOut == [])
    }

    @Test("I11: a publication that was refused, or failed")
    func publication() throws {
        let stage = Stage()
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        for outcome in [PublicationOutcome.refused("epoch 2 is in force"), .failed("no answer")] {
            var core = frozen(stage)
            let effect = try #require(core.change?.steps.first { $0.step == .publish }?.effect)
            let state = saved(.effectEnded(effect, .publication(outcome)), in: &core, at: stage.now)
            #expect(state?.change?.isStuck == true, "\(outcome)")
        }
    }

    @Test("M12: the last caller's word, which completes a change")
    func convergence() {
        let stage = Stage()
        stage.world.failingDeliveries = [("billing", 99)]
        stage.confirm(.switchover)
        stage.after(.seconds(3))
        var core = frozen(stage)
        #expect(core.converging != nil)
        let state = saved(.callerSpoke(CallerID(1), epoch: 2, applies: true), in: &core, at: stage.now)
        #expect(state != nil && state?.converging == nil)
    }

    @Test("I11: a step that begins with the clean round, though it asks for nothing")
    func begun() throws {
        let stage = Stage { settings in
            for index in settings.callers.indices {
                settings.callers[index].deliveries = []
                settings.callers[index].speaks = true
            }
        }
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        var core = frozen(stage)
        let effect = try #require(core.change?.steps.first { $0.step == .publish }?.effect)
        _ = core.handle(.effectEnded(effect, .publication(.published)), at: stage.now)
        #expect(core.change?.currentStep == .deliver && core.change?.hasBegun(.deliver) == false)
        let now = stage.now + .milliseconds(5)
        let answers = core.settings.nodes.map { core.answer(of: $0.id, at: now) }
        let state = saved(.heartbeats(answers), in: &core, at: now)
        #expect(core.change?.hasBegun(.deliver) == true && state?.change?.hasBegun(.deliver) == true)
    }
}
