import RecoveryCore

/// What a person does to a node of the rehearsal.
package enum Injury: Sendable {
    case kill
    /// It hangs: connections are accepted, nothing answers.
    case stop
    case goOn
    /// It comes back with its data, killed before where it ran.
    case restart
}

/// What the callers of the rehearsal feel, in writes of 100 bytes.
package struct CallerFigures: Hashable, Sendable {
    package internal(set) var writesPerSecond = 0
    package internal(set) var failingPerSecond = 0
    package internal(set) var acknowledged = 0
    /// Acknowledged by a replaced node and not known to the one that took over; nil before the first promotion.
    package internal(set) var missing: Int?

    static let bytesOfWrite = 100
}

/// The world without a controller of its own: what would go to the core is kept for the real engine.
extension Simulation {
    mutating func host(showing time: Duration) {
        isHosted = true
        for (index, fault) in script.faults.enumerated() { queue.plan(.faultBegan(index), at: fault.at) }
        queue.plan(.replicationTurn, at: 0)
        controller.isRunning = true
        controller.process = 1
        controller.clock = ProcessClock(showing: time, at: 0, drift: 0)
        startProber()
    }

    mutating func goHosted(until end: Moment) {
        while queue.nextMoment <= end {
            now = queue.nextMoment
            if let happening = queue.next() { take(happening) }
        }
        now = end
    }

    mutating func takeOutgoing() -> [Event] { outgoing.take() }

    mutating func stretchTimeouts(_ factor: Int) { prober.timeout = prober.leastTimeout * Moment(factor) }

    mutating func injure(_ index: Int, _ injury: Injury) {
        switch injury {
        case .kill:
            if nodes[index].process != .dead { crash(index) }
            nodes[index].crashes = max(nodes[index].crashes, 1)
        case .stop:
            if nodes[index].process == .running { nodes[index].process = .hung }
            nodes[index].hangs = max(nodes[index].hangs, 1)
        case .goOn:
            nodes[index].hangs = 0
            goOn(index)
        case .restart:
            if nodes[index].process != .dead { crash(index) }
            nodes[index].crashes = 0
            nodes[index].hangs = 0
            restart(index, .nothing)
        }
    }

    /// A second of the callers' writes.
    mutating func countWrites() {
        let each = Int(Self.writeRate) / CallerFigures.bytesOfWrite
        let written = nodes.count { $0.isWritten && $0.isWritable && $0.process == .running }
        figures.writesPerSecond = written * each
        figures.failingPerSecond = nodes.count { $0.isWritten } * each - figures.writesPerSecond
        figures.acknowledged += figures.writesPerSecond
    }

    /// What the node's former source had taken and this one has not.
    mutating func countMissing(_ event: TraceEvent) {
        guard case .obeyed(let node, .promoted) = event, let pair = settings.nodes[node].pair else { return }
        let others = settings.clusters.compactMap { settings.node(of: pair, in: $0.id)?.index }.filter { $0 != node }
        let newest = others.filter { nodes[$0].history == nodes[node].formerHistory }.map { nodes[$0].offset }.max()
        let lost = max(0, (newest ?? nodes[node].formerEnd) - nodes[node].formerEnd)
        figures.missing = (figures.missing ?? 0) + Int(lost) / CallerFigures.bytesOfWrite
    }
}
