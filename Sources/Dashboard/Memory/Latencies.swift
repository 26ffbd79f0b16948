import RecoveryCore

/// The latencies of each node's last heartbeats: for its sparkline and percentiles. Fixed-size and flat: ten thousand
/// nodes take 2.4 MB.
struct Latencies: Sendable {
    static let depth = 60

    /// Microseconds, `depth` for each node, in a ring; 0: none.
    private var samples: [UInt32] = []
    private var next: [UInt8] = []
    private var heard: [Instant?] = []

    mutating func observe(_ snapshot: Snapshot) {
        if heard.count != snapshot.nodes.count {
            samples = Array(repeating: 0, count: snapshot.nodes.count * Self.depth)
            next = Array(repeating: 0, count: snapshot.nodes.count)
            heard = Array(repeating: nil, count: snapshot.nodes.count)
        }
        for index in snapshot.nodes.indices {
            guard let answered = snapshot.nodes[index].lastAnswered, heard[index]?.sinceOrigin != answered.sinceOrigin,
                let latency = snapshot.nodes[index].latency
            else { continue }
            heard[index] = answered
            samples[index * Self.depth + Int(next[index])] = UInt32(clamping: max(1, latency.microseconds))
            next[index] = UInt8((Int(next[index]) + 1) % Self.depth)
        }
    }

    /// Oldest first, in microseconds.
    func of(_ node: NodeID) -> [UInt32] {
        guard next.indices.contains(node.index) else { return [] }
        let ring = samples[(node.index * Self.depth)..<((node.index + 1) * Self.depth)]
        let start = ring.startIndex + Int(next[node.index])
        return (ring[start...] + ring[..<start]).filter { $0 > 0 }
    }

    /// The smallest sample that at least this share of all is not above.
    static func percentile(_ share: Double, of samples: [UInt32]) -> UInt32? {
        guard !samples.isEmpty else { return nil }
        let sorted = samples.sorted()
        let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted[min(max(0, place), sorted.count - 1)]
    }
}
