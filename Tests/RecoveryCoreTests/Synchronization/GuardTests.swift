import Testing

@testable import RecoveryCore

/// I9: a primary node that may have come back without its data. A guard that is released too early lets the pair copy the
/// emptiness; one that is not released at all leaves the system unprotected.
@Suite struct GuardTests {
    private enum Finding { case waits, released, stranger }

    private static let parked = StorageRole.following(.parked, .down)

    /// What became known since a1 was guarded, in milliseconds after that: as it is when a1 is a successor of what b1 has.
    private struct Situation {
        var isAvailable = true
        var state = NodeState.up
        /// Since when a1 is in that state.
        var since = -500
        var wasLoading = false
        var hasReported = true
        var report: (at: Int, role: StorageRole, data: DataState) = (20, .writable, .holds(keys: 1))
        var pairRole = GuardTests.parked
        var pairData = DataState.holds(keys: 1)
        var isPairAvailable = true
        var wasPairLoading = false
        var compared: (at: Int, sampled: Int)? = (20, 20)
        var forecast = SyncForecast.incremental(bytes: 0)
        var own: Int64? = 0
        /// fra1 took over from the pair's cluster.
        var isPairReplaced = false
        var held: Int64?
        var isStranger = false
        var isSeen = false
        var isResumed = false
    }

    private func finding(_ change: (inout Situation) -> Void = { _ in }) -> Finding {
        var situation = Situation()
        change(&situation)
        let stage = Stage()
        func at(_ milliseconds: Int) -> Instant { stage.now + .milliseconds(milliseconds) }
        var core = stage.core
        core.guarded = [
            Guard(
                node: NodeID(0), since: stage.now, isStranger: situation.isStranger, isResumed: situation.isResumed,
                isSeen: situation.isSeen, held: situation.held)
        ]
        core.nodes[0].isAvailable = situation.isAvailable
        core.nodes[0].state = situation.state
        core.nodes[0].since = at(situation.since)
        if situation.wasLoading { core.nodes[0].history |= 2 << 6 }
        core.nodes[3].isAvailable = situation.isPairAvailable
        if situation.wasPairLoading { core.nodes[3].history |= 2 << 6 }
        if situation.isPairReplaced { core.roles[1] = .failed }
        core.reports = ReplicationBoard(nodes: 6)
        let pair = NodeReport(
            node: NodeID(3), at: at(10), incarnation: "1", role: situation.pairRole, data: situation.pairData)
        _ = core.reports.take(pair)
        if situation.hasReported {
            let report = situation.report
            let own = NodeReport(
                node: NodeID(0), at: at(report.at), incarnation: "1", role: report.role, data: report.data)
            _ = core.reports.take(own)
        }
        if let compared = situation.compared {
            core.reports.take(
                PairReport(
                    pair: PairID(0), upstream: NodeID(0), downstream: NodeID(3), at: at(compared.at),
                    upstreamSampled: at(compared.sampled), forecast: situation.forecast,
                    ownWrites: situation.own.map { OwnWrites(bytes: $0) }))
        }
        core.releaseGuards(at: at(600))
        return core.guarded.isEmpty ? .released : core.guarded[0].isStranger ? .stranger : .waits
    }

    @Test("I9: a guard ends with a successor, and becomes the operator's matter with anything else")
    func found() {
        #expect(finding() == .released)
        let full = SyncForecast.full(reason: "histories differ", bytes: 1)
        #expect(finding { ($0.forecast, $0.own) = (full, nil) } == .stranger)
        #expect(finding { ($0.forecast, $0.own) = (full, 5) } == .stranger)
        #expect(finding { $0.pairData = .empty } == .released, "its pair has nothing to lose")
        #expect(finding { ($0.pairData, $0.compared) = (.empty, nil) } == .released)
    }

    @Test(
        "I9: nothing is concluded from what was said, or compared, before it was gone, nor of one that does not answer")
    func waits() {
        #expect(finding { $0.hasReported = false } == .waits)
        #expect(finding { $0.report.at = 0 } == .waits)
        #expect(finding { $0.report.at = 1 } == .released)
        #expect(finding { $0.compared = nil } == .waits)
        #expect(finding { $0.compared = (0, 20) } == .waits)
        #expect(finding { $0.compared = (20, 0) } == .waits)
        #expect(finding { $0.compared = (1, 1) } == .released)
        #expect(finding { $0.isAvailable = false } == .waits)
        #expect(finding { $0.isPairAvailable = false } == .waits, "nobody is there to be compared with")
    }

