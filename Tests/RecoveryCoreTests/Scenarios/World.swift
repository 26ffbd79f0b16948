@testable import RecoveryCore

/// A small fake world around the core: time, nodes, storage, prober, driver, centre and callers. One thread, no clock of its
/// own: `advance` moves it from one happening to the next.
final class World {
    private(set) var settings: Settings
    var storage: FakeStorage
    var centre = FakeCentre()
    var recovery: Recovery
    private(set) var now = Instant.origin
    var log: [String] = []
    /// Print also what is asked for again and again.
    var isVerbose = false
    /// Deliveries that are to fail: the caller and how often still.
    var failingDeliveries: [(caller: String, left: Int)] = []

    private var happenings: [Happening] = []
    private var serial = 0
    /// Counts drtop's lives: results for an earlier life are lost.
    private var life = 1
    private var prober: [NodeProbe]
    private var samples: [(data: FakeData, at: Instant)?]
    private var primary: ClusterID
    private var stretch = 1
    private var commands = 0
    private var isRunning = true

    private struct Happening {
        var at: Instant
        var serial: Int
        var body: (World) -> Void
    }

    private struct NodeProbe {
        var misses = 0
        /// Of the question that is planned or under way; an older one does nothing.
        var serial = 0
    }

    init(_ settings: Settings, kind: FakeStorage.Kind) {
        self.settings = settings
        storage = FakeStorage(settings)
        storage.kind = kind
        prober = Array(repeating: NodeProbe(), count: settings.nodes.count)
        samples = Array(repeating: nil, count: settings.nodes.count)
        recovery = Recovery(settings: settings, at: .origin)
        primary = recovery.primary
        later(.seconds(1)) { $0.tick() }
        startProbing()
    }

    // MARK: time

    private func later(_ delay: Duration, _ body: @escaping (World) -> Void) {
        serial += 1
        let happening = Happening(at: now + delay, serial: serial, body: body)
        let place = happenings.firstIndex { $0.at > happening.at } ?? happenings.endIndex
        happenings.insert(happening, at: place)
    }

    func advance(by duration: Duration) {
        let end = now + duration
        while true {
            let next = happenings.first?.at ?? end
            if isRunning, recovery.nextDeadline < next, recovery.nextDeadline <= end {
                now = max(now, recovery.nextDeadline)
                feed(.timePassed)
                precondition(recovery.nextDeadline > now, "the core wants to be called again at once, for ever")
            } else if !happenings.isEmpty, next <= end {
                let happening = happenings.removeFirst()
                now = max(now, happening.at)
                happening.body(self)
            } else {
                break
            }
        }
        now = end
    }

    private func tick() {
        storage.replicate(at: now)
        report(settings.nodes.map(\.id))
        later(.seconds(1)) { $0.tick() }
    }

    // MARK: drtop

    func feed(_ event: Event) {
        guard isRunning else { return }
        for effect in recovery.handle(event, at: now) { perform(effect) }
    }

    func command(_ command: OperatorCommand) {
        commands += 1
        feed(.commanded(CommandRequest(id: CommandID("\(commands)"), operator: "oncall", command: command)))
    }

    func stop() { isRunning = false }

    /// Another process of drtop. Orders that are under way are carried out or lost; their results are lost.
    func restart(_ settings: Settings? = nil, losingOrders: Bool = false) throws {
        if losingOrders { happenings.removeAll() }
        life += 1
        if let settings { self.settings = settings }
        recovery = Recovery(
            settings: self.settings, state: try centre.state?.adapted(to: self.settings), published: centre.documents,
            progress: centre.progress, at: now)
        primary = recovery.primary
        stretch = 1
        isRunning = true
        prober = Array(repeating: NodeProbe(), count: self.settings.nodes.count)
        samples = Array(repeating: nil, count: self.settings.nodes.count)
        if losingOrders { later(.seconds(1)) { $0.tick() } }
        startProbing()
    }

