import Testing

@testable import RecoveryCore

/// A process ends at any moment, and the next one goes on where it was (I11, I13, I14).
@Suite struct RestartTests {
    private let settings = FakeSettings.make([3, 3], callers: 1)

    private func document(_ epoch: Epoch) -> ConfigurationInformation {
        ConfigurationInformation(system: "s", caller: "checkout", epoch: epoch, cluster: "fra1", endpoints: [])
    }

    /// A failover whose claim was kept; b2 was left out.
    private func change(_ kind: RoleChangeKind = .failover) -> RoleChange {
        let pairs = (0..<3).map { PlannedPair(id: PairID($0), from: NodeID($0), to: NodeID($0 + 3)) }
        let plan = Plan(
            kind: kind, from: ClusterID(0), target: ClusterID(1), epoch: 4, pairs: pairs, changes: [], loss: nil,
            drawn: Bench.at(-20), expires: Bench.at(40), fingerprint: "f")
        let confirmation = Confirmation(
            kind: kind, fingerprint: "f", target: ClusterID(1), epoch: 4, operator: "eva")
        var change = RoleChange(plan: plan, confirmation: confirmation, began: Bench.at(-20))
        change.steps[0].state = .done
        return change
    }

    private func state(_ change: (inout DurableState) -> Void = { _ in }) -> DurableState {
        var state = DurableState(settings: settings)
        state.epoch = 4
        change(&state)
        return state
    }

    @Test("I11: everything that was saved is what the next process would save")
    func everything() {
        let saved = state { state in
            state.nextEffect = 100
            state.nextAlarm = 9
            state.mode = .automatic
            state.alarms = [
                Alarm(
                    id: AlarmID(8), kind: .nodesDown, cluster: ClusterID(1), priority: 3, since: Bench.at(-9),
                    occurrence: 3, text: "t")
            ]
            state.converging = change()
            state.lastRoleChange = Bench.at(-30)
            state.unprotectedSince = Bench.at(-29)
            state.maintenance = [Maintenance(node: NodeID(5), until: Bench.at(50), operator: "eva")]
            state.guarded = [NodeID(0), NodeID(1)]
            state.strangers = [NodeID(0)]
            state.resumed = [NodeID(1)]
            state.ownWrites = [DurableState.CountedWrites(node: NodeID(4), writes: OwnWrites(bytes: 7))]
            state.leftOut = [PairID(2)]
            state.givenUp = [NodeID(3), NodeID(5)]
            state.planSerial = 5
            state.waivers = [DurableState.Waiver(caller: "checkout", epoch: 4, operator: "eva", reason: "r")]
            state.isSyncRunOpen = false
        }
        #expect(Recovery(settings: settings, state: saved, at: .origin).durableState == saved)
    }

    @Test("I11: what an older version kept of a guard is looked at anew; what this one kept is not asked again")
    func guards() {
        func guards(_ change: (inout DurableState) -> Void) -> [Guard] {
            let saved = state { state in
                state.guarded = [NodeID(1), NodeID(0)]
                change(&state)
            }
            return Recovery(settings: settings, state: saved, at: .origin).guarded
        }
        let known = [Guard(node: NodeID(0), since: .origin), Guard(node: NodeID(1), since: .origin)]
        #expect(guards { _ in } == known)
        let strange = guards { ($0.strangers, $0.resumed) = ([NodeID(1)], [NodeID(0)]) }
        #expect(strange.map(\.isStranger) == [false, true] && strange.map(\.isResumed) == [true, false])
    }

    @Test("I12: what was given up is undone by the next process; not if callers were sent somewhere since")
    func givenUp() {
        func givenUp(published: Epoch) -> [NodeID] {
            let saved = state { $0.givenUp = [NodeID(5), NodeID(3)] }
            let core = Recovery(settings: settings, state: saved, published: [document(published)], at: .origin)
            return core.durableState.givenUp ?? []
        }
        #expect(givenUp(published: 4) == [NodeID(3), NodeID(5)])
        #expect(givenUp(published: 5) == [], "an older copy of the journal")
        #expect(Recovery(settings: settings, state: state(), at: .origin).givenUp == [], "an older version's")
    }

    @Test("I10, I14: numbers of effects and alarms never come again")
    func numbers() {
        var bench = Bench(settings, state: state { ($0.nextEffect, $0.nextAlarm) = (100, 9) })
        bench.report(at: 0.5)
        bench.answer(at: 1)
        bench.miss([4], at: 2)
        #expect(bench.alarm(.nodesDown)?.id == AlarmID(9))
        #expect(bench.saved?.nextAlarm == 10)
        let numbers = bench.history.map(\.id.number).filter { $0 > 0 }
        #expect(numbers.first == 100 && numbers == numbers.sorted())
        #expect(bench.recovery.durableState.nextEffect > numbers.last ?? .max)
    }

