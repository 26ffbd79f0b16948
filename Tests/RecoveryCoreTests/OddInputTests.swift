import Testing

@testable import RecoveryCore

/// What is rare: words without a reason, ends of another kind, answers that are none.
@Suite struct OddInputTests {
    private func world(_ sizes: [Int] = [3, 3]) -> World {
        let world = World(FakeSettings.make(sizes), kind: .fast)
        world.advance(by: .seconds(2))
        world.log = []
        return world
    }

    private func answers(_ world: World) -> String { world.log.filter { $0.contains("ANSWER") }.joined() }

    @Test("what needs a reason or an end is refused without one, and what does not exist too")
    func refusals() {
        let world = world()
        world.kill(NodeID(0))
        world.advance(by: .seconds(2))
        world.log = []
        world.command(.shelve(AlarmID(1), reason: "", duration: .seconds(60)))
        #expect(answers(world).contains("needs a reason and an end time"))
        world.command(.shelve(AlarmID(1), reason: "known", duration: .seconds(400 * 86_400)))
        world.command(.shelve(AlarmID(99), reason: "known", duration: .seconds(60)))
        #expect(answers(world).contains("there is no alarm 99"))
        world.command(.waive(CallerID(0), reason: ""))
        #expect(answers(world).contains("waiving needs a reason"))
    }

    @Test("an end of another kind than was asked for counts as failed")
    func foreignEnds() {
        let foreign = "it ended as something else than was asked for"
        #expect(EffectOutcome.order(.timedOut).ofClaim == .failed(foreign))
        #expect(EffectOutcome.order(.timedOut).ofPublication == .failed(foreign))
        #expect(EffectOutcome.order(.timedOut).ofDelivery == .failed(foreign))
        #expect(EffectOutcome.claim(.claimed).ofOrder == .failed(foreign))
    }

    @Test("another engine on our nodes is an alarm until it has gone")
    func foreignEngine() {
        let world = world()
        func isRaised() -> Bool {
            world.recovery.snapshot(at: world.now, wallTime: 0).alarms.contains {
                $0.kind == .foreignEngine && $0.isActive
            }
        }
        world.feed(.foreignEngineSeen("eva@host"))
        #expect(isRaised())
        let lines = world.log.count
        world.feed(.foreignEngineSeen("eva@host"))
        #expect(world.log.count == lines)
        world.feed(.foreignEngineSeen(nil))
        #expect(!isRaised())
    }

    @Test("an engine that is asked to leave may when nothing but deliveries is under way")
    func leaving() {
        let world = world()
        #expect(!world.recovery.mayLeave)
        let fingerprint = world.recovery.snapshot(at: world.now, wallTime: 0).offer(.switchover)?.plan?.fingerprint
        world.command(.confirm(.switchover, fingerprint: fingerprint ?? "", typed: "ams2"))
        world.feed(.stopRequested)
        #expect(!world.recovery.mayLeave)
        world.advance(by: .seconds(2))
        #expect(world.recovery.mayLeave)
    }

    @Test("a delivery under way does not hold a leaving engine")
    func leavingWhileDelivering() {
        var recovery = world().recovery
        let now = Instant.origin + .seconds(3)
        recovery.pending.add(EffectID(999), .delivery(CallerID(0), 1), .watch(primary: ClusterID(0)))
        _ = recovery.handle(.stopRequested, at: now)
        #expect(recovery.mayLeave)
    }

    @Test("a delivery that fails after a newer epoch was published is not retried with the old one")
    func overtakenDelivery() {
        let settings = FakeSettings.make([1, 1], callers: 1)
        func document(_ epoch: Epoch) -> ConfigurationInformation {
            ConfigurationInformation(system: "s", caller: "checkout", epoch: epoch, cluster: "fra1", endpoints: [])
        }
        var board = CallerBoard(settings: settings, published: [document(1)], progress: [], waivers: [])
        let caller = CallerID(0)
        board.began(caller, epoch: 1)
        board.publish([document(2)], at: .origin)
        let applies = board.ended(caller, epoch: 1, .failed("gone"), at: .origin)
        #expect(!applies)
        #expect(board[caller].status.error == nil && board[caller].status.retryAt == nil)
        #expect(board.due(at: .origin).map(\.1.epoch) == [2])
    }

    @Test("a node that is busy, starting, or answers nonsense says so")
    func otherAnswers() {
        var node = NodeStatus()
        func take(_ outcome: Heartbeat.Outcome) -> Trouble {
            _ = node.take(Heartbeat(node: NodeID(0), asked: .origin, outcome: outcome), misses: 3, at: .origin)
            return node.trouble
        }
        #expect(take(.notServing(.busy)) == .busy)
        #expect(take(.notServing(.starting)) == .starting)
        #expect(take(.missed(.invalid("HTTP/1.1 400"))) == .invalid)
    }

    @Test("a node without a pair is heard by nobody, and its failure is no contradiction")
    func unpairedNode() {
        let world = world([3, 3])
        var settings = world.settings
        settings.nodes[0].pair = nil
        let unpaired = World(settings, kind: .fast)
        unpaired.advance(by: .seconds(2))
        for place in 0..<3 { unpaired.storage[NodeID(place)].isSilent = true }
        unpaired.advance(by: .seconds(30))
        let snapshot = unpaired.recovery.snapshot(at: unpaired.now, wallTime: 0)
        #expect(snapshot.clusters[0].verdict == .failed || snapshot.overlays.contains(.contradicted))
        #expect(snapshot.nodes[0].state == .down)
    }

