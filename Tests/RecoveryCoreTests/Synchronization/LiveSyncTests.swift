import Testing

@testable import RecoveryCore

/// A lag says how far a backup is behind only as long as the node that it is behind is heard.
@Suite struct LiveSyncTests {
    /// Three pairs, compared `age` before the snapshot.
    private func snapshot(_ age: Duration, source: NodeState = .up, isSampled: Bool = true) -> Snapshot {
        let settings = FakeSettings.make([3, 3])
        var recovery = Recovery(settings: settings, at: .origin)
        let now = Instant.origin + .seconds(1000)
        var snapshot = recovery.snapshot(at: now, wallTime: 0)
        for index in snapshot.nodes.indices { snapshot.nodes[index].state = .up }
        snapshot.nodes[0].state = source
        snapshot.sync[0].sampled = isSampled ? now - age : nil
        return snapshot
    }

    private func isLive(_ age: Duration, source: NodeState = .up, isSampled: Bool = true) -> Bool {
        let snapshot = snapshot(age, source: source, isSampled: isSampled)
        return snapshot.isLive(snapshot.sync[0])
    }

    @Test("I24: a lag is UNKNOWN when its source is gone, and two intervals after it fell silent")
    func silent() {
        #expect(isLive(.seconds(2), source: .late) && !isLive(.seconds(2.1), source: .late))
        for gone in [NodeState.down, .notServing, .refusesUs, .unknown] { #expect(!isLive(.zero, source: gone)) }
        #expect(isLive(.seconds(9), source: .maintenance))
    }

    @Test("many nodes are asked in turns: a minute at most, as long as all answer")
    func turns() {
        #expect(isLive(.seconds(60)))
        #expect(!isLive(.seconds(61)))
        #expect(!isLive(.zero, isSampled: false))
    }
}