    @Test("I9: where only a replaced cluster has the data, too, any data ends the guard, and emptiness asks a person")
    func withoutBackup() {
        func alone(_ change: (inout Situation) -> Void = { _ in }) -> Finding {
            finding { situation in
                (situation.isPairReplaced, situation.compared) = (true, nil)
                change(&situation)
            }
        }
        #expect(alone { $0.pairData = .holds(keys: 2) } == .released)
        #expect(alone { $0.pairData = .holds(keys: 3) } == .stranger, "callers have written since")
        #expect(alone { ($0.pairData, $0.isPairAvailable) = (.holds(keys: 3), false) } == .released)
        #expect(alone { ($0.pairData, $0.wasPairLoading) = (.holds(keys: 3), true) } == .released)
        #expect(alone { $0.report.data = .empty } == .stranger)
        #expect(alone { ($0.report.data, $0.pairData) = (.empty, .empty) } == .released, "nothing is left to lose")
        #expect(alone { ($0.report.data, $0.pairData) = (.empty, .unknown) } == .waits)
        #expect(alone { ($0.report.data, $0.isPairAvailable) = (.empty, false) } == .waits)
        #expect(alone { ($0.report.data, $0.report.at) = (.empty, 0) } == .waits)
        #expect(alone { $0.report.data = .unknown } == .waits)
        // What callers write to it makes it no successor, until it is restarted or an operator takes it as it is.
        #expect(alone { ($0.isSeen, $0.isStranger) = (true, true) } == .stranger)
        #expect(alone { $0.isStranger = true } == .released, "another process answers now")
        #expect(alone { ($0.isSeen, $0.isResumed) = (true, true) } == .released)
        // What it held itself is the better measure, and known although its pair is away.
        #expect(alone { ($0.held, $0.pairData) = (2, .holds(keys: 9)) } == .released)
        #expect(alone { ($0.held, $0.isPairAvailable) = (3, false) } == .stranger)
        #expect(alone { ($0.held, $0.report.data, $0.pairData) = (0, .empty, .holds(keys: 9)) } == .released)
    }

    @Test("I9: how much it held is remembered until it is found, or an operator takes it as it is")
    func held() {
        let stage = Stage()
        func held(_ entry: Guard?) -> Int64? {
            var core = stage.core
            core.guarded = entry.map { [$0] } ?? []
            _ = core.handle(.incarnationChanged(NodeID(0)), at: stage.now)
            return core.guarded.first?.held
        }
        let before = stage.now - .seconds(9)
        #expect(held(nil) == 100)
        #expect(held(Guard(node: NodeID(0), since: before, held: 7)) == 7)
        #expect(held(Guard(node: NodeID(0), since: before)) == 100)
        #expect(held(Guard(node: NodeID(0), since: before, isResumed: true, held: 7)) == 100)
    }

    @Test("I9: what has no backup is guarded by a new process, which does not know what was restarted before it began")
    func newProcess() {
        func guarded(_ roles: [Role], _ change: (inout DurableState) -> Void = { _ in }) -> [Guard] {
            let settings = FakeSettings.make([2, 2, 2])
            var state = DurableState(settings: settings)
            state.roles = roles
            change(&state)
            return Recovery(settings: settings, state: state, at: .origin).guarded
        }
        let both = [0, 1].map { Guard(node: NodeID($0), since: .origin) }
        #expect(guarded([.primary, .failed, .failed]) == both)
        #expect(guarded([.primary, .failed, .backup]) == [], "its pair has copied what it is by now")
        let resumed = guarded([.primary, .failed, .failed]) { state in
            (state.guarded, state.resumed) = ([NodeID(1)], [NodeID(1)])
        }
        #expect(resumed == [both[0], Guard(node: NodeID(1), since: .origin, isResumed: true)])
        let alone = FakeSettings.make([2])
        #expect(Recovery(settings: alone, at: .origin).guarded == [], "there is nobody to lose anything to")
    }

