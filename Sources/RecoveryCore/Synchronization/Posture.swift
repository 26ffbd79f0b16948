/// What a node's storage should be doing, so that the roles are enforced node by node: whatever returns, at whatever
/// moment, is brought to its cluster's role. A posture that the newest report already shows needs no order.
enum Posture: Hashable, Sendable {
    /// Read-only, taking nothing from anybody.
    case parked
    /// A replaced primary's node that still accepts writes: what only it has is read, then it is parked.
    case fenced(against: NodeID?)
    case following(NodeID)
    /// A node of the primary that has to take writes.
    case writable
    /// The pair was left out of a role change and its old node still serves: take over from it.
    case takingOver(from: NodeID)

    /// Allowed although the journal cannot be written (I21).
    var isProtective: Bool {
        switch self {
        case .parked, .fenced: true
        case .following, .writable, .takingOver: false
        }
    }

    func order(to node: NodeID) -> Order {
        switch self {
        case .parked: Order(.park(node), deadline: Deadline.park)
        case .fenced(let other): Order(.fence(node, against: other), deadline: Deadline.fence)
        case .following(let source): Order(.follow(node, source: source), deadline: nil)
        case .writable: Order(.promote(node), deadline: Deadline.promote)
        case .takingOver(let old): Order(.handOver(from: old, to: node), deadline: Deadline.handOver)
        }
    }

    /// What the order made of the node, once it was read back.
    var resultingRole: StorageRole {
        switch self {
        case .parked, .fenced: .following(.parked, .down)
        case .following(let source): .following(.node(source), .up)
        case .writable, .takingOver: .writable
        }
    }

    func words(_ node: NodeID, in settings: Settings) -> String {
        let name = settings.name(of: node)
        return switch self {
        case .parked: "park \(name)"
        case .fenced: "fence \(name)"
        case .following(let source): "let \(name) follow \(settings.name(of: source))"
        case .writable: "promote \(name)"
        case .takingOver(let old): "hand over from \(settings.name(of: old)) to \(name)"
        }
    }
}

/// How long the storage may take for one order.
enum Deadline {
    static let park = Duration.seconds(2)
    /// For all nodes of a hung primary together: it is added once to the failover.
    static let fence = Duration.milliseconds(1500)
    static let promote = Duration.seconds(30)
    static let handOver = Duration.seconds(15)
    /// How long a publication waits for a fresh answer of the cluster that takes over, at least.
    static let freshAnswer = Duration.seconds(5)
}

/// What is under way to bring nodes to their postures, and when to try again what failed.
struct PostureBoard: Sendable {
    private var attempts: [Attempt]

    struct Attempt: Hashable, Sendable {
        var posture: Posture?
        var effect: EffectID?
        var failures = 0
        var retryAt: Instant?
        var error: String?

        /// An order is under way that makes it take writes instead of its pair.
        var isTakingOver: Bool {
            if effect != nil, case .takingOver = posture { true } else { false }
        }

        /// An order is under way that makes it take data.
        var isJoining: Bool {
            guard effect != nil, let posture else { return false }
            return switch posture {
            case .following, .takingOver: true
            case .parked, .fenced, .writable: false
            }
        }
    }

    init(nodes: Int) {
        attempts = Array(repeating: Attempt(), count: nodes)
    }

    subscript(node: NodeID) -> Attempt { attempts[node.index] }

    func isFree(_ node: NodeID, for posture: Posture, at now: Instant) -> Bool {
        let attempt = attempts[node.index]
        // A copy takes as long as it takes, and longer when its source has died: what protects the data does not wait for it.
        guard attempt.effect == nil || (posture.isProtective && attempt.isJoining) else { return false }
        guard attempt.posture == posture, let retryAt = attempt.retryAt else { return true }
        return retryAt <= now
    }

    mutating func began(_ node: NodeID, _ posture: Posture, _ effect: EffectID?) {
        if attempts[node.index].posture != posture { attempts[node.index] = Attempt(posture: posture) }
        attempts[node.index].effect = effect
        attempts[node.index].retryAt = nil
    }

    /// What was held back, or failed, is looked at anew; what is under way goes on.
    mutating func forgetWhatIsNotUnderWay() {
        for index in attempts.indices where attempts[index].effect == nil { attempts[index] = Attempt() }
    }

    mutating func ended(_ node: NodeID, error: String?, at now: Instant) {
        attempts[node.index].effect = nil
        attempts[node.index].error = error
        attempts[node.index].failures = error == nil ? 0 : attempts[node.index].failures + 1
        attempts[node.index].retryAt =
            error == nil ? nil : now + .milliseconds(min(10_000, 200 << min(attempts[node.index].failures - 1, 6)))
    }

    /// When the next failed attempt is repeated.
    func deadline(after now: Instant) -> Instant? {
        var next: Instant?
        for attempt in attempts {
            if let retryAt = attempt.retryAt, retryAt > now { next = min(next ?? retryAt, retryAt) }
        }
        return next
    }
}
