import RecoveryCore

/// The storage behind the orders. `fast` is shaped like Redis; `slow` like PostgreSQL: stopping is not promoting, promotion
/// takes seconds, and reverse sync is a job on another host that tells its progress and can fail half way.
struct FakeStorage {
    enum Kind: String { case fast, slow }

    var kind = Kind.fast
    var nodes: [FakeNode]
    private var histories: Int
    /// Orders that are to fail: the word, the node, and how often still.
    private var failures: [(word: String, node: NodeID, left: Int)] = []

    init(_ settings: Settings) {
        var nodes: [FakeNode] = []
        let primary = settings.clusters.first { $0.initialRole == .primary }?.id ?? ClusterID(0)
        for node in settings.nodes {
            let source = node.pair.flatMap { settings.node(of: $0, in: primary) }
            let history = source.map { $0.index + 1 } ?? node.id.index + 1
            nodes.append(
                FakeNode(
                    role: node.cluster == primary ? .writable : source.map { .following(.node($0), .up) } ?? .writable,
                    data: FakeData(history: history, offset: 1000)))
        }
        self.nodes = nodes
        histories = nodes.count
    }

    subscript(node: NodeID) -> FakeNode {
        get { nodes[node.index] }
        set { nodes[node.index] = newValue }
    }

    mutating func newHistory() -> Int {
        histories += 1
        return histories
    }

    /// It comes back as a new process without data, and as its own primary, as a Redis without persistence does.
    mutating func empty(_ node: NodeID) {
        self[node].data = FakeData(history: newHistory(), offset: 0)
        self[node].role = .writable
    }

    mutating func fail(_ word: String, _ node: NodeID, times: Int) {
        failures.append((word, node, times))
    }

    // MARK: replication

    /// What flows once a second: followers take what their source has, whatever it is.
    mutating func replicate(at now: Instant) {
        for index in nodes.indices {
            guard let source = nodes[index].source, nodes[index].isUp else { continue }
            let upstream = self[source]
            guard upstream.process != .hung else { continue }
            // A copy lasts as long as the story wants.
            if case .following(_, .copying) = nodes[index].role { continue }
            let isParked = if case .following(.parked, _) = upstream.role { true } else { false }
            guard upstream.isUp, !isParked else {
                nodes[index].role = .following(.node(source), .down)
                continue
            }
            nodes[index].role = .following(.node(source), .up)
            nodes[index].data = upstream.data
            nodes[index].heard = now
        }
    }

    /// Keep-alives: what a link that is up hears all the time.
    mutating func keepAlive(at now: Instant) {
        for index in nodes.indices {
            guard let source = nodes[index].source, nodes[index].isUp, self[source].isUp else { continue }
            if nodes[index].role == .following(.node(source), .up) { nodes[index].heard = now }
        }
    }

    // MARK: orders

    /// How long an order takes, and in how many parts it tells its progress.
    func duration(of order: Order) -> (Duration, parts: Int) {
        switch (kind, order.action) {
        case (.fast, _): (.milliseconds(5), 1)
        case (.slow, .park): (.milliseconds(200), 1)
        case (.slow, .fence): (.milliseconds(500), 1)
        case (.slow, .promote): (.seconds(3), 1)
        case (.slow, .follow): (.seconds(8), 4)
        case (.slow, .handOver): (.seconds(4), 1)
        }
    }

    /// Why an order cannot go on now; nil when it can.
    func obstacle(to order: Order) -> OrderOutcome? {
        for node in order.everyNode {
            if self[node].process == .dead { return .failed("connection refused") }
            if self[node].process == .hung || self[node].isSilent { return .timedOut }
        }
        return nil
    }

    /// Whether the story wants this order to fail; each wish counts once.
    mutating func isToldToFail(_ order: Order) -> Bool {
        guard let index = failures.firstIndex(where: { $0.word == order.word && $0.node == order.node && $0.left > 0 })
        else { return false }
        failures[index].left -= 1
        return true
    }

    /// The world after the order, and what was read back.
    mutating func carryOut(_ order: Order, at now: Instant) -> OrderOutcome {
        switch order.action {
        case .park(let node):
            self[node].role = .following(.parked, .down)
        case .fence(let node, let other):
            guard self[node].role == .writable else { break }
            self[node].role = .following(.parked, .down)
            guard let other else { break }
            let own = self[other].data.forecast(for: self[node].data).own
            return .done(OrderFinding("parked", ownWrites: own.map { OwnWrites(bytes: $0, commands: $0 / 10) }))
        case .promote(let node):
            promote(node)
        case .follow(let node, let source):
            if case .following(.parked, _) = self[source].role { return .failed("a parked node gives no copy") }
            self[node].role = .following(.node(source), .up)
            self[node].data = self[source].data
            self[node].heard = now
        case .handOver(let from, let to):
            if self[to].role == .writable, self[from].source == to { break }
            self[to].data = self[from].data
            promote(to)
            self[from].role = .following(.node(to), .up)
            self[from].data = self[to].data
        }
        return .done(OrderFinding("read back"))
    }

    private mutating func promote(_ node: NodeID) {
        guard self[node].role != .writable else { return }
        let old = self[node].data
        self[node].role = .writable
        self[node].data = FakeData(
            history: newHistory(), offset: old.offset, before: FakeData.Fork(history: old.history, offset: old.offset))
    }
}

extension Order {
    /// Every node that has to answer for the order.
    var everyNode: [NodeID] {
        switch action {
        case .park(let node), .fence(let node, _), .promote(let node): [node]
        case .follow(let node, let source): [node, source]
        case .handOver(let from, let to): [from, to]
        }
    }

    var word: String {
        switch action {
        case .park: "park"
        case .fence: "fence"
        case .promote: "promote"
        case .follow: "follow"
        case .handOver: "handOver"
        }
    }
}