    @Test("I9: what it said while it was loading its data says nothing of what it will hold")
    func loading() {
        #expect(finding { $0.state = .notServing } == .waits)
        #expect(finding { $0.since = 500 } == .released, "it was late, not loading")
        #expect(finding { ($0.since, $0.wasLoading) = (500, true) } == .waits)
        #expect(
            finding { situation in
                (situation.since, situation.wasLoading) = (500, true)
                (situation.report.at, situation.compared) = (501, (501, 501))
            } == .released)
        #expect(finding { ($0.since, $0.wasLoading) = (-500, true) } == .released, "it was, before it was gone")
        #expect(finding { ($0.since, $0.wasLoading, $0.report.at) = (-500, true, -100) } == .waits)
    }

    @Test("I9: a node that takes data from elsewhere may still change; one whose source is lost does not")
    func takesData() {
        let elsewhere = StorageRole.following(.elsewhere("10.8.8.8:6379"), .up)
        #expect(finding { $0.report.role = elsewhere } == .waits)
        let lost = StorageRole.following(.node(NodeID(3)), .down)
        #expect(finding { $0.report.role = lost } == .released, "b1 does not serve")
        #expect(finding { ($0.report.role, $0.pairRole) = (lost, .writable) } != .stranger)
        #expect(finding { ($0.report.role, $0.pairRole) = (lost, .writable) } == .waits, "b1 serves")
    }

    @Test("I8, I9: while drtop is frozen no guard ends")
    func frozen() {
        let stage = Stage()
        func isReleased(_ event: Event) -> Bool {
            var core = stage.core
            core.guarded = [Guard(node: NodeID(0), since: stage.now - .seconds(3))]
            _ = core.handle(event, at: stage.now)
            return core.guarded.isEmpty
        }
        #expect(isReleased(.timePassed) && !isReleased(.troubled(.lateTick(.seconds(3)))))
    }

    @Test("I9: a node that is gone once more is guarded from then on, and what an operator accepted of it is void")
    func again() {
        let stage = Stage()
        var core = stage.core
        var entry = Guard(node: NodeID(0), since: stage.now - .seconds(9))
        entry.isResumed = true
        core.guarded = [entry]
        #expect(core.asks(.incarnationChanged(NodeID(0)), at: stage.now) == ["park b1"])
        #expect(core.guarded == [Guard(node: NodeID(0), since: stage.now, held: 100)])
    }

    @Test("I13: that a node which came back empty, or was taken as it is, is gone again is saved at once")
    func againSaved() {
        let stage = Stage()
        func isSaved(_ entry: Guard) -> Bool {
            var core = stage.core
            core.guarded = [entry]
            core.outbox.needsSave = false
            core.guardPair(of: NodeID(0), at: stage.now)
            return core.outbox.needsSave
        }
        let before = stage.now - .seconds(9)
        #expect(isSaved(Guard(node: NodeID(0), since: before, isStranger: true)))
        #expect(isSaved(Guard(node: NodeID(0), since: before, isResumed: true)))
        #expect(!isSaved(Guard(node: NodeID(0), since: before)), "it was guarded, and is")
    }

    @Test("I9: a node that has gone is guarded, its pair parked at once, and the journal says why, in this order")
    func begins() {
        let stage = Stage()
        var core = stage.core
        let asked = core.handle(.incarnationChanged(NodeID(1)), at: stage.now)
        let noted = asked.compactMap { if case .record(.noted(let text)) = $0.action { text } else { nil } }
        #expect(
            noted == [
                "a2 was restarted: another process answers",
                "a2 is gone: its pair is parked in case it comes back empty",
            ])
        #expect(asked.contains { $0.action == .order(Posture.parked.order(to: NodeID(4))) })
        _ = core.handle([.incarnationChanged(NodeID(2)), .incarnationChanged(NodeID(0))], at: stage.now)
        #expect(core.guarded.map(\.node.index) == [0, 1, 2])
        #expect(
            core.handle(.incarnationChanged(NodeID(3)), at: stage.now).count { $0.isOutside } == 0, "a backup's node")
    }
}