    @Test("I2: the epoch in force is the newest that was saved or published; a change that publishes finds out itself")
    func epoch() {
        func epoch(saved: Epoch, published: Epoch, _ change: RoleChange? = nil) -> Epoch {
            let state = state { ($0.epoch, $0.change) = (saved, change) }
            return Recovery(settings: settings, state: state, published: [document(published)], at: .origin).epoch
        }
        #expect(epoch(saved: 4, published: 5) == 5)
        #expect(epoch(saved: 5, published: 4) == 5)
        #expect(epoch(saved: 4, published: 5, change()) == 4)
    }

    @Test("I11: of the step in hand only what had not ended is done again, and its patience begins anew")
    func stepInHand() {
        var resumed = change()
        resumed.steps[1].state = .running
        resumed.steps[1].began = Bench.at(-19)
        resumed.steps[1].effect = EffectID(12)
        let states: [RoleChange.PartState] = [.done, .running, .skipped("no answer")]
        resumed.steps[1].parts = states.enumerated().map { place, state in
            var part = RoleChange.Part(node: NodeID(place), pair: PairID(place))
            part.state = state
            part.effect = state == .running ? EffectID(11) : nil
            return part
        }
        let step = Recovery(settings: settings, state: state { $0.change = resumed }, at: .origin).change?.steps[1]
        #expect(step?.state == .waiting && step?.began == nil && step?.effect == nil)
        #expect(step?.parts.map(\.state) == [.done, .waiting, .skipped("no answer")])
        #expect(step?.parts.allSatisfy { $0.effect == nil } == true, "an end of the last life is not this one's")
    }

    @Test("a change that had come to its end is not gone on with")
    func ended() {
        var ended = change(.reverseSync)
        ended.steps[1].state = .done
        let recovery = Recovery(settings: settings, state: state { $0.change = ended }, at: .origin)
        #expect(recovery.change == nil)
    }

    @Test("who leaves saves where it is, and says what was under way")
    func leaving() {
        var bench = Bench.serving([3, 3])
        bench.feed(.stopRequested, at: 2)
        #expect(bench.saved != nil)
        #expect(bench.records == [.stopped("nothing was under way")])
    }

    @Test("I21: as soon as the journal can be written again, the state is saved, also while drtop's view is frozen")
    func journal() {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 19)
        bench.feed(.troubled(.lateTick(.seconds(3))), at: 20)
        bench.feed(.journalChanged(.failing("disk full")), at: 20.1)
        #expect(bench.records == [.noted("the journal cannot be written")])
        bench.feed(.journalChanged(.failing("disk full")), at: 20.2)
        #expect(bench.records == [] && bench.saved == nil, "that is no news")
        bench.feed(.journalChanged(.writable), at: 20.3)
        #expect(bench.records == [.noted("the journal is writable again")])
        #expect(bench.saved != nil)
    }

    @Test("a publication that was not answered is asked for again after a second, then after two")
    func publicationRetry() {
        var bench = Bench(FakeSettings.make([1, 1], callers: 0))
        bench.report(at: 0.5)
        bench.answer(at: 1)
        func publications() -> [Effect] {
            bench.effects.filter { if case .publish = $0.action { true } else { false } }
        }
        func fail(at seconds: Double) {
            let ends = publications().map { Event.effectEnded($0.id, .publication(.failed("no answer"))) }
            #expect(ends.count == 1)
            bench.feed(ends, at: seconds)
        }
        fail(at: 1.5)
        bench.answer(at: 2.4)
        #expect(publications().isEmpty && bench.recovery.nextDeadline == Bench.at(2.5))
        bench.pass(to: 2.5)
        fail(at: 3)
        bench.answer(at: 4.9)
        #expect(publications().isEmpty)
        bench.wait(until: 5)
        #expect(publications().count == 1)
    }

    @Test("whoever looks is shown a new picture when time has passed or another dashboard was opened")
    func revisions() {
        var bench = Bench.serving([3, 3])
        for event in [Event.timePassed, .dashboardsChanged(["eva"]), .notificationsFailed("exit 1")] {
            let before = bench.recovery.revision
            bench.feed(event, at: 2)
            #expect(bench.recovery.revision > before)
        }
        #expect(bench.shown().operators.map(\.name) == ["eva"])
    }
}
