/// Everything that a screen or `drtop status` may show, as one value of plain parts; published by the engine at most 20
/// times a second, the newest only. Panels compute ages from `now` and the instants in here.
package struct Snapshot: Codable, Sendable {
    package var settings: Settings
    /// When it was made.
    package var at: Instant
    /// Seconds since 1970 at `at`.
    package var wallTime: Double
    package var mode: Mode
    package var phase: PhaseName
    package var phaseSince: Instant
    package var overlays: [Overlay]
    package var epoch: Epoch
    /// By `NodeID`.
    package var nodes: [NodeStatus]
    /// Words for troubles that need them ("no route to host"), in the order of the nodes.
    package var details: [NodeDetail]
    /// By `ClusterID`.
    package var clusters: [ClusterStatus]
    package var sync: [SyncStatus]
    /// NEW first, then by priority and age; suppressed ones are not in here but counted in their parent.
    package var alarms: [Alarm]
    /// By `CallerID`.
    package var callers: [CallerStatus]
    /// One for each `RoleChangeKind`, in its order.
    package var offers: [Offer]
    /// The role change under way; or the last one whose callers have not converged, or of this process.
    package var change: RoleChange?
    /// nil: there is nothing to abort, or from here it goes forward.
    package var abort: Abort?
    package var journal: JournalHealth
    package var verdict: Verdict
    package var returnedNodes: [ReturnedNode]
    package var protectedSince: Instant?
    package var unprotectedSince: Instant?
    /// Alarms that are counted under another one, their `parent`.
    package var folded: [Alarm]
    /// Who is at work, by name.
    package var operators: [OperatorStatus]

    package func offer(_ kind: RoleChangeKind) -> Offer? { offers.first { $0.kind == kind } }

    /// nil: it does not wait for the operator.
    package func returned(_ node: NodeID) -> ReturnedNode? { returnedNodes.first { $0.node == node } }

    /// A confirmed plan is on its way, or stuck on it. Waiting for callers holds up nothing.
    package var isChanging: Bool { change?.isInHand ?? false }
}

/// A person at work: how many dashboards are open under the name, and what was asked for last.
package struct OperatorStatus: Hashable, Codable, Sendable {
    package var name: String
    package var dashboards = 0
    package var last: Word?

    package init(name: String, dashboards: Int = 0, last: Word? = nil) {
        self.name = name
        self.dashboards = dashboards
        self.last = last
    }

    package struct Word: Hashable, Codable, Sendable {
        package var command: String
        package var answer: String
        package var isRefused: Bool
        package var at: Instant

        package init(command: String, answer: String, isRefused: Bool, at: Instant) {
            self.command = command
            self.answer = answer
            self.isRefused = isRefused
            self.at = at
        }
    }
}

package enum PhaseName: String, Hashable, Codable, Sendable, CaseIterable {
    case synchronizing
    case primaryFailed = "primary-failed"
    case awaitingConfirmation = "awaiting-confirmation"
    case noBackup = "no-backup"
    case failingOver = "failing-over"
    case unprotected
    case awaitingReverseSync = "awaiting-reverse-sync"
    case reverseSynchronizing = "reverse-synchronizing"
    case switchingOver = "switching-over"
    case stuck
    case starting
}

/// What lies over a phase without ending it.
package enum Overlay: String, Hashable, Codable, Sendable, CaseIterable {
    /// Nothing answers anywhere: drtop itself is isolated (I7).
    case cutOff = "cut-off"
    /// A backup still receives from the primary that is silent for us.
    case contradicted
    /// Mode observe: nothing outside is touched.
    case observing
    /// Our clock jumped or a tick came late: misses are void until one clean round (I8).
    case frozen
}

/// A sentence for the second line of every screen: what is broken, so what, which key.
package struct Verdict: Hashable, Codable, Sendable {
    /// 0: nothing needs you; otherwise that of the worst alarm.
    package var priority: Int
    package var fact: String
    /// What no screen cuts; nil: there is nothing to press.
    package var press: String?
    /// A further line where there is room.
    package var more: String?
    /// For 40 columns.
    package var short: String

    package init(priority: Int, fact: String, press: String? = nil, more: String? = nil, short: String) {
        self.priority = priority
        self.fact = fact
        self.press = press
        self.more = more
        self.short = short
    }

    /// The whole sentence.
    package var text: String { press.map { "\(fact) \($0)" } ?? fact }
}

package struct NodeDetail: Hashable, Codable, Sendable {
    package var node: NodeID
    package var text: String

    package init(node: NodeID, text: String) {
        self.node = node
        self.text = text
    }
}

