import Testing

@testable import RecoveryCore

/// What the phase is derived from (M6, M14), and since when the system has been protected.
@Suite struct PhaseTests {
    @Test("M6: a backup node that refuses drtop, or has no pair, does not hold up a failover; one that follows does")
    func syncStopped() {
        let stage = Stage([2, 3])
        stage.world.storage[stage.node("b3")].role = .following(.elsewhere("10.8.8.8:6379"), .up)
        stage.kill("fra1")
        stage.after(.seconds(5))
        #expect(stage.core.isSyncStopped && stage.shown.phase == .awaitingConfirmation, "b3 has no pair")
        let b1 = stage.node("b1")
        let follows = NodeReport(
            node: b1, at: stage.now, incarnation: "1", role: .following(.node(NodeID(0)), .up), data: .holds(keys: 1))
        var core = stage.core
        _ = core.handle(.nodesReported([follows]), at: stage.now)
        #expect(!core.isSyncStopped)
        _ = core.handle(
            .heartbeats([Heartbeat(node: b1, asked: stage.now, outcome: .refusedUs("NOAUTH"))]), at: stage.now)
        #expect(core.nodes[b1.index].state == .refusesUs && core.isSyncStopped)
    }

    @Test("the screen says since when a phase holds")
    func since() {
        let stage = Stage()
        #expect(stage.shown.phaseSince > .origin && stage.shown.phaseSince < stage.now)
        stage.kill("fra1")
        stage.until { $0.core.phase == .awaitingConfirmation }
        let since = stage.shown.phaseSince
        #expect(stage.now - since <= .milliseconds(1))
        stage.after(.seconds(2))
        #expect(stage.shown.phaseSince == since)
    }

    @Test("M14: a backup that cannot join by itself waits for reverse sync, unless something else stands in its way")
    func overwriting() {
        let stage = Stage()
        let b1 = stage.node("b1")
        stage.fail("follow", "b1", times: 3)
        stage.world.storage[b1].role = .following(.elsewhere("10.8.8.8:6379"), .up)
        stage.world.storage[b1].data = FakeData(history: 99, offset: 1500)
        stage.after(.seconds(2))
        stage.world.storage[b1].role = .following(.parked, .down)
        stage.after(.seconds(3))
        #expect(stage.shown.phase == .awaitingReverseSync)
        func target(_ change: (inout Recovery) -> Void = { _ in }) -> ClusterID? {
            var core = stage.core
            change(&core)
            return core.reverseSyncTarget
        }
        #expect(target() == ClusterID(1))
        var restarted = stage.core
        let report = NodeReport(
            node: b1, at: stage.now + .milliseconds(1), incarnation: "9", role: .following(.parked, .down),
            data: .holds(keys: 150))
        _ = restarted.handle(.nodesReported([report]), at: stage.now + .milliseconds(1))
        #expect(restarted.phase != .awaitingReverseSync, "another process answers: it was not compared")
        #expect(
            target { $0.reports.take(PairReport(pair: PairID(0), upstream: NodeID(0), downstream: b1, at: stage.now)) }
                == nil, "what joining it would take is UNKNOWN")
        #expect(target { $0.leftOut = [PairID(0)] } == nil, "its old node still serves")
        #expect(target { $0.nodes[b1.index].isAvailable = false } == nil, "it has not answered often enough")
        #expect(target { $0.isSyncRunOpen = false } == nil, "it is parked until the next run")
        #expect(target { $0.guarded = [Guard(node: NodeID(0), since: stage.now)] } == nil, "a1 may be empty")
        stage.hang("a2", "a3")
        stage.until { $0.core.clusters[0].verdict == .failing }
        #expect(target() == nil, "its source is about to fail")
    }

    @Test("M4: by a preset rule a backup protects between the runs with what it has; one that takes writes does not")
    func byRule() {
        let stage = Stage { $0.sync.rule = .every(.seconds(3600)) }
        stage.after(.seconds(3))
        #expect(!stage.core.isSyncRunOpen)
        func isProtecting(_ role: StorageRole, isOpen: Bool) -> Bool {
            var core = stage.core
            core.isSyncRunOpen = isOpen
            for node in 3..<6 { core.reports.note(role, of: NodeID(node), at: stage.now) }
            return core.isProtecting(ClusterID(1))
        }
        #expect(isProtecting(.following(.parked, .down), isOpen: false))
        #expect(!isProtecting(.following(.parked, .down), isOpen: true), "it should have joined")
        #expect(!isProtecting(.writable, isOpen: false))
        #expect(!isProtecting(.following(.node(NodeID(0)), .down), isOpen: false))
    }

    @Test("an empty backup of an empty primary lacks nothing")
    func empty() {
        let pair = NodePair(id: PairID(0), upstream: NodeID(0), downstream: NodeID(3))
        func hasLess(_ upstream: DataState, _ downstream: DataState) -> Bool {
            let stage = Stage()
            var core = stage.core
            let reports = [
                (pair.upstream, StorageRole.writable, upstream),
                (pair.downstream, .following(.parked, .down), downstream),
            ]
            for (node, role, data) in reports {
                let report = NodeReport(node: node, at: stage.now, incarnation: "1", role: role, data: data)
                _ = core.handle(.nodesReported([report]), at: stage.now)
            }
            return core.hasLessThanItsSource(pair)
        }
        #expect(hasLess(.holds(keys: 1), .empty) && hasLess(.unknown, .empty))
        #expect(!hasLess(.empty, .empty) && !hasLess(.holds(keys: 1), .holds(keys: 1)))
    }

    @Test("since when the system is protected counts from when it began, is nothing in between, and counts anew after")
    func protection() throws {
        let stage = Stage()
        let first = try #require(stage.shown.protectedSince)
        stage.after(.seconds(5))
        #expect(stage.shown.protectedSince == first && stage.core.unprotectedSince == nil)
        stage.fail("follow", "ams2", times: 4)
        for place in 3..<6 { stage.world.storage[NodeID(place)].role = .following(.elsewhere("10.8.8.8:1"), .up) }
        stage.after(.seconds(2))
        let lost = try #require(stage.core.unprotectedSince)
        #expect(stage.shown.protectedSince == nil && lost > first)
        stage.after(.seconds(5))
        let second = try #require(stage.shown.protectedSince)
        #expect(second > lost && stage.core.unprotectedSince == nil)
        stage.after(.seconds(5))
        #expect(stage.shown.protectedSince == second)
    }
}
