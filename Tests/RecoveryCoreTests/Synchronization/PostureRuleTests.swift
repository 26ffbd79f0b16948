import Testing

@testable import RecoveryCore

/// What each node is told to do, from its cluster's role and what it says (M4, M6, M13; I8, I9). An order that is given
/// wrongly makes two nodes of a pair take writes, or overwrites the only copy.
@Suite struct PostureRuleTests {
    private static let parked = StorageRole.following(.parked, .down)
    private let a1 = NodeID(0)
    private let b1 = NodeID(3)

    /// What the core asks when these nodes say this now.
    private func asks(
        _ said: [(NodeID, StorageRole, DataState)], event: Event = .timePassed,
        _ change: (inout Recovery) -> Void = { _ in }
    ) -> [String] {
        let stage = Stage()
        let now = stage.now + .milliseconds(1)
        var core = stage.core
        for (node, role, data) in said {
            _ = core.reports.take(NodeReport(node: node, at: now, incarnation: "1", role: role, data: data))
        }
        change(&core)
        return core.asks(event, .timePassed, at: now)
    }

    private func follows(_ node: NodeID, _ link: StorageRole.Link = .up) -> StorageRole {
        .following(.node(node), link)
    }

    private let data = DataState.holds(keys: 1)

    @Test(
        "I9: a backup that takes writes is fenced, once it is known what it holds and its primary's node is available")
    func writableBackup() {
        #expect(asks([(b1, .writable, data)]) == ["fence b1"])
        #expect(asks([(b1, .writable, .empty)]) == ["b1 follows a1"], "it has nothing to lose")
        #expect(asks([(b1, .writable, .unknown)]) == [])
        #expect(asks([(b1, .writable, data)]) { $0.nodes[0].isAvailable = false } == [])
        #expect(asks([(b1, .writable, data), (a1, .following(.elsewhere("10.8.8.8:1"), .up), data)]) == [])
    }

    @Test("I9: a source is lost by who follows it, has no link to it, and when it is known to take no writes")
    func lostSource() {
        func hasLost(_ role: StorageRole, source: StorageRole?) -> Bool {
            let stage = Stage()
            let now = stage.now + .milliseconds(1)
            var core = stage.core
            core.reports.noteGone(b1, at: stage.now)
            if let source {
                _ = core.reports.take(NodeReport(node: b1, at: now, incarnation: "1", role: source, data: data))
            }
            return core.hasLostItsSource(NodeReport(node: a1, at: now, incarnation: "1", role: role, data: data))
        }
        #expect(hasLost(follows(b1, .down), source: Self.parked))
        #expect(!hasLost(follows(b1, .down), source: .writable) && !hasLost(follows(b1, .down), source: nil))
        #expect(!hasLost(follows(b1, .up), source: Self.parked) && !hasLost(Self.parked, source: Self.parked))
    }

    @Test("I12: a node of a role change that was given up is fenced; its primary's node, parked for it, serves")
    func givenUp() {
        let said = [(a1, Self.parked, data), (b1, StorageRole.writable, data)]
        func giveUp(_ core: inout Recovery) { core.givenUp = [GivenUp(node: b1, since: .origin)] }
        #expect(asks(said) == [], "nobody knows who serves: a person's matter")
        #expect(asks(said, giveUp) == ["fence b1"])
        #expect(asks([(a1, Self.parked, data), (b1, Self.parked, data)], giveUp) == ["promote a1"])
        let isLeftOut = asks(said) { core in
            giveUp(&core)
            core.leftOut = [PairID(0)]
        }
        #expect(isLeftOut == [], "it has served its callers since an earlier change")
        let isAway = asks(said) { core in
            giveUp(&core)
            core.nodes[0].state = .down
        }
        #expect(isAway == [])
    }

    @Test("I9: what takes writes is fenced before it follows: some may be newer than what is known (seed 42761)")
    func fencedBeforeItFollows() {
        let now = Instant.origin + .seconds(2) + .milliseconds(1)
        func compare(_ core: inout Recovery) {
            core.reports.take(
                PairReport(
                    pair: PairID(0), upstream: a1, downstream: b1, at: now, upstreamSampled: now,
                    forecast: .incremental(bytes: 0), ownWrites: OwnWrites(bytes: 0)))
        }
        #expect(asks([(b1, Self.parked, data)], compare) == ["b1 follows a1"])
        #expect(asks([(b1, .writable, data)], compare) == ["fence b1"])
        #expect(asks([(b1, .writable, .empty)], compare) == ["b1 follows a1"])
        func accept(_ core: inout Recovery) {
            core.guarded = [Guard(node: a1, since: .origin + .seconds(999), isResumed: true)]
        }
        #expect(asks([(b1, .writable, data)], accept) == ["fence b1"])
        #expect(asks([(b1, Self.parked, data)], accept) == ["b1 follows a1"])
    }