    @Test("bytes that exist only on the returned primary are told when their number of writes is not known")
    func onlyBytes() {
        let world = world()
        for place in 0..<3 { world.kill(NodeID(place)) }
        world.advance(by: .seconds(3))
        let fingerprint = world.recovery.snapshot(at: world.now, wallTime: 0).offer(.failover)?.plan?.fingerprint
        world.command(.confirm(.failover, fingerprint: fingerprint ?? "", typed: "ams2"))
        world.advance(by: .seconds(2))
        for place in 0..<3 {
            world.storage[NodeID(place)].role = .following(.parked, .down)
            world.start(NodeID(place), empty: false)
        }
        world.advance(by: .seconds(10))
        let pairs = (0..<3).map { place in
            PairReport(
                pair: PairID(place), upstream: NodeID(place + 3), downstream: NodeID(place), at: world.now,
                upstreamSampled: world.now, ownWrites: OwnWrites(bytes: 500))
        }
        world.feed(.pairsReported(pairs))
        let verdict = world.recovery.snapshot(at: world.now, wallTime: 0).verdict
        #expect(verdict.text.contains("1.5 KB exist only there."), "\(verdict)")
    }

    @Test("a caller that the settings do not know is not listened to")
    func unknownCaller() {
        let world = world()
        let before = world.recovery.snapshot(at: world.now, wallTime: 0).callers
        world.feed(.callerSpoke(CallerID(99), epoch: 1, applies: true))
        #expect(world.recovery.snapshot(at: world.now, wallTime: 0).callers == before)
    }

    @Test("as long as nothing has answered, nothing could be answered")
    func listenedToNobody() {
        var listening = Listening(interval: .seconds(1))
        #expect(!listening.covers(.origin) && !listening.isAnswered(since: .origin))
        listening.noteAnswer(asked: .origin)
        #expect(listening.covers(.origin) && listening.isAnswered(since: .origin))
    }

    @Test("by a preset rule a backup that copies still has what the last run brought it")
    func copiesByRule() {
        var settings = FakeSettings.make([3, 3])
        settings.sync.rule = .every(.seconds(3600))
        let world = World(settings, kind: .fast)
        world.advance(by: .seconds(4))
        let links = (3..<6).map { (NodeID($0), source: NodeID($0 - 3)) }
        // A run begins, and every backup node copies already.
        for (node, source) in links {
            world.storage[node].role = .following(.node(source), .copying(share: nil, bytesLeft: nil))
        }
        let reports = links.map { node, _ in
            NodeReport(
                node: node, at: world.now, incarnation: "1", role: world.storage[node].role, data: .holds(keys: 100))
        }
        _ = world.recovery.handle([.syncBecameDue, .nodesReported(reports)], at: world.now)
        world.advance(by: .seconds(10))
        let snapshot = world.recovery.snapshot(at: world.now, wallTime: 0)
        #expect(snapshot.sync.map(\.state) == [.copying])
        #expect(snapshot.unprotectedSince == nil && snapshot.phase == .synchronizing)
    }

    @Test(
        "a change that only waits for callers is none in hand, and a node that waits for a person is found by its name")
    func shown() {
        let world = world()
        func shown() -> Snapshot { world.recovery.snapshot(at: world.now, wallTime: 0) }
        #expect(!shown().isChanging)
        world.failingDeliveries = [("billing", 99)]
        world.command(
            .confirm(.switchover, fingerprint: shown().offer(.switchover)?.plan?.fingerprint ?? "", typed: "ams2"))
        #expect(shown().isChanging)
        world.advance(by: .seconds(5))
        #expect(!shown().isChanging && shown().change?.isConverging == true)
        world.kill(NodeID(3))
        world.advance(by: .seconds(2))
        world.start(NodeID(3), empty: true)
        world.advance(by: .seconds(4))
        #expect(shown().returned(NodeID(3))?.isEmpty == true)
        #expect(shown().returned(NodeID(4)) == nil)
    }

    @Test("I9: a left-out node that has just taken over is not fenced on its pair's older word (simulator seed 18036)")
    func reportsDuringTheTakeOver() {
        let world = world()
        world.kill(NodeID(4))
        world.advance(by: .seconds(2))
        for place in [0, 2] { world.kill(NodeID(place)) }
        world.advance(by: .seconds(4))
        let fingerprint = world.recovery.snapshot(at: world.now, wallTime: 0).offer(.failover)?.plan?.fingerprint
        world.command(.confirm(.failover, fingerprint: fingerprint ?? "", typed: "ams2"))
        world.advance(by: .seconds(2))
        world.start(NodeID(4), empty: false)
        // Until the node is told to take over from its pair.
        world.log = []
        for _ in 0..<200 where !world.log.contains(where: { $0.contains("ORDER hand over from a2 to b2") }) {
            world.advance(by: .milliseconds(1))
        }
        #expect(world.log.contains { $0.contains("ORDER hand over from a2 to b2") })
        let report = NodeReport(
            node: NodeID(4), at: world.now, incarnation: "2", role: .writable, data: .holds(keys: 100))
        let asked = world.recovery.handle(.nodesReported([report]), at: world.now)
        let orders = asked.filter { if case .order = $0.action { true } else { false } }
        #expect(orders.isEmpty, "\(orders.map(\.reason))")
        world.advance(by: .seconds(3))
        #expect(world.storage[NodeID(4)].role == .writable)
    }
}