    private func perform(_ effect: Effect) {
        describe(effect)
        switch effect.action {
        case .record: break
        case .save(let state): if !centre.isJournalFailing { centre.state = state }
        case .watch(let primary):
            self.primary = primary
        case .inspect(let nodes):
            later(.milliseconds(2), inThisLife { $0.report(nodes) })
        case .stretchTimeouts(let factor): stretch = factor
        case .answer: break
        case .order(let order):
            if centre.isJournalFailing, order.word != "park", order.word != "fence" {
                end(effect.id, .order(.failed("the journal cannot be written")))
            } else {
                begin(order, effect.id)
            }
        case .claim(let confirmation):
            guard !centre.isJournalFailing else { return end(effect.id, .claim(.failed("disk full"))) }
            later(.milliseconds(1)) { world in
                let outcome = world.centre.claim(confirmation)
                world.end(effect.id, .claim(outcome))
            }
        case .publish(let publication):
            guard !centre.isJournalFailing else { return end(effect.id, .publication(.failed("disk full"))) }
            later(.milliseconds(1)) { world in
                let outcome = world.centre.publish(publication)
                world.end(effect.id, .publication(outcome))
            }
        case .deliver(let caller, let information):
            later(.milliseconds(10)) { $0.deliver(caller, information, effect.id) }
        }
    }

    private func inThisLife(_ body: @escaping (World) -> Void) -> (World) -> Void {
        let life = life
        return { world in if world.life == life { body(world) } }
    }

    private func end(_ id: EffectID, _ outcome: EffectOutcome) {
        later(.milliseconds(1), inThisLife { $0.feed(.effectEnded(id, outcome)) })
    }

    private func deliver(_ caller: CallerID, _ information: ConfigurationInformation, _ id: EffectID) {
        let name = information.caller
        if let index = failingDeliveries.firstIndex(where: { $0.caller == name && $0.left > 0 }) {
            failingDeliveries[index].left -= 1
            return end(id, .delivery(.failed("reload exited 1")))
        }
        centre.note(name, applied: information.epoch)
        end(id, .delivery(.applied))
    }

    // MARK: orders

    private func begin(_ order: Order, _ id: EffectID) {
        let (duration, parts) = storage.duration(of: order)
        let mine = life
        func part(_ number: Int, _ world: World) {
            switch world.storage.obstacle(to: order) {
            case .timedOut?:
                let rest = max((order.deadline ?? .seconds(20)) - duration, .zero)
                world.later(rest) { if $0.life == mine { $0.feed(.effectEnded(id, .order(.timedOut))) } }
            case let obstacle?:
                if world.life == mine { world.feed(.effectEnded(id, .order(obstacle))) }
            case nil where number * 2 > parts && world.storage.isToldToFail(order):
                if world.life == mine { world.feed(.effectEnded(id, .order(.failed("told to fail")))) }
            case nil where number < parts:
                let share = Double(number) / Double(parts)
                if world.life == mine {
                    world.feed(
                        .orderProgressed(id, OrderProgress(share: share, bytesLeft: nil, text: "copying")))
                }
                world.later(duration / parts) { part(number + 1, $0) }
            case nil:
                let outcome = world.storage.carryOut(order, at: world.now)
                if world.life == mine { world.feed(.effectEnded(id, .order(outcome))) }
            }
        }
        later(duration / parts) { part(1, $0) }
    }

    // MARK: heartbeats

    /// Phases are spread over the interval.
    private func startProbing() {
        for node in settings.nodes {
            let phase = settings.heartbeat.interval * node.id.index / settings.nodes.count
            ask(node.id, after: phase + .milliseconds(1))
        }
    }

    private func ask(_ node: NodeID, after delay: Duration) {
        prober[node.index].serial += 1
        let serial = prober[node.index].serial
        later(delay, inThisLife { if $0.prober[node.index].serial == serial { $0.ask(node) } })
    }