    @Test("I8, I9: nothing is joined on a comparison from before drtop was paused (seed 61047)")
    func comparedBeforeThePause() {
        let compared = Instant.origin + .seconds(2) + .milliseconds(1)
        func asked(pausedUntil end: Instant, sampled: Instant? = nil) -> [String] {
            asks([(b1, Self.parked, data)]) { core in
                core.reports.take(
                    PairReport(
                        pair: PairID(0), upstream: a1, downstream: b1, at: compared,
                        upstreamSampled: sampled ?? compared, forecast: .incremental(bytes: 0)))
                core.doubt.beginRound(nodes: 0, at: end)
            }
        }
        #expect(asked(pausedUntil: compared - .milliseconds(1)) == ["b1 follows a1"])
        #expect(asked(pausedUntil: compared) == [])
        #expect(asked(pausedUntil: compared, sampled: compared + .milliseconds(1)) == [])
        #expect(asked(pausedUntil: compared - .milliseconds(1), sampled: compared - .milliseconds(1)) == [])
        let neverSampled = PairReport(
            pair: PairID(0), upstream: a1, downstream: b1, at: compared, forecast: .incremental(bytes: 0))
        #expect(asks([(b1, Self.parked, data)]) { $0.reports.take(neverSampled) } == [])
    }

    @Test("I8: while drtop is frozen, or leaves, no node is told anything")
    func heldBack() {
        let said = [(b1, StorageRole.writable, data)]
        #expect(asks(said, event: .troubled(.lateTick(.seconds(3)))) == [])
        #expect(asks(said, event: .stopRequested) == [])
        #expect(asks(said, event: .journalChanged(.failing("disk full"))) == ["fence b1"], "it protects (I21)")
    }

    @Test("somebody works on a node: it is not told to join, but what protects the data goes on")
    func maintenance() {
        func maintained(_ said: [(NodeID, StorageRole, DataState)]) -> [String] {
            asks(said) { core in
                core.maintenance = [Maintenance(node: b1, until: .origin + .seconds(999), operator: "eva")]
            }
        }
        #expect(maintained([(b1, .writable, data)]) == ["fence b1"])
        #expect(maintained([(b1, Self.parked, .empty)]) == [])
        #expect(asks([(b1, Self.parked, .empty)]) == ["b1 follows a1"])
    }

    @Test("a parked node of the primary serves again when nobody else does, and it was drtop that parked it")
    func parkedPrimary() throws {
        let said = [(a1, Self.parked, data), (b1, Self.parked, data)]
        #expect(asks(said) == ["promote a1"])
        #expect(asks(said) { $0.epoch = 0 } == [], "the settings and the storage disagree: a person's matter")
        #expect(!asks([(a1, Self.parked, data), (b1, .writable, data)]).contains("promote a1"), "its pair serves")
        #expect(asks(said) { $0.guarded = [Guard(node: a1, since: .origin + .seconds(3))] } == [])
        let stage = Stage()
        let plan = try #require(stage.offer(.switchover)?.plan)
        var failover = plan
        failover.kind = .failover
        let confirmation = Confirmation(
            kind: .failover, fingerprint: plan.fingerprint, target: plan.target, epoch: 1, operator: "eva")
        let claiming = asks(said) { core in
            // So that its old primary, which is available, does not void it.
            core.guarded = [Guard(node: NodeID(1), since: .origin + .seconds(999), isStranger: true)]
            core.change = RoleChange(plan: failover, confirmation: confirmation, began: .origin)
            core.change?.steps[0].state = .running
        }
        #expect(!claiming.contains("promote a1"), "a change is in hand: \(claiming)")
    }

