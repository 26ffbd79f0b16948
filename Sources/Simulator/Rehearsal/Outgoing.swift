import RecoveryCore

/// What the world has to tell the real engine, gathered: ten thousand answers are one event, as with the real prober.
struct Outgoing: Sendable {
    private var events: [Event] = []
    private var heartbeats: [Heartbeat] = []
    private var nodes: [NodeReport] = []
    private var pairs: [PairReport] = []

    mutating func add(_ event: Event) {
        switch event {
        case .heartbeats(let newer): heartbeats += newer
        case .nodesReported(let newer): nodes += newer
        case .pairsReported(let newer): pairs += newer
        case .connectionClosed, .incarnationChanged, .effectEnded, .orderProgressed, .troubled, .journalChanged,
            .foreignEngineSeen, .callerSpoke, .notificationsFailed, .dashboardsChanged, .commanded, .syncBecameDue,
            .timePassed,
            .stopRequested:
            // It meets what became known before it.
            gather()
            events.append(event)
        }
    }

    private mutating func gather() {
        if !heartbeats.isEmpty { events.append(.heartbeats(heartbeats)) }
        if !nodes.isEmpty { events.append(.nodesReported(nodes)) }
        if !pairs.isEmpty { events.append(.pairsReported(pairs)) }
        heartbeats.removeAll(keepingCapacity: true)
        nodes.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
    }

    mutating func take() -> [Event] {
        gather()
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }
}
