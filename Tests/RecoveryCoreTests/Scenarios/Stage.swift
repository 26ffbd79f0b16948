@testable import RecoveryCore

/// A fake world brought into one situation, and what the core would ask for in it: effects that a test asks about are not
/// carried out.
struct Stage {
    let world: World

    /// - Parameter after: by default one epoch is in force and every backup is in sync.
    init(
        _ sizes: [Int] = [3, 3], _ kind: FakeStorage.Kind = .fast, callers: Int = 2, after: Duration = .seconds(2),
        _ change: (inout Settings) -> Void = { _ in }
    ) {
        var settings = FakeSettings.make(sizes, callers: callers)
        change(&settings)
        world = World(settings, kind: kind)
        world.advance(by: after)
    }

    var now: Instant { world.now }
    var shown: Snapshot { world.recovery.snapshot(at: now, wallTime: 0) }
    var core: Recovery { world.recovery }
    var step: RoleChange.Step? { world.recovery.change?.currentStep }

    func after(_ duration: Duration) { world.advance(by: duration) }

    /// Lines of the log with this text.
    func lines(_ text: String) -> [String] { world.log.filter { $0.contains(text) } }

    func offer(_ kind: RoleChangeKind) -> Offer? { shown.offer(kind) }

    /// Steps of a millisecond until it is so; at most half a minute.
    func until(_ condition: (Stage) -> Bool) {
        for _ in 0..<30_000 {
            if condition(self) { return }
            after(.milliseconds(1))
        }
    }

    func node(_ name: String) -> NodeID {
        guard let node = world.settings.nodes.first(where: { $0.name == name }) else { preconditionFailure(name) }
        return node.id
    }

    private func nodes(_ names: [String]) -> [NodeID] {
        names.flatMap { name in
            world.settings.nodes.filter { $0.name == name || world.settings.name(of: $0.cluster) == name }.map(\.id)
        }
    }

    /// Nodes or clusters, by name.
    func kill(_ names: String...) { for node in nodes(names) { world.kill(node) } }
    func start(_ names: String..., empty: Bool = false) {
        for node in nodes(names) { world.start(node, empty: empty) }
    }
    func hang(_ names: String...) { for node in nodes(names) { world.storage[node].process = .hung } }
    func wake(_ names: String...) { for node in nodes(names) { world.storage[node].process = .up } }
    func silence(_ names: String...) { for node in nodes(names) { world.storage[node].isSilent = true } }
    func fail(_ word: String, _ names: String..., times: Int = 1) {
        for node in nodes(names) { world.storage.fail(word, node, times: times) }
    }

    /// As an operator does who confirms what is shown.
    func confirm(_ kind: RoleChangeKind) {
        let plan = offer(kind)?.plan
        world.command(
            .confirm(
                kind, fingerprint: plan?.fingerprint ?? "none",
                typed: plan.map { world.settings.name(of: $0.target) } ?? ""
            ))
    }

    /// The first primary has failed and was replaced by the first backup.
    func failOver() {
        kill("fra1")
        after(.seconds(5))
        confirm(.failover)
        after(.seconds(3))
    }

    func update(_ change: (inout Recovery) -> Void) { change(&world.recovery) }
}

extension Recovery {
    /// What it asks of the outside, in words: "promote b1", "publish 2 ams2", "deliver 2 to billing".
    mutating func asks(_ events: Event..., at now: Instant) -> [String] {
        handle(events, at: now).compactMap(outside)
    }

    private func outside(_ effect: Effect) -> String? {
        func name(_ node: NodeID) -> String { settings.name(of: node) }
        switch effect.action {
        case .order(let order):
            return switch order.action {
            case .park(let node): "park \(name(node))"
            case .fence(let node, _): "fence \(name(node))"
            case .promote(let node): "promote \(name(node))"
            case .follow(let node, let source): "\(name(node)) follows \(name(source))"
            case .handOver(let from, let to): "hand over \(name(from)) to \(name(to))"
            }
        case .claim: return "claim"
        case .publish(let publication): return "publish \(publication.epoch) \(publication.clusterName)"
        case .deliver(_, let information): return "deliver \(information.epoch) to \(information.caller)"
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer: return nil
        }
    }

    /// The node answers now.
    func answer(of node: NodeID, at now: Instant) -> Heartbeat {
        Heartbeat(node: node, asked: now, outcome: .answered(latency: .zero))
    }

    /// All of these do.
    func answers(of cluster: ClusterID, at now: Instant) -> Event {
        .heartbeats(settings.nodes(of: cluster).map { answer(of: $0.id, at: now) })
    }
}
