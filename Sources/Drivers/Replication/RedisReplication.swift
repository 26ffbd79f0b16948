import Engine
import RecoveryCore

/// The replication driver for Redis: carries orders out after the table in `design/storage.md`, each read back, and keeps
/// the board from which the reports go out. It never decides.
package struct RedisReplication: StoragePort {
    package struct Options: Sendable {
        /// For orders and their reading back; nil: the nodes ask for nothing.
        package var control: RedisCredentials?
        /// Of the heartbeats; only looked at by `examine`.
        package var monitor: RedisCredentials?
        /// By which a following node shows itself to its source; nil: what the nodes' own settings say is left alone.
        package var sync: RedisCredentials?
        /// Where a fence saves what only the fenced node had; nil: it is counted, not kept.
        package var ownWritesFolder: String?
        /// Orders at once; each takes up to three connections.
        package var places = 256
        /// For an order that names no deadline and is no job.
        package var deadline = Duration.seconds(5)
        /// For a node that follows: so long without progress is a failure.
        package var patience = Duration.seconds(30)
        package init() {}
    }

    package let board: RedisStatusBoard
    private let settings: Settings
    private let options: Options
    private let clock: any Clock
    private let connector: RedisConnector
    let foreignEngines: ForeignEngines
    private let gate: OrderGate
    private let wishes = WishesToLook(hands: 64)

    /// `holder`: who drtop is, for the mark on its connections ("host.pid", no spaces).
    package init(settings: Settings, options: Options, holder: String, clock: any Clock, sink: any EventSink) {
        self.settings = settings
        self.options = options
        self.clock = clock
        board = RedisStatusBoard(settings: settings, sink: sink)
        connector = RedisConnector(
            system: settings.system, holder: holder, credentials: options.control, clock: clock, board: board)
        foreignEngines = ForeignEngines(settings: settings, connector: connector, sink: sink)
        gate = OrderGate(places: options.places)
    }

    package func watch(primary: ClusterID) {
        board.watch(primary: primary)
    }

    package func inspect(_ nodes: [NodeID]) {
        board.reportNext(of: nodes)
        wishes.add(nodes)
    }

    /// What `drtop check --online` says of the node; changes nothing there.
    package func examine(_ node: NodeID) async -> [PreconditionFinding] {
        let preconditions = RedisPreconditions(
            connector: connector, monitor: options.monitor, sync: options.sync)
        return await preconditions.examine(settings.node(node))
    }

    /// Looks at the nodes that `inspect` names, and for other engines, until the task is cancelled. Whoever made the driver
    /// runs it, once.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await foreignEngines.run() }
            for await _ in wishes.news {
                while wishes.takeHand() {
                    group.addTask { while let node = wishes.next() { await look(at: node) } }
                }
            }
        }
    }

    /// A node that does not answer is reported by its heartbeat, not here.
    private func look(at node: NodeID) async {
        do throws(RedisFault) {
            _ = try await with(node, until: clock.now() + options.deadline) { node async throws(RedisFault) in
                try await node.status()
            }
        } catch {
            return
        }
    }

    package func carryOut(
        _ order: Order, progress: @escaping @Sendable (OrderProgress) -> Void
    ) async -> OrderOutcome {
        do throws(RedisFault) {
            switch order.action {
            case .follow(let node, let source):
                return .done(try await follow(node, source, order.deadline, progress))
            case .park, .fence, .promote, .handOver:
                let deadline = clock.now() + (order.deadline ?? options.deadline)
                return .done(
                    try await gate.pass(within: deadline - clock.now()) { () async throws(RedisFault) in
                        try await obey(order.action, until: deadline)
                    })
            }
        } catch {
            return error == .timedOut ? .timedOut : .failed("\(settings.name(of: order.node)): \(error.text)")
        }
    }

    private func obey(_ action: Order.Action, until deadline: Instant) async throws(RedisFault) -> OrderFinding {
        switch action {
        case .park(let node):
            return try await with(node, until: deadline) { node async throws(RedisFault) in
                try await Park.carryOut(on: node)
            }
        case .fence(let node, let other):
            return try await fence(node, against: other, until: deadline)
        case .promote(let node):
            return try await with(node, until: deadline) { node async throws(RedisFault) in
                try await Promote.carryOut(on: node)
            }
        case .handOver(let from, let to):
            return try await with(from, until: deadline) { from async throws(RedisFault) in
                try await with(to, until: deadline) { to async throws(RedisFault) in
                    try await HandOver.carryOut(from: from, to: to, sync: options.sync)
                }
            }
        case .follow:
            preconditionFailure("follow is a job and takes no place for as long as it runs")
        }
    }

    /// A copy takes minutes: it takes no place from the protective orders.
    private func follow(
        _ node: NodeID, _ source: NodeID, _ time: Duration?, _ progress: @escaping @Sendable (OrderProgress) -> Void
    ) async throws(RedisFault) -> OrderFinding {
        precondition(node != source, "node \(node.index) cannot follow itself")
        let opening = clock.now() + min(time ?? options.deadline, options.deadline)
        // Without a deadline the patience bounds every question.
        let deadline = clock.now() + (time ?? .seconds(86400 * 365))
        return try await with(source, until: opening) { source async throws(RedisFault) in
            try await with(node, until: opening) { node async throws(RedisFault) in
                try await Follow(
                    node: node, source: source, sync: options.sync, deadline: deadline, patience: options.patience,
                    progress: progress
                ).carryOut()
            }
        }
    }

    private func fence(
        _ node: NodeID, against other: NodeID?, until deadline: Instant
    ) async throws(RedisFault) -> OrderFinding {
        try await with(node, until: deadline) { conversation async throws(RedisFault) in
            try await Fence(
                node: conversation,
                askOther: { await newest(other, until: clock.now() + (deadline - clock.now()) / 4) },
                openSecond: { () async throws(RedisFault) in try await open(node, until: deadline) },
                reading: OwnWritesReading(folder: options.ownWritesFolder)
            ).carryOut()
        }
    }

    /// What the node says now, or what it said last when it does not answer.
    private func newest(_ node: NodeID?, until deadline: Instant) async -> RedisStatus? {
        guard let node else { return nil }
        do throws(RedisFault) {
            return try await with(node, until: deadline) { node async throws(RedisFault) in try await node.status() }
        } catch {
            return board.status(of: node)
        }
    }

    private func open(_ node: NodeID, until deadline: Instant) async throws(RedisFault) -> RedisConversation {
        try await connector.open(settings.node(node), until: deadline)
    }

    private func with<Result>(
        _ node: NodeID, until deadline: Instant, _ body: (RedisConversation) async throws(RedisFault) -> Result
    ) async throws(RedisFault) -> Result {
        let conversation = try await open(node, until: deadline)
        do throws(RedisFault) {
            let result = try await body(conversation)
            await conversation.close()
            return result
        } catch {
            await conversation.close()
            throw error
        }
    }
}
