/// How the available nodes become a cluster's verdict (M3), with the time that a verdict must hold. The states and their
/// arrows are drawn at `ClusterVerdict`.
struct ClusterWatch: Sendable {
    var available = 0
    /// Without nodes in maintenance.
    var total = 0
    /// Nodes whose last heartbeat was missed.
    var missing = 0
    private(set) var verdict = ClusterVerdict.unknown
    private(set) var since: Instant
    /// Nodes that became unavailable since the cluster was last whole, the first ones first.
    var firstOut: [ClusterStatus.NodeOut] = []
    /// When this cluster's newest answer arrived.
    var newestAnswer: Instant?

    static let firstOutLimit = 8

    init(at now: Instant) {
        since = now
    }

    /// What a verdict is judged by.
    struct Rule {
        var threshold: Threshold
        var hold: Duration
        var recoveryHold: Duration
        /// A failed verdict may be reached now: drtop is not cut off or frozen, and nobody contradicts.
        var mayFail: Bool
    }

    /// Moves the verdict on. Returns whether it changed.
    mutating func judge(_ rule: Rule, at now: Instant) -> Bool {
        let isAbove = rule.threshold.isExceeded(available: available, total: total)
        let next: ClusterVerdict
        switch (verdict, isAbove) {
        case (.unknown, true), (.available, true), (.failing, true):
            next = .available
        case (.unknown, false), (.available, false):
            next = .failing
        case (.failing, false):
            next = now - since >= rule.hold && rule.mayFail ? .failed : .failing
        case (.failed, true):
            next = rule.recoveryHold == .zero ? .available : .recovering
        case (.recovering, true):
            next = now - since >= rule.recoveryHold ? .available : .recovering
        case (.failed, false), (.recovering, false):
            next = .failed
        }
        guard next != verdict else { return false }
        verdict = next
        since = now
        return true
    }

    /// I8: what was not watched was not held; the hold counts anew.
    mutating func restartHold(at now: Instant) {
        switch verdict {
        case .failing, .recovering: since = now
        case .unknown, .available, .failed: break
        }
    }

    mutating func noteOut(_ node: NodeID, at now: Instant) {
        guard firstOut.count < Self.firstOutLimit, !firstOut.contains(where: { $0.node == node }) else { return }
        firstOut.append(ClusterStatus.NodeOut(node: node, at: now))
    }
}
