import Testing

@testable import RecoveryCore

/// Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Random events, most of them nonsense, in random order: nothing crashes, and what must always hold does.
struct RandomWalk {
    private var random: SplitMix64
    private let settings: Settings
    private var recovery: Recovery
    private var now = Instant.origin
    private var asked: [Effect] = []
    private var saved: DurableState?
    private var published: [ConfigurationInformation] = []
    private var epoch: Epoch = 0
    private var commands = 0
    private var answers = 0
    private(set) var isAbortOffered = false
    /// Every effect in order: the same seed must give the same.
    private(set) var effects: [Effect] = []
    private(set) var faults: [String] = []

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
        let shapes = [[3, 3], [1, 1], [2, 3], [4, 2], [3, 3, 3]]
        var settings = FakeSettings.make(shapes[Int(seed % 5)])
        settings.failover.mode = Mode.allCases[Int(seed / 5 % 3)]
        if seed % 7 == 0 { settings.sync.rule = .every(.seconds(60)) }
        self.settings = settings
        recovery = Recovery(settings: settings, at: .origin)
    }

    mutating func walk(steps: Int) {
        for _ in 0..<steps where faults.isEmpty {
            now = now + .milliseconds(Int.random(in: 0...400, using: &random))
            if Int.random(in: 0..<400, using: &random) == 0 { restart() }
            take(recovery.handle(randomEvent(), at: now))
            check()
        }
        if answers != commands { faults.append("\(commands) commands got \(answers) answers") }
    }

    private mutating func restart() {
        asked = []
        recovery = Recovery(settings: settings, state: saved, published: published, at: now)
    }

    private mutating func take(_ new: [Effect]) {
        effects += new
        for effect in new {
            switch effect.action {
            case .save(let state): saved = state
            case .answer: answers += 1
            case .order, .claim, .publish, .deliver: asked.append(effect)
            case .record, .watch, .inspect, .stretchTimeouts: break
            }
        }
    }

    private mutating func check() {
        let roles = recovery.roles
        if roles.count(where: { $0 == .primary }) != 1 { faults.append("primaries: \(roles)") }
        if recovery.epoch < epoch { faults.append("epoch \(epoch) became \(recovery.epoch)") }
        epoch = recovery.epoch
        if recovery.nextDeadline <= now, Int.random(in: 0..<10, using: &random) == 0 {
            take(recovery.handle(.timePassed, at: now))
            if recovery.nextDeadline <= now { faults.append("it wants to be called again at once, for ever") }
        }
        if Int.random(in: 0..<20, using: &random) == 0 {
            let snapshot = recovery.snapshot(at: now, wallTime: 0)
            if snapshot.verdict.text.isEmpty { faults.append("no verdict in \(snapshot.phase)") }
            checkAbort(snapshot.abort)
        }
    }

    /// What is offered is what would be done if it were asked for now.
    private mutating func checkAbort(_ offered: Abort?) {
        // The count-down of an automatic failover is aborted by the same word.
        guard recovery.mode != .automatic else { return }
        var other = recovery
        let request = CommandRequest(id: CommandID("abort"), operator: "walker", command: .abort)
        let effects = other.handle(.commanded(request), at: now)
        let isDone = effects.contains { if case .answer(_, .done) = $0.action { true } else { false } }
        if isDone != (offered != nil) { faults.append("offered: \(offered?.rawValue ?? "no abort"), done: \(isDone)") }
        if offered != nil { isAbortOffered = true }
    }

    // MARK: events

    private mutating func node() -> NodeID { NodeID(Int.random(in: settings.nodes.indices, using: &random)) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private mutating func randomEvent() -> Event {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<35: .heartbeats((0..<Int.random(in: 1...12, using: &random)).map { _ in heartbeat() })
        case 35..<38: .connectionClosed(node())
        case 38..<40: .incarnationChanged(node())
        case 40..<55: .nodesReported((0..<4).map { _ in nodeReport() })
        case 55..<65: .pairsReported((0..<3).map { _ in pairReport() })
        case 65..<84: end()
        case 84: .orderProgressed(EffectID(UInt64.random(in: 0...50, using: &random)), progress)
        case 85: .troubled(pick([.lateTick(.seconds(3)), .clockJump(.seconds(-9)), .socket("EMFILE")]))
        case 86: .journalChanged(pick([.writable, .writable, .failing("disk full")]))
        case 87: .syncBecameDue
        case 88 where Int.random(in: 0..<50, using: &random) == 0: .stopRequested
        case 88..<92: .timePassed
        default: command()
        }
    }

    private let progress = OrderProgress(share: .nan, bytesLeft: -1, text: "")

    private mutating func heartbeat() -> Heartbeat {
        let outcomes: [Heartbeat.Outcome] = [
            .answered(latency: .milliseconds(1)), .answered(latency: .seconds(9)), .answered(latency: .milliseconds(2)),
            .answered(latency: .zero), .missed(.timeout), .missed(.refused), .missed(.closed), .notServing(.loading),
            .missed(.unreachable("no route")), .refusedUs("NOAUTH"),
        ]
        // Whole clusters go and come, or nothing would ever fail.
        let id = node()
        let isAway = Int(now.sinceOrigin.components.seconds / 15 + Int64(settings.node(id).cluster.index)) % 3 == 0
        let outcome =
            isAway ? pick([.missed(.timeout), .missed(.refused)]) : pick(Array(outcomes.prefix(5)) + outcomes)
        return Heartbeat(
            node: id, asked: now - .milliseconds(Int.random(in: 0...900, using: &random)), outcome: outcome)
    }

    private mutating func nodeReport() -> NodeReport {
        let roles: [StorageRole] = [
            .writable, .following(.parked, .down), .following(.node(node()), .up), .following(.node(node()), .down),
            .following(.elsewhere("x"), .copying(share: nil, bytesLeft: 1)),
        ]
        return NodeReport(
            node: node(), at: now - .milliseconds(Int.random(in: 0...2000, using: &random)),
            incarnation: pick(["1", "1", "1", "2"]), role: pick(roles),
            data: pick([.holds(keys: 1), .holds(keys: 9), .empty, .unknown]))
    }

    private mutating func pairReport() -> PairReport {
        let downstream = node()
        let pair = settings.node(downstream).pair ?? PairID(0)
        let upstream = settings.node(of: pair, in: recovery.primary) ?? node()
        return PairReport(
            pair: pair, upstream: upstream, downstream: downstream, at: now,
            lag: pick([
                nil, Lag(bytes: 0, time: .zero), Lag(bytes: .max, time: .seconds(99)), Lag(bytes: -1, time: nil),
            ]),
            upstreamSampled: pick([nil, now, now - .seconds(5)]), writeRate: pick([nil, 0, 1e300, .infinity, 10]),
            heard: pick([nil, now]),
            forecast: pick([.incremental(bytes: 1), .full(reason: "r", bytes: .max), .unknown("?")]),
            ownWrites: pick([nil, OwnWrites(bytes: 0), OwnWrites(bytes: .max)]))
    }

    /// Mostly of something that was asked for, well or badly, now and then twice or of another kind.
    private mutating func end() -> Event {
        guard !asked.isEmpty else {
            return .effectEnded(EffectID(UInt64.random(in: 0...99, using: &random)), .claim(.claimed))
        }
        let place = Int.random(in: asked.indices, using: &random)
        let effect = Int.random(in: 0..<30, using: &random) == 0 ? asked[place] : asked.remove(at: place)
        if Int.random(in: 0..<40, using: &random) == 0 { return .effectEnded(effect.id, .delivery(.applied)) }
        switch effect.action {
        case .claim: return .effectEnded(effect.id, .claim(pick([.claimed, .claimed, .refused("r"), .failed("f")])))
        case .publish(let publication):
            if publication.information.contains(where: { $0.endpoints.isEmpty }) { faults.append("an empty document") }
            let outcome: PublicationOutcome = pick([.published, .published, .refused("r"), .failed("f")])
            if outcome == .published, publication.epoch == epoch + 1 { published = publication.information }
            return .effectEnded(effect.id, .publication(outcome))
        case .deliver: return .effectEnded(effect.id, .delivery(pick([.applied, .delivered, .failed("f")])))
        case .order, .record, .save, .watch, .inspect, .stretchTimeouts, .answer:
            let done = OrderOutcome.done(OrderFinding("", ownWrites: OwnWrites(bytes: 5)))
            return .effectEnded(effect.id, .order(pick([done, done, done, .failed("f"), .timedOut])))
        }
    }

    private mutating func command() -> Event {
        commands += 1
        let kind = pick(RoleChangeKind.allCases)
        let plan = recovery.snapshot(at: now, wallTime: 0).offer(kind)?.plan
        let typed = plan.map { settings.name(of: $0.target) } ?? ""
        let confirmation = OperatorCommand.confirm(kind, fingerprint: plan?.fingerprint ?? "", typed: typed)
        let chosen: [OperatorCommand] = [
            confirmation, confirmation, confirmation, .confirm(kind, fingerprint: "x", typed: typed), .abort, .retry,
            .retry,
            .acknowledge(pick([.first, .second, .all, .id(AlarmID(3))])), .setMode(pick(Mode.allCases)),
            .goOnWithout(PairID(Int.random(in: 0...5, using: &random))),
            .overrideContradiction(reason: pick(["", "r"])),
            .resume(node()), .restore(node()), .resume(NodeID(999)), .startMaintenance(node(), duration: .seconds(9)),
            .startMaintenance(node(), duration: .seconds(Int64.max / 2)), .endMaintenance(node()),
            .waive(CallerID(pick([0, 1, 77])), reason: pick(["", "r"])), .unshelve(AlarmID(1)),
            .shelve(AlarmID(pick([1, 2, 3])), reason: "r", duration: .seconds(5)),
        ]
        let command = pick(chosen)
        return .commanded(CommandRequest(id: CommandID("\(commands)"), operator: "walker", command: command))
    }
}

@Suite struct RandomWalkTests {
    @Test(
        "I12: two thousand random walks: no crash, one primary, no epoch goes back, every command is answered, an abort is offered when it would be done"
    )
    func walks() {
        var withAbort = 0
        for seed in UInt64(0)..<2000 {
            var walk = RandomWalk(seed: seed)
            // Many short ones find more than few long ones; every twentieth is long.
            walk.walk(steps: seed % 20 == 0 ? 200 : 25)
            #expect(walk.faults.isEmpty, "seed \(seed): \(walk.faults)")
            withAbort += walk.isAbortOffered ? 1 : 0
        }
        #expect(withAbort > 0)
    }

    @Test("the same seed gives the same effects")
    func deterministic() {
        for seed in UInt64(0)..<10 {
            var first = RandomWalk(seed: seed)
            var second = RandomWalk(seed: seed)
            first.walk(steps: 200)
            second.walk(steps: 200)
            #expect(first.effects == second.effects, "seed \(seed)")
        }
    }
}
