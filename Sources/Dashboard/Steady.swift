import RecoveryCore

/// An upper bound on the scale 1, 2, 5, 10, ... that rises at once and falls only after the value stayed below the next
/// lower step for a while: a healthy idle screen must not move (screens rule 8).
struct UpperBound: Hashable, Sendable {
    private(set) var level: Double
    private var reached: Instant

    init(_ value: Double, floor: Double, now: Instant) {
        level = Self.step(above: max(value, floor))
        reached = now
    }

    mutating func observe(_ value: Double, floor: Double, hold: Duration, now: Instant) {
        let needed = Self.step(above: max(value, floor))
        if needed >= level || now - reached > hold {
            level = needed
            reached = now
        }
    }

    /// The smallest of 1, 2, 5, 10, ... that is not below `value`.
    static func step(above value: Double) -> Double {
        guard value.isFinite, value > 1 else { return 1 }
        var decade = 1.0
        while decade < 1e18 {
            for factor in [1.0, 2.0, 5.0] where factor * decade >= value { return factor * decade }
            decade *= 10
        }
        return decade
    }
}

/// The figures of the newest snapshots that would flicker, held still.
struct Steady: Hashable, Sendable {
    private static let hold = Duration.seconds(30)
    /// Below this, every lag and rate is the storage's own chatter.
    static let quietBytes = 1000.0

    /// By `ClusterID`: the slowest answer among the nodes that are up, in milliseconds, and whose it was.
    private(set) var heartbeats: [UpperBound?] = []
    private(set) var slowest: [NodeID?] = []
    /// In the order of `Snapshot.sync`; nil: UNKNOWN.
    private(set) var lagBytes: [UpperBound?] = []
    private(set) var lagMilliseconds: [UpperBound?] = []
    private(set) var writeRates: [UpperBound?] = []

    mutating func observe(_ snapshot: Snapshot, now: Instant) {
        observeHeartbeats(snapshot, now: now)
        let sync = snapshot.sync
        Self.follow(&lagBytes, sync.map { $0.lagBytes.map(Double.init) }, floor: Self.quietBytes, now: now)
        Self.follow(&lagMilliseconds, sync.map { $0.lagTime.map { $0.seconds * 1000 } }, floor: 1000, now: now)
        Self.follow(&writeRates, sync.map(\.writeRate), floor: Self.quietBytes, now: now)
    }

    private mutating func observeHeartbeats(_ snapshot: Snapshot, now: Instant) {
        var worst: [Double?] = []
        slowest = snapshot.settings.clusters.map { cluster in
            var slowest: (node: Int, latency: Duration)?
            for index in cluster.nodes where snapshot.nodes.indices.contains(index) {
                guard let latency = snapshot.nodes[index].latency else { continue }
                if let slowest, slowest.latency >= latency { continue }
                if snapshot.nodes[index].state == .up { slowest = (index, latency) }
            }
            worst.append(slowest.map { $0.latency.seconds * 1000 })
            return slowest.map { NodeID($0.node) }
        }
        Self.follow(&heartbeats, worst, floor: 5, now: now)
    }

    private static func follow(_ bounds: inout [UpperBound?], _ values: [Double?], floor: Double, now: Instant) {
        if bounds.count != values.count { bounds = Array(repeating: nil, count: values.count) }
        for (index, value) in values.enumerated() {
            guard let value else {
                bounds[index] = nil
                continue
            }
            if bounds[index] == nil {
                bounds[index] = UpperBound(value, floor: floor, now: now)
            } else {
                bounds[index]?.observe(value, floor: floor, hold: hold, now: now)
            }
        }
    }
}
