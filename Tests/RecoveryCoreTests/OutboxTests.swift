import Testing

@testable import RecoveryCore

/// What is asked for, in which order, and under which number (I10, I11).
@Suite struct OutboxTests {
    private let park = Effect.Action.order(Order(.park(NodeID(0)), deadline: nil))
    private let inspection = Effect.Action.inspect([NodeID(0)])

    @Test(
        "I10: an outside effect is saved with its number before it starts; what stays inside is not worth a save"
    )
    func saving() {
        var outbox = Outbox(nextEffect: 5)
        #expect(!outbox.needsSave)
        #expect(outbox.add(inspection, because: "") == EffectID(5))
        #expect(!outbox.needsSave)
        #expect(outbox.add(park, because: "") == EffectID(6))
        #expect(outbox.needsSave && outbox.nextEffect == 7)
        outbox.save(DurableState(settings: FakeSettings.make([1, 1])))
        #expect(!outbox.needsSave, "once is enough")
    }

    @Test("I10: what is kept comes first and carries no number that an end could come back under")
    func order() {
        var outbox = Outbox(nextEffect: 1)
        _ = outbox.add(park, because: "")
        outbox.record(.noted("n"))
        outbox.save(DurableState(settings: FakeSettings.make([1, 1])))
        let effects = outbox.take()
        #expect(effects.map(\.id.number) == [0, 0, 1])
        #expect(effects.map(\.isOutside) == [false, false, true])
        #expect(outbox.take().isEmpty)
    }

    @Test("an engine that has seen nothing yet asks for nothing, not even for a save")
    func quietStart() {
        var recovery = Recovery(settings: FakeSettings.make([3, 3]), at: .origin)
        #expect(recovery.handle(.timePassed, at: .origin).isEmpty)
    }

    @Test("I11: the end of an effect comes back once, to the one who asked")
    func ends() {
        var pending = PendingEffects()
        for number in 1...5 { pending.add(EffectID(UInt64(number)), .publication, park) }
        #expect(pending.remove(EffectID(2))?.purpose == .publication)
        #expect(pending.remove(EffectID(2)) == nil && pending.purpose(of: EffectID(2)) == nil)
        for number in [1, 3, 4] { #expect(pending.remove(EffectID(UInt64(number))) != nil) }
        #expect(pending.purpose(of: EffectID(5)) == .publication)
        #expect(pending.contains { $0 == .publication })
        #expect(pending.remove(EffectID(5)) != nil && !pending.contains { _ in true })
    }
}
