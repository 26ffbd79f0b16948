/// Exactly what a failover, switchover or reverse sync will do; its fingerprint is what the operator confirms.
package struct Plan: Hashable, Codable, Sendable {
    package var kind: RoleChangeKind
    /// The primary as the plan was drawn: it gives up its role, or is the source of the reverse sync.
    package var from: ClusterID
    /// The cluster that takes over or, for a reverse sync, that is overwritten: the operator types its name.
    package var target: ClusterID
    /// The epoch in force when the plan was drawn.
    package var epoch: Epoch
    package var pairs: [PlannedPair]
    /// What each caller's configuration information becomes; empty for a reverse sync.
    package var changes: [CallerChange]
    /// The most bytes of writes that are lost if the plan is carried out before it expires; nil: UNKNOWN. For a reverse
    /// sync: what only the overwritten cluster has.
    package var loss: Int64?
    package var drawn: Instant
    package var expires: Instant
    package var fingerprint: String

    package init(
        kind: RoleChangeKind, from: ClusterID, target: ClusterID, epoch: Epoch, pairs: [PlannedPair],
        changes: [CallerChange], loss: Int64?, drawn: Instant, expires: Instant, fingerprint: String
    ) {
        self.kind = kind
        self.from = from
        self.target = target
        self.epoch = epoch
        self.pairs = pairs
        self.changes = changes
        self.loss = loss
        self.drawn = drawn
        self.expires = expires
        self.fingerprint = fingerprint
    }

    /// The pair in which this node takes part.
    func pair(with node: NodeID) -> PlannedPair {
        guard let found = pairs.first(where: { $0.from == node || $0.to == node }) else {
            preconditionFailure("node \(node.index) is not in plan \(fingerprint)")
        }
        return found
    }

    /// How long a plan may be confirmed after it was drawn.
    package static let lifetime = Duration.seconds(60)
}

package struct PlannedPair: Hashable, Codable, Sendable {
    package var id: PairID
    package var from: NodeID
    package var to: NodeID
    /// nil: the pair takes part. Otherwise why it is left out: its callers keep what they have.
    package var leftOut: String?

    package init(id: PairID, from: NodeID, to: NodeID, leftOut: String? = nil) {
        self.id = id
        self.from = from
        self.to = to
        self.leftOut = leftOut
    }

    package var isReady: Bool { leftOut == nil }
}

/// One address of one caller before and after; `after` is nil for what the target cannot provide, and the caller keeps it.
package struct CallerChange: Hashable, Codable, Sendable {
    package var caller: CallerID
    package var service: String
    package var before: ConfigurationInformation.Endpoint?
    package var after: ConfigurationInformation.Endpoint?
    /// Why there is nothing after.
    package var omitted: String?

    package init(
        caller: CallerID, service: String, before: ConfigurationInformation.Endpoint?,
        after: ConfigurationInformation.Endpoint?, omitted: String? = nil
    ) {
        self.caller = caller
        self.service = service
        self.before = before
        self.after = after
        self.omitted = omitted
    }
}

/// A row of the plan dialog; the same words go to the journal and to the copied summary.
package struct PlanRow: Hashable, Codable, Sendable {
    package enum Label: String, Hashable, Codable, Sendable, CaseIterable {
        case why = "WHY"
        case ready = "READY"
        case cost = "COST"
        case risk = "RISK"
        case undo = "UNDO"
        case configuration = "CONFIG"
    }

    package var label: Label
    package var lines: [String]
    /// The form of few columns: one line.
    package var short: String

    package init(_ label: Label, _ lines: [String], short: String) {
        self.label = label
        self.lines = lines
        self.short = short
    }
}

/// One condition of an action: what it is, its value now, its limit, since when, and what would change it.
package struct Condition: Hashable, Codable, Sendable {
    package var name: String
    package var isMet: Bool
    package var value: String
    package var limit: String
    package var since: Instant?
    package var remedy: String

    package init(_ name: String, isMet: Bool, value: String, limit: String, since: Instant? = nil, remedy: String = "")
    {
        self.name = name
        self.isMet = isMet
        self.value = value
        self.limit = limit
        self.since = since
        self.remedy = remedy
    }
}

/// An action of level 3 as it stands now: a plan to confirm, or what stands in its way. The conditions are all of them,
/// met or not, so that the screen can answer both why and why not.
package struct Offer: Hashable, Codable, Sendable {
    package var kind: RoleChangeKind
    package var plan: Plan?
    package var rows: [PlanRow]
    package var conditions: [Condition]

    package init(kind: RoleChangeKind, plan: Plan?, rows: [PlanRow], conditions: [Condition]) {
        self.kind = kind
        self.plan = plan
        self.rows = rows
        self.conditions = conditions
    }

    package var isPossible: Bool { plan != nil && conditions.allSatisfy(\.isMet) }
}