package struct ClusterStatus: Hashable, Codable, Sendable {
    package var role: Role
    package var verdict: ClusterVerdict
    package var available: Int
    /// Without nodes in maintenance.
    package var total: Int
    /// Since when the verdict holds.
    package var since: Instant
    /// The nodes that went first in this failure, in order, at most eight.
    package var firstOut: [NodeOut]
    /// A replaced primary whose nodes are all known to refuse writes.
    package var isFenced: Bool

    package init(
        role: Role, verdict: ClusterVerdict, available: Int, total: Int, since: Instant, firstOut: [NodeOut] = [],
        isFenced: Bool = false
    ) {
        self.role = role
        self.verdict = verdict
        self.available = available
        self.total = total
        self.since = since
        self.firstOut = firstOut
        self.isFenced = isFenced
    }

    package struct NodeOut: Hashable, Codable, Sendable {
        package var node: NodeID
        package var at: Instant

        package init(node: NodeID, at: Instant) {
            self.node = node
            self.at = at
        }
    }
}

/// What the ratio says of a cluster.
///
/// ```
/// unknown --round done--> available <--recovered-- recovering <--ratio above-- failed
///                             |                         ---ratio below--->       ^
///                             +--ratio at or below--> failing --held, allowed----+
///                             <-------ratio above--------+
/// ```
package enum ClusterVerdict: String, Hashable, Codable, Sendable {
    case unknown
    case available
    /// At or below the threshold, but not yet for long enough, or the alarm is held back.
    case failing
    case failed
    /// Above the threshold again, but not yet for long enough.
    case recovering
}

/// The state of sync from the primary to one other cluster.
package struct SyncStatus: Hashable, Codable, Sendable {
    package enum State: String, Hashable, Codable, Sendable {
        case unknown
        /// Every pair that can, is linked.
        case running
        case copying
        case stalled
        /// By drtop, on purpose, and read back.
        case stopped
        /// A preset rule lets it run only at times (M4).
        case betweenRuns = "between-runs"
    }

    package var from: ClusterID
    package var to: ClusterID
    package var state: State
    package var since: Instant
    package var pairs: Int
    package var inSync: Int
    /// The sum over the pairs; nil: UNKNOWN for at least one.
    package var lagBytes: Int64?
    /// The worst of the pairs.
    package var lagTime: Duration?
    /// The oldest sample in it.
    package var sampled: Instant?
    /// Bytes per second over all pairs; nil: UNKNOWN.
    package var writeRate: Double?
    package var incremental: Int
    package var full: Int
    /// Bytes to copy if `to` were joined to `from` now; nil: UNKNOWN for at least one pair.
    package var bytesToCopy: Int64?
    /// What only `to` has, against `from`; nil: UNKNOWN for at least one pair.
    package var bytesToDiscard: Int64?
    package var writesToDiscard: Int64?
    /// Why the first pair needs a full copy.
    package var fullReason: String?
    /// 0 to 1 while copying.
    package var progress: Double?

    package init(from: ClusterID, to: ClusterID, state: State, since: Instant, pairs: Int, inSync: Int) {
        self.from = from
        self.to = to
        self.state = state
        self.since = since
        self.pairs = pairs
        self.inSync = inSync
        incremental = 0
        full = 0
    }
}

package struct CallerStatus: Hashable, Codable, Sendable {
    /// The newest epoch that reached it, and the newest that it said it uses; 0: none.
    package var delivered: Epoch
    package var applied: Epoch
    /// It fetches its configuration itself, and does not say whether it applies it.
    package var pulls: Bool
    package var error: String?
    package var retryAt: Instant?
    /// Since when it has been behind the newest epoch, or on it; nil: since before this process.
    package var since: Instant?
    package var waiver: Waiver?

    package init(
        delivered: Epoch = 0, applied: Epoch = 0, pulls: Bool, error: String? = nil, retryAt: Instant? = nil,
        since: Instant? = nil, waiver: Waiver? = nil
    ) {
        self.delivered = delivered
        self.applied = applied
        self.pulls = pulls
        self.error = error
        self.retryAt = retryAt
        self.since = since
        self.waiver = waiver
    }

    /// An operator's word not to wait for it, until it applies a newer epoch than this.
    package struct Waiver: Hashable, Codable, Sendable {
        package var epoch: Epoch
        /// nil, as the reason: given to a version that did not keep it.
        package var `operator`: String?
        package var reason: String?

        package init(epoch: Epoch, operator: String? = nil, reason: String? = nil) {
            self.epoch = epoch
            self.operator = `operator`
            self.reason = reason
        }
    }

    /// The newest epoch of which it is known that it got there: of one that fetches by itself, what it fetched.
    package var reached: Epoch { pulls ? max(applied, delivered) : applied }

    /// It has not reached this epoch, and nobody waits for that.
    package func isWaived(for epoch: Epoch) -> Bool {
        reached < epoch && waiver.map { $0.epoch >= epoch } ?? false
    }
}