    @Test("I12: what may be empty and is not serves again when its pair is gone, and waits for it when it is here")
    func servesAgain() {
        func asked(_ data: DataState, pair: NodeState = .down, isStranger: Bool = false) -> [String] {
            asks([(a1, Self.parked, data)]) { core in
                core.nodes[3].state = pair
                core.guarded = [Guard(node: a1, since: .origin + .seconds(999), isStranger: isStranger)]
            }
        }
        #expect(asked(data) == ["promote a1"])
        #expect(asked(.empty) == [] && asked(.unknown) == [])
        #expect(asked(data, isStranger: true) == [])
        #expect(!asked(data, pair: .up).contains("promote a1"), "they can be compared")
    }

    @Test("a node of the primary that follows its pair is given back what it serves when that pair serves, or lost it")
    func strayed() {
        #expect(asks([(a1, follows(b1), data), (b1, .writable, data)]).contains("hand over b1 to a1"))
        #expect(!asks([(a1, follows(b1), data), (b1, Self.parked, data)]).contains("hand over b1 to a1"))
        let away = asks([(a1, follows(b1), data), (b1, .writable, data)]) { $0.nodes[3].state = .down }
        #expect(!away.contains("hand over b1 to a1"))
        #expect(asks([(a1, follows(NodeID(1)), data)]) == [], "a2 is of its own cluster")
        let lost = [(a1, follows(b1, .down), data), (b1, Self.parked, data)]
        #expect(asks(lost) == ["promote a1"])
        #expect(!asks([(a1, follows(b1, .down), data), (b1, .writable, data)]).contains("promote a1"))
        #expect(asks([(a1, follows(NodeID(1), .down), data)]) == [], "its source serves and may reach it again")
    }

    @Test("an empty backup that serves while its primary's node is parked gives way: both would wait for each other")
    func bothWait() {
        let said = [(a1, Self.parked, data), (b1, StorageRole.writable, DataState.empty)]
        #expect(asks(said) == ["fence b1"])
        #expect(asks(said) { $0.epoch = 0 } == [])
        #expect(asks(said) { $0.nodes[3].history |= 2 << 6 } == [], "it was loading its data")
        #expect(asks([(a1, Self.parked, data), (b1, .writable, data)]) == [], "a person's matter")
    }

    @Test("I19: what a switchover brings about on its nodes is no matter of anybody else until it has ended")
    func governed() {
        let stage = Stage()
        stage.confirm(.switchover)
        stage.until { $0.step == .follow }
        var core = stage.core
        core.reports.note(Self.parked, of: a1, at: stage.now)
        #expect(core.asks(.timePassed, at: stage.now) == [])
    }

    @Test("I19: a node that was handed over, though its order is said to have failed, is the switchover's matter")
    func handedOverAfterAll() {
        let stage = Stage()
        stage.confirm(.switchover)
        stage.until { $0.step == .handOver }
        func asked(_ role: StorageRole) -> [String] {
            var core = stage.core
            core.change?.update(.handOver, node: b1) { $0.state = .failed("no answer in time") }
            core.reports.note(role, of: b1, at: stage.now)
            return core.asks(.timePassed, at: stage.now)
        }
        #expect(asked(.writable) == [])
        #expect(asked(Self.parked) == ["b1 follows a1"], "a backup like any other")
    }

    @Test("a restoration ends with its node, its source, its cluster's role, or a role change")
    func restorations() throws {
        func goesOn(_ change: (inout Recovery) -> Void = { _ in }) -> Bool {
            var core = Stage().core
            core.restorations = [Restoration(node: a1, source: b1)]
            change(&core)
            core.voidRestorations()
            return !core.restorations.isEmpty
        }
        let stage = Stage()
        let plan = try #require(stage.offer(.switchover)?.plan)
        let confirmation = Confirmation(
            kind: .switchover, fingerprint: plan.fingerprint, target: plan.target, epoch: 1, operator: "eva")
        #expect(goesOn())
        #expect(!goesOn { $0.nodes[0].isAvailable = false })
        #expect(!goesOn { $0.nodes[3].isAvailable = false })
        #expect(!goesOn { $0.roles = [.backup, .primary] })
        #expect(!goesOn { $0.change = RoleChange(plan: plan, confirmation: confirmation, began: .origin) })
    }

    @Test("what was found is a source to restore from only as long as it is available")
    func sources() {
        var core = Stage().core
        #expect(core.holdsData(b1))
        core.nodes[3].isAvailable = false
        #expect(!core.holdsData(b1))
    }
}
