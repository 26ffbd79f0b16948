/// One node as the screen shows it: a fixed-size value, so that 10,000 of them are one flat copy.
package struct NodeStatus: Hashable, Codable, Sendable {
    package var state: NodeState = .unknown
    package var trouble: Trouble = .none
    /// Misses in a row.
    package var misses: UInt8 = 0
    /// Good answers in a row, counted up to what a recovery needs.
    package var answers: UInt8 = 0
    /// Whether it counts as available (M2); kept apart from `state`, which also knows "late".
    package var isAvailable = false
    /// Since when the state holds.
    package var since: Instant = .origin
    package var lastAnswered: Instant?
    /// When the first of the questions was asked that it has not answered well since: it may have served until then.
    package var silentSince: Instant?
    /// Of the last answer.
    package var latency: Duration?
    /// The last 32 heartbeats, two bits each, the newest lowest: 0 none, 1 answered, 2 not serving, 3 missed.
    package var history: UInt64 = 0

    package init() {}

    /// One of the last 32 heartbeats was answered by a node that lived but did not serve.
    package var wasNotServingLately: Bool {
        // The higher bit of a pair set and the lower one clear.
        history & ~(history << 1) & 0xaaaa_aaaa_aaaa_aaaa != 0
    }
}

package enum NodeState: UInt8, Hashable, Codable, Sendable, CaseIterable {
    /// No heartbeat has ended yet.
    case unknown
    case up
    /// Missed at least one heartbeat, but fewer than make it unavailable; or answers again, but not yet often enough.
    case late
    case down
    /// Alive, but loading, busy or starting.
    case notServing
    /// Alive, but does not let drtop in.
    case refusesUs
    case maintenance

    package var word: String {
        switch self {
        case .unknown: "no data"
        case .up: "up"
        case .late: "late"
        case .down: "down"
        case .notServing: "not serving"
        case .refusesUs: "refuses us"
        case .maintenance: "maintenance"
        }
    }
}

/// Why the last heartbeat was no good one.
package enum Trouble: UInt8, Hashable, Codable, Sendable {
    case none, timeout, refused, closed, unreachable, invalid, loading, busy, starting, access

    package var words: String {
        switch self {
        case .none: ""
        case .timeout: "no answer in time"
        case .refused: "connection refused"
        case .closed: "connection closed"
        case .unreachable: "unreachable"
        case .invalid: "not a valid answer"
        case .loading: "loading its data"
        case .busy: "busy with a script"
        case .starting: "starting up"
        case .access: "refuses drtop's credentials"
        }
    }
}
