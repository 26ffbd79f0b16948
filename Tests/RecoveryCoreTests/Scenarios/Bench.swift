@testable import RecoveryCore

/// A recovery on a bench: every heartbeat and report is put in by hand, at the moment that the test wants. Where a `World`
/// plays all of drtop's surroundings, here time moves only when a test says so, and what was asked for stays unanswered.
struct Bench {
    let settings: Settings
    var recovery: Recovery
    private(set) var now: Instant
    /// What the last step asked for.
    private(set) var effects: [Effect] = []
    /// What was asked for since the bench was made.
    private(set) var history: [Effect] = []

    /// Seconds since the origin.
    static func at(_ seconds: Double) -> Instant {
        .origin + .milliseconds(Int64((seconds * 1000).rounded()))
    }

    init(_ settings: Settings, state: DurableState? = nil, published: [ConfigurationInformation] = []) {
        self.settings = settings
        now = .origin
        recovery = Recovery(settings: settings, state: state, published: published, at: .origin)
    }

    /// Clusters a1 ..., b1 ... whose nodes all serve as the settings say, watched since a second.
    static func serving(
        _ sizes: [Int], callers: Int = 0, state: DurableState? = nil,
        _ change: (inout Settings) -> Void = { _ in }
    ) -> Bench {
        var settings = FakeSettings.make(sizes, callers: callers)
        change(&settings)
        var bench = Bench(settings, state: state)
        bench.report(at: 0.5)
        bench.answer(at: 1)
        bench.endAll(at: 1.1)
        return bench
    }

    /// The primary is silent from the start; its failure is known since about eleven seconds.
    static func failed(
        mode: Mode = .automatic, _ change: (inout DurableState) -> Void = { _ in }
    ) -> Bench {
        let settings = FakeSettings.make([3, 3], callers: 0)
        var state = DurableState(settings: settings)
        state.mode = mode
        state.epoch = 1
        change(&state)
        var bench = Bench(settings, state: state)
        bench.report([3, 4, 5], role: .following(.parked, .down), at: 0.5)
        for second in 1...11 {
            bench.miss([0, 1, 2], times: 1, asked: Double(second), at: Double(second) + 0.3)
            bench.answer([3, 4, 5], at: Double(second) + 0.4)
        }
        bench.wait(until: 11.5)
        return bench
    }

    // MARK: events

    mutating func feed(_ events: [Event], at seconds: Double) {
        now = max(now, Self.at(seconds))
        effects = recovery.handle(events, at: now)
        history += effects
    }

    mutating func feed(_ event: Event, at seconds: Double) { feed([event], at: seconds) }

    mutating func pass(to seconds: Double) { feed(.timePassed, at: seconds) }

    /// Time passes, and the core is called when it wants to be, as the engine does it.
    mutating func wait(until seconds: Double) {
        let end = Self.at(seconds)
        var asked: [Effect] = []
        while recovery.nextDeadline <= end {
            let next = recovery.nextDeadline
            precondition(next > now, "the core wants to be called again at once")
            now = next
            asked += recovery.handle(.timePassed, at: now)
        }
        now = end
        asked += recovery.handle(.timePassed, at: now)
        effects = asked
        history += asked
    }

    /// Everybody answers once a second, also at this one.
    mutating func serve(_ nodes: [Int]? = nil, until seconds: Int) {
        let begin = Int(now.sinceOrigin.milliseconds / 1000) + 1
        for second in begin...max(begin, seconds) { answer(nodes, at: Double(second)) }
    }

    /// Ends what the last step asked for outside, and what follows from that, as if all went well.
    mutating func endAll(at seconds: Double) {
        for _ in 0..<20 {
            let ends = effects.compactMap { effect in outcome(of: effect).map { Event.effectEnded(effect.id, $0) } }
            guard !ends.isEmpty else { return }
            feed(ends, at: seconds)
        }
    }

    private func outcome(of effect: Effect) -> EffectOutcome? {
        switch effect.action {
        case .order: .order(.done(OrderFinding("read back")))
        case .claim: .claim(.claimed)
        case .publish: .publication(.published)
        case .deliver: .delivery(.applied)
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer: nil
        }
    }

    /// By their places; nil: all.
    private func places(_ nodes: [Int]?) -> [Int] { nodes ?? Array(settings.nodes.indices) }

    private func beats(_ nodes: [Int]?, _ outcome: Heartbeat.Outcome, asked: Double) -> Event {
        .heartbeats(
            places(nodes).map { Heartbeat(node: NodeID($0), asked: Self.at(asked), outcome: outcome) })
    }

