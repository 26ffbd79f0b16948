import Testing

@testable import RecoveryCore

/// A pair that was left out of a role change (I9, M10): its old node b1 may still serve, its new one a1 has returned. Neither
/// may overwrite the other unless it is known that nothing is lost.
@Suite struct LeftOutTests {
    private static let parked = StorageRole.following(.parked, .down)
    private let a1 = NodeID(0)
    private let b1 = NodeID(3)

    /// What is known of the two; as it is when b1 serves alone and a1 has come back as it was.
    private struct Situation {
        var own: (role: StorageRole, data: DataState) = (LeftOutTests.parked, .holds(keys: 1))
        var other: (role: StorageRole, data: DataState)? = (.writable, .holds(keys: 1))
        var otherState = NodeState.up
        var isAccepted = false
        var wasLoading = false
        var isOtherLoading = false
        /// In milliseconds after the two reports.
        var compared = 0
        var sampled = 0
        var ownWrites: Int64? = 5
        var upstreamWrites: Int64? = 0
        var forecast = SyncForecast.incremental(bytes: 0)
        var isComparable = true
    }

    private func core(_ change: (inout Situation) -> Void) -> (core: Recovery, now: Instant) {
        var situation = Situation()
        change(&situation)
        let stage = Stage()
        let now = stage.now + .milliseconds(500)
        var core = stage.core
        core.leftOut = [PairID(0)]
        if situation.isAccepted {
            var entry = Guard(node: a1, since: stage.now)
            entry.isResumed = true
            core.guarded = [entry]
        }
        if situation.wasLoading { core.nodes[a1.index].history |= 2 << 6 }
        if situation.isOtherLoading { core.nodes[b1.index].history |= 2 << 6 }
        core.nodes[b1.index].state = situation.otherState
        core.nodes[b1.index].isAvailable = situation.otherState == .up
        for node in [a1, b1] { core.reports.noteGone(node, at: stage.now) }
        for (node, said) in [(a1, situation.own), (b1, situation.other)] {
            guard let said else { continue }
            // It said so before: it has not just turned.
            _ = core.reports.take(
                NodeReport(
                    node: node, at: now - .milliseconds(9), incarnation: "1", role: said.role, data: said.data))
            _ = core.reports.take(
                NodeReport(node: node, at: now, incarnation: "1", role: said.role, data: said.data))
        }
        if situation.isComparable {
            core.reports.take(
                PairReport(
                    pair: PairID(0), upstream: a1, downstream: b1, at: now + .milliseconds(situation.compared),
                    upstreamSampled: now + .milliseconds(situation.sampled), forecast: situation.forecast,
                    ownWrites: situation.ownWrites.map { OwnWrites(bytes: $0) },
                    upstreamWrites: situation.upstreamWrites.map { OwnWrites(bytes: $0) }))
        }
        return (core, now)
    }

    private func asks(_ change: (inout Situation) -> Void = { _ in }) -> [String] {
        var (core, now) = core(change)
        return core.asks(.timePassed, at: now)
    }

    private func isStranger(_ change: (inout Situation) -> Void = { _ in }) -> Bool {
        var (core, now) = core(change)
        _ = core.handle(.timePassed, at: now)
        return core.strangers == [a1]
    }

    @Test("I9: it follows the node that serves only if nothing that it has would be lost")
    func follows() {
        #expect(asks() == ["a1 follows b1"])
        #expect(asks { $0.own.data = .empty } == ["a1 follows b1"])
        #expect(asks { $0.upstreamWrites = 1 } == [])
        #expect(asks { $0.upstreamWrites = nil } == [])
        #expect(asks { $0.ownWrites = nil } == [], "where the two parted is not known")
        #expect(asks { $0.isComparable = false } == [])
        #expect(asks { $0.compared = -1 } == [], "b1 has reported since")
        #expect(asks { $0.sampled = -1 } == [], "a1 has reported since")
        #expect(asks { $0.other?.data = .empty } == [], "what serves came back empty")
    }

    @Test("I9: it takes over only from the node of its pair that it follows, and that answers and serves")
    func servingSource() {
        func asked(_ source: NodeID, _ change: (inout Situation) -> Void = { _ in }) -> [String] {
            asks { situation in
                situation.own.role = .following(.node(source), .up)
                change(&situation)
            }
        }
        #expect(asked(b1) == ["hand over b1 to a1"])
        #expect(asked(b1) { $0.otherState = .down } == ["promote a1"], "b1 no longer serves")
        #expect(!asked(b1) { $0.other?.role = Self.parked }.contains { $0.hasPrefix("hand over") })
        #expect(!asked(NodeID(1)) { $0.other?.role = Self.parked }.contains { $0.hasPrefix("hand over") }, "a2")
    }

