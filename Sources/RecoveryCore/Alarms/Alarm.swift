/// A situation that wants a person, from its condition's first moment until it has both ended and been acknowledged.
///
/// ```
///             condition true            acknowledged
///   (none) ------------------> NEW --------------------> ACKED
///                               |                          |
///               condition ends  v     acknowledged         v  condition ends
///                              GONE --------------------> (none)
/// ```
/// SHELVED hides any of these until an end time; SUPPRESSED counts it in its parent. A condition that comes back while the
/// alarm is GONE makes a new occurrence, which is NEW again: an acknowledgement belongs to one occurrence (I14).
package struct Alarm: Hashable, Codable, Sendable {
    package var id: AlarmID
    package var kind: AlarmKind
    /// The cluster it is about, where it is about one.
    package var cluster: ClusterID?
    package var priority: Int
    package var isActive: Bool
    package var since: Instant
    /// When its condition ended, while it is GONE.
    package var ended: Instant?
    /// 1, 2, 3 ...: how often this kind has come up for this subject.
    package var occurrence: Int
    package var acknowledgement: Acknowledgement?
    package var shelf: Shelf?
    /// The newest remark of an operator's.
    package var note: Note?
    /// The alarm under which this one is counted.
    package var parent: AlarmID?
    /// One line; it may change while the alarm lasts.
    package var text: String

    package struct Acknowledgement: Hashable, Codable, Sendable {
        package var `operator`: String
        package var at: Instant
        /// The alarm's priority at the time: what becomes worse than that wants to be acknowledged anew. nil: kept by a
        /// version that did not know; it covers all.
        package var priority: Int?

        package init(operator: String, at: Instant, priority: Int) {
            self.operator = `operator`
            self.at = at
            self.priority = priority
        }

        func covers(_ priority: Int) -> Bool { self.priority.map { $0 <= priority } ?? true }
    }

    package struct Shelf: Hashable, Codable, Sendable {
        package var `operator`: String
        package var reason: String
        package var until: Instant

        package init(operator: String, reason: String, until: Instant) {
            self.operator = `operator`
            self.reason = reason
            self.until = until
        }
    }

    package struct Note: Hashable, Codable, Sendable {
        package var `operator`: String
        package var text: String
        package var at: Instant

        package init(operator: String, text: String, at: Instant) {
            self.operator = `operator`
            self.text = text
            self.at = at
        }
    }

    package enum State: String, Hashable, Codable, Sendable {
        case new = "NEW"
        case acked = "ACKED"
        case gone = "GONE"
        case shelved = "SHELVED"
        case suppressed = "SUPPRESSED"
    }

    package var state: State {
        if parent != nil { return .suppressed }
        if shelf != nil { return .shelved }
        if !isActive { return .gone }
        return acknowledgement == nil ? .new : .acked
    }

    package init(
        id: AlarmID, kind: AlarmKind, cluster: ClusterID?, priority: Int, since: Instant, occurrence: Int, text: String
    ) {
        self.id = id
        self.kind = kind
        self.cluster = cluster
        self.priority = priority
        self.isActive = true
        self.since = since
        self.occurrence = occurrence
        self.text = text
    }
}

/// Unique for the life of a journal; what `drtop acknowledge ID` takes.
package struct AlarmID: Hashable, Comparable, Codable, Sendable {
    package let number: Int
    package init(_ number: Int) { self.number = number }
    package static func < (left: AlarmID, right: AlarmID) -> Bool { left.number < right.number }
}

/// The table of alarms in `screens.md`.
package enum AlarmKind: String, Hashable, Codable, Sendable, CaseIterable {
    case first = "first-alarm"
    case second = "second-alarm"
    case cutOff = "cut-off"
    case contradicted = "unreachable-from-here"
    case splitBrain = "split-brain"
    case empty = "came-back-empty"
    case leftOut = "left-out"
    case foreignEngine = "foreign-engine"
    case stuck = "stuck"
    case recovered = "recovered-not-synchronized"
    case unprotected = "unprotected"
    case syncBehind = "sync-behind"
    case callersBehind = "callers-behind"
    case journal = "journal-not-writable"
    case credentials = "access-refused"
    case nodesDown = "nodes-down"
    case notifications = "notifications-failing"

    /// The capitals of the screen, for the kinds that have them.
    package var title: String {
        switch self {
        case .first: "FIRST ALARM"
        case .second: "SECOND ALARM"
        case .cutOff: "CUT OFF"
        case .contradicted: "unreachable from here"
        case .splitBrain: "split brain"
        case .empty: "came back EMPTY"
        case .leftOut: "left out"
        case .foreignEngine: "foreign engine"
        case .stuck: "stuck"
        case .recovered: "recovered, not synchronized"
        case .unprotected: "unprotected"
        case .syncBehind: "sync stalled or lagging"
        case .callersBehind: "callers behind"
        case .journal: "journal not writable"
        case .credentials: "access refused"
        case .nodesDown: "nodes down"
        case .notifications: "notifications failing"
        }
    }
}