    /// Asked and answered at that moment, so many times.
    mutating func answer(_ nodes: [Int]? = nil, times: Int = 1, at seconds: Double) {
        feed(
            (0..<times).map { _ in beats(nodes, .answered(latency: .zero), asked: seconds) }, at: seconds)
    }

    /// Known to be missed at that moment, so many times; asked then, or when it is said.
    mutating func miss(
        _ nodes: [Int]? = nil, _ miss: Heartbeat.Miss = .timeout, times: Int = 3, asked: Double? = nil,
        at seconds: Double
    ) {
        feed((0..<times).map { _ in beats(nodes, .missed(miss), asked: asked ?? seconds) }, at: seconds)
    }

    mutating func take(
        _ outcome: Heartbeat.Outcome, _ nodes: [Int]? = nil, asked: Double? = nil, at seconds: Double
    ) {
        feed(beats(nodes, outcome, asked: asked ?? seconds), at: seconds)
    }

    /// What nodes say of themselves: as their clusters' first roles want it, or as the test says.
    mutating func report(
        _ nodes: [Int]? = nil, role: StorageRole? = nil, data: DataState = .holds(keys: 100),
        incarnation: String = "1", at seconds: Double
    ) {
        let reports = places(nodes).map { place in
            NodeReport(
                node: NodeID(place), at: Self.at(seconds), incarnation: incarnation,
                role: role ?? usualRole(of: NodeID(place)), data: data)
        }
        feed(.nodesReported(reports), at: seconds)
    }

    private func usualRole(of node: NodeID) -> StorageRole {
        let primary = settings.clusters.first { $0.initialRole == .primary }?.id ?? ClusterID(0)
        guard settings.node(node).cluster != primary, let pair = settings.node(node).pair,
            let source = settings.node(of: pair, in: primary)
        else { return .writable }
        return .following(.node(source), .up)
    }

    /// What the driver knows of the way to this node from its pair in the primary.
    mutating func compare(
        _ downstream: [Int], heard: Double? = nil, lag: Lag? = Lag(bytes: 0, time: .zero),
        own: OwnWrites? = OwnWrites(bytes: 0), at seconds: Double
    ) {
        let reports = downstream.compactMap { place -> PairReport? in
            guard let pair = settings.nodes[place].pair,
                let upstream = settings.node(of: pair, in: recovery.primary)
            else { return nil }
            return PairReport(
                pair: pair, upstream: upstream, downstream: NodeID(place), at: Self.at(seconds), lag: lag,
                upstreamSampled: Self.at(seconds), writeRate: 0, heard: heard.map(Self.at),
                forecast: .incremental(bytes: 0), ownWrites: own)
        }
        feed(.pairsReported(reports), at: seconds)
    }

    /// What an operator asked for, and the answer.
    @discardableResult
    mutating func command(_ command: OperatorCommand, by name: String = "eva", at seconds: Double)
        -> CommandAnswer?
    {
        feed(
            .commanded(CommandRequest(id: CommandID("\(seconds)"), operator: name, command: command)),
            at: seconds)
        return answers.last
    }

    /// Confirms what is offered now.
    @discardableResult
    mutating func confirm(_ kind: RoleChangeKind, at seconds: Double) -> CommandAnswer? {
        now = max(now, Self.at(seconds))
        let plan = recovery.snapshot(at: now, wallTime: 0).offer(kind)?.plan
        return command(
            .confirm(
                kind, fingerprint: plan?.fingerprint ?? "",
                typed: plan.map { settings.name(of: $0.target) } ?? ""),
            at: seconds)
    }

    // MARK: what came of it

    mutating func shown() -> Snapshot { recovery.snapshot(at: now, wallTime: 0) }

    mutating func alarm(_ kind: AlarmKind) -> Alarm? {
        shown().alarms.first { $0.kind == kind && $0.isActive }
    }

    var answers: [CommandAnswer] {
        effects.compactMap { if case .answer(_, let answer) = $0.action { answer } else { nil } }
    }

    var records: [JournalEntry] {
        effects.compactMap { if case .record(let entry) = $0.action { entry } else { nil } }
    }

    /// What was saved last in the last step.
    var saved: DurableState? {
        effects.compactMap { if case .save(let state) = $0.action { state } else { nil } }.last
    }

    var orders: [Order] {
        effects.compactMap { if case .order(let order) = $0.action { order } else { nil } }
    }

    var inspected: [[Int]] {
        effects.compactMap {
            if case .inspect(let nodes) = $0.action { nodes.map(\.index) } else { nil }
        }
    }
}