    @Test("I9: what has nothing in common with the node that serves waits for a person")
    func strangers() {
        #expect(!isStranger())
        #expect(isStranger { $0.upstreamWrites = 1 })
        #expect(!isStranger { $0.upstreamWrites = nil })
        #expect(isStranger { ($0.upstreamWrites, $0.forecast) = (nil, .full(reason: "histories differ", bytes: 1)) })
        #expect(
            isStranger { ($0.other, $0.isComparable) = ((.writable, .empty), false) }, "what serves came back empty")
        #expect(!isStranger { $0.own.data = .empty }, "it has nothing of its own")
    }

    @Test("I9: an empty node whose pair is away waits for a person, once it is known to stay empty")
    func emptyAlone() {
        func alone(_ change: (inout Situation) -> Void = { _ in }) -> Bool {
            isStranger { situation in
                (situation.other, situation.otherState, situation.own.data) = (nil, .down, .empty)
                change(&situation)
            }
        }
        #expect(alone())
        #expect(!alone { $0.own.data = .holds(keys: 1) })
        #expect(!alone { $0.own.role = .following(.elsewhere("10.8.8.8:6379"), .up) }, "it may be filled")
        #expect(!alone { $0.wasLoading = true }, "it was loading its data")
    }

    @Test("I9: it serves when nobody else may: its pair is down, or is known not to take writes")
    func serves() {
        func away(_ change: (inout Situation) -> Void = { _ in }) -> [String] {
            asks { situation in
                (situation.other, situation.otherState) = (nil, .down)
                change(&situation)
            }
        }
        #expect(away() == ["promote a1"])
        for state in [NodeState.unknown, .notServing, .up, .refusesUs] {
            #expect(away { $0.otherState = state } == [], "\(state): it may serve")
        }
        #expect(asks { $0.other?.role = Self.parked } == ["promote a1"])
        #expect(away { $0.own.data = .empty } == [], "it has nothing")
        #expect(away { ($0.own.data, $0.isAccepted) = (.empty, true) } == ["promote a1"], "a person took it")
    }

    @Test("I9: where both are here and empty, nothing can be lost: the new one serves")
    func nothingIsLeft() {
        func both(_ change: (inout Situation) -> Void = { _ in }) -> [String] {
            asks { situation in
                situation.own.data = .empty
                situation.other = (Self.parked, .empty)
                change(&situation)
            }
        }
        #expect(both() == ["promote a1"])
        #expect(both { $0.isOtherLoading = true } == [], "b1 was loading its data")
        #expect(both { $0.other?.data = .unknown } == [])
        #expect(both { $0.other?.data = .holds(keys: 1) } == [])
    }

    @Test("a node that serves alone ends the leaving out, but not in the middle of a role change")
    func takenBackIn() throws {
        func isLeftOut(duringChange: Bool) throws -> Bool {
            var (core, now) = core { situation in
                situation.own.role = .writable
                (situation.other, situation.otherState) = (nil, .down)
            }
            if duringChange {
                let plan = try #require(core.offer(.switchover, at: now).plan)
                let confirmation = Confirmation(
                    kind: .switchover, fingerprint: plan.fingerprint, target: plan.target, epoch: 1, operator: "eva")
                core.change = RoleChange(plan: plan, confirmation: confirmation, began: now)
            }
            _ = core.handle(.timePassed, at: now)
            return core.isLeftOut(PairID(0))
        }
        #expect(try !isLeftOut(duringChange: false))
        #expect(try isLeftOut(duringChange: true))
    }

    @Test("M10: a person's word for the new node fences the old one, as soon as the new one can be reached")
    func accepted() {
        func accepted(_ change: (inout Recovery) -> Void = { _ in }) -> [String] {
            var (core, now) = core { ($0.isAccepted, $0.isComparable) = (true, false) }
            change(&core)
            return core.asks(.timePassed, at: now)
        }
        #expect(accepted() == ["fence b1"])
        #expect(accepted { ($0.nodes[0].state, $0.nodes[0].isAvailable) = (.down, false) } == [])
    }
}
