import Testing

@testable import RecoveryCore

/// When an epoch is published without a role change, and when callers are told (I4, I8, I17, I21).
@Suite struct PublishingTests {
    private let ams2 = ClusterID(1)

    /// The configuration centre has not answered; the moment at which it is asked again.
    private func unanswered(_ mode: Mode = .confirm) throws -> (core: Recovery, retry: Instant) {
        let stage = Stage(after: .zero) { $0.failover.mode = mode }
        stage.world.centre.isDown = true
        stage.after(.milliseconds(3500))
        return (stage.core, try #require(stage.core.publicationRetry))
    }

    @Test("I4, I8, I21: an epoch is asked for only with a sound view, a journal, and a primary that answers now")
    func guarded() throws {
        let (core, retry) = try unanswered()
        func asks(_ event: Event = .timePassed, later: Duration = .zero) -> [String] {
            var core = core
            return core.asks(event, .timePassed, at: retry + later)
        }
        #expect(asks() == ["publish 1 fra1"])
        #expect(asks(.troubled(.lateTick(.seconds(3)))) == [], "frozen")
        #expect(asks(.stopRequested) == [], "leaving")
        #expect(asks(.journalChanged(.failing("disk full"))) == [])
        #expect(asks(later: .seconds(3)) == [], "it was not heard for two intervals")
        var early = core
        #expect(early.asks(.timePassed, at: retry - .milliseconds(1)) == [], "the pause is not over")
    }

    @Test("in mode observe the first epoch is published, and no other one")
    func observing() throws {
        let (core, retry) = try unanswered(.observe)
        var first = core
        #expect(first.asks(.timePassed, at: retry) == ["publish 1 fra1"])
        for (mode, count) in [(Mode.observe, 1), (.confirm, 2)] {
            let stage = Stage { $0.failover.mode = mode }
            try moveCallers(stage)
            #expect(stage.lines("PUBLISH").count == count, "\(mode)")
        }
    }

    /// A restart with another address of a1 for its callers.
    private func moveCallers(_ stage: Stage) throws {
        var settings = stage.world.settings
        settings.nodes[0].callerAddress = NodeAddress(host: "10.9.9.9", port: 6379)
        try stage.world.restart(settings)
        stage.after(.seconds(3))
    }

    @Test("I19: callers' addresses that changed wait for the role change in hand")
    func duringAChange() throws {
        let stage = Stage([3, 3], .slow)
        stage.confirm(.switchover)
        stage.after(.seconds(1))
        try moveCallers(stage)
        #expect(stage.lines("PUBLISH").count == 1 && stage.shown.change?.currentStep == .handOver)
        stage.after(.seconds(20))
        #expect(stage.lines("PUBLISH").map { $0.suffix(12) } == ["epoch 1 fra1", "epoch 2 ams2"])
    }

    @Test(
        "changed addresses go out also when a node's storage is not as the settings say: that concerns the first start")
    func notAsSettingsSay() throws {
        let stage = Stage()
        stage.world.storage[stage.node("a3")].role = .following(.elsewhere("10.8.8.8:6379"), .up)
        try moveCallers(stage)
        #expect(stage.shown.epoch == 2)
    }

    @Test("I17: at the very first start nobody is sent to a cluster whose nodes say that they do not serve")
    func firstStart() {
        func epoch(_ change: (Stage) -> Void, _ settings: (inout Settings) -> Void = { _ in }) -> Epoch {
            let stage = Stage(after: .zero, settings)
            change(stage)
            stage.after(.seconds(6))
            return stage.shown.epoch
        }
        let elsewhere = StorageRole.following(.elsewhere("10.8.8.8:6379"), .up)
        #expect(epoch { $0.world.storage[NodeID(2)].role = elsewhere } == 0)
        #expect(epoch({ $0.world.storage[NodeID(2)].role = elsewhere }, { $0.nodes[2].pair = nil }) == 1, "no pair")
        #expect(epoch { $0.kill("a3") } == 1, "it is down, the others serve")
    }

    @Test("a system without callers has its first epoch, too")
    func noCallers() {
        #expect(Stage(callers: 0).shown.epoch == 1)
    }

    @Test("I10: why an epoch is published is said: the first one, a change, or that the last answer is not known")
    func reasons() throws {
        let (core, retry) = try unanswered()
        func reason(_ change: (inout Recovery) -> Void) -> String? {
            var core = core
            change(&core)
            let published = core.handle(.timePassed, at: retry).first {
                if case .publish = $0.action { true } else { false }
            }
            return published?.reason
        }
        #expect(reason { _ in } == "whether it stands is not known")
        #expect(reason { $0.unansweredPublication = nil } == "the first configuration")
        let changed = reason { core in
            core.unansweredPublication = nil
            let documents = core.settings.callers.map {
                ConfigurationInformation(system: "s", caller: $0.name, epoch: 1, cluster: "fra1", endpoints: [])
            }
            core.callers.publish(documents, at: retry)
            core.epoch = 1
        }
        #expect(changed == "callers, addresses or pairs have changed")
    }

    @Test("I2: what was refused does not stand: the next attempt is made from what is true then")
    func refused() throws {
        var (core, retry) = try unanswered()
        let asked = try #require(core.handle(.timePassed, at: retry).last { $0.isOutside })
        #expect(core.unansweredPublication != nil)
        _ = core.handle(.effectEnded(asked.id, .publication(.refused("epoch 2 is in force"))), at: retry)
        #expect(core.unansweredPublication == nil)
    }

    @Test(
        "I8, I18, I21: callers are told what is in force also while drtop is frozen; not without a journal, nor when leaving"
    )
    func deliveries() throws {
        let stage = Stage(after: .zero)
        stage.world.failingDeliveries = [("checkout", 99)]
        stage.after(.seconds(2))
        let retry = try #require(stage.core.callers.deadline(after: stage.now))
        func asks(_ event: Event) -> [String] {
            var core = stage.core
            return core.asks(event, .timePassed, at: retry)
        }
        #expect(asks(.timePassed) == ["deliver 1 to checkout"])
        #expect(asks(.troubled(.lateTick(.seconds(3)))) == ["deliver 1 to checkout"])
        #expect(asks(.stopRequested) == [])
        #expect(asks(.journalChanged(.failing("disk full"))) == [])
    }

    @Test("M12: that a caller applies an epoch is journaled once, when it is known; what only arrived or failed is not")
    func applied() {
        func journaled(_ events: [Event], on core: inout Recovery, at now: Instant) -> Int {
            core.handle(events, at: now).count { if case .record(.applied) = $0.action { true } else { false } }
        }
        let stage = Stage {
            $0.callers[1].deliveries = []
            $0.callers[1].speaks = true
        }
        var core = stage.core
        let spoke = Event.callerSpoke(CallerID(1), epoch: 1, applies: true)
        #expect(journaled([.callerSpoke(CallerID(1), epoch: 1, applies: false)], on: &core, at: stage.now) == 0)
        #expect(journaled([spoke], on: &core, at: stage.now) == 1)
        #expect(journaled([spoke], on: &core, at: stage.now) == 0)
        for (outcome, count) in [(DeliveryOutcome.applied, 1), (.delivered, 0), (.failed("gone"), 0)] {
            var core = stage.core
            core.pending.add(
                EffectID(9999), .delivery(CallerID(0), 1), .deliver(CallerID(0), core.callers[CallerID(0)].published!))
            let ended = Event.effectEnded(EffectID(9999), .delivery(outcome))
            #expect(journaled([ended], on: &core, at: stage.now) == count, "\(outcome)")
        }
    }
}