    private func ask(_ node: NodeID) {
        let asked = now
        let target = storage[node]
        if target.answers {
            prober[node.index].misses = 0
            ask(node, after: settings.heartbeat.interval)
            let latency = Duration.milliseconds(1)
            later(latency, inThisLife { $0.answered(node, asked, latency) })
        } else if target.process == .dead, !target.isSilent {
            later(.milliseconds(1), inThisLife { $0.missed(node, asked, .refused, again: .milliseconds(100)) })
        } else {
            let wait = settings.heartbeat.timeout * stretch
            later(wait, inThisLife { $0.missed(node, asked, .timeout, again: .zero) })
        }
    }

    private func answered(_ node: NodeID, _ asked: Instant, _ latency: Duration) {
        feed(.heartbeats([Heartbeat(node: node, asked: asked, outcome: .answered(latency: latency))]))
    }

    /// A node that missed is asked again soon, until it has missed so often that it counts as down.
    private func missed(_ node: NodeID, _ asked: Instant, _ miss: Heartbeat.Miss, again: Duration) {
        prober[node.index].misses += 1
        let isSettled = prober[node.index].misses >= settings.heartbeat.misses
        ask(node, after: isSettled ? settings.heartbeat.interval : again)
        feed(.heartbeats([Heartbeat(node: node, asked: asked, outcome: .missed(miss))]))
    }

    /// The process is gone: its connection closes at once, and it is asked again at once.
    func kill(_ node: NodeID) {
        guard storage[node].process != .dead else { return }
        storage[node].process = .dead
        guard !storage[node].isSilent else { return }
        feed(.connectionClosed(node))
        ask(node, after: .zero)
    }

    func start(_ node: NodeID, empty: Bool) {
        let wasDead = storage[node].process == .dead
        storage[node].process = .up
        guard wasDead else { return }
        storage[node].incarnation += 1
        if empty { storage.empty(node) }
        ask(node, after: .milliseconds(20))
        if !storage[node].isSilent { later(.milliseconds(21), inThisLife { $0.feed(.incarnationChanged(node)) }) }
    }

    // MARK: reports

    private func report(_ nodes: [NodeID]) {
        storage.keepAlive(at: now)
        let answering = nodes.filter { storage[$0].answers }
        feed(
            .nodesReported(
                answering.map { id in
                    let node = storage[id]
                    return NodeReport(
                        node: id, at: now, incarnation: "\(node.incarnation)", role: node.role,
                        data: node.data.offset == 0 ? .empty : .holds(keys: node.data.offset / 10))
                }))
        for id in answering where settings.node(id).cluster == primary { samples[id.index] = (storage[id].data, now) }
        let downstream = settings.nodes.filter { $0.cluster != primary && storage[$0.id].answers }
        let asked = downstream.filter { node in
            answering.contains(node.id)
                || node.pair.flatMap { settings.node(of: $0, in: primary) }.map(answering.contains) ?? false
        }
        feed(.pairsReported(asked.compactMap(pairReport)))
    }

    private func pairReport(_ node: Node) -> PairReport? {
        guard let pair = node.pair, let upstream = settings.node(of: pair, in: primary) else { return nil }
        var report = PairReport(pair: pair, upstream: upstream, downstream: node.id, at: now)
        report.heard = storage[node.id].source == upstream ? storage[node.id].heard : nil
        guard let sample = samples[upstream.index] else { return report }
        let found = sample.data.forecast(for: storage[node.id].data)
        report.forecast = found.forecast
        report.lag = found.lag.map { Lag(bytes: $0, time: $0 == 0 ? .zero : .seconds(1)) }
        report.ownWrites = found.own.map { OwnWrites(bytes: $0) }
        report.upstreamWrites = storage[node.id].data.forecast(for: sample.data).own.map { OwnWrites(bytes: $0) }
        report.upstreamSampled = sample.at
        report.writeRate = 0
        return report
    }
}
