/// The part of the recovery's state that survives a restart, saved in the same transaction as the records that explain it.
/// Its instants belong to the process that saved it: `shifted(by:)` moves them to another process's clock.
package struct DurableState: Hashable, Codable, Sendable {
    /// The names behind the places that the rest refers to.
    package var topology: Topology
    /// The newest published epoch; 0 before the first.
    package var epoch: Epoch = 0
    package var nextEffect: UInt64 = 1
    package var nextAlarm: Int = 1
    /// By cluster.
    package var roles: [Role]
    package var mode: Mode
    package var alarms: [Alarm] = []
    /// The role change or reverse sync that is under way, with every step that has ended.
    package var change: RoleChange?
    /// The last role change, as long as its callers have not converged. nil: as below.
    package var converging: RoleChange?
    /// For the block window (I19).
    package var lastRoleChange: Instant?
    /// Since when no backup is in sync; nil while one is.
    package var unprotectedSince: Instant?
    package var maintenance: [Maintenance] = []
    /// Primary nodes whose pair is parked because they may come back, or came back, without their data.
    package var guarded: [NodeID] = []
    /// Of the guarded, those that came back and are no successors, and those that an operator took as they are. nil: saved
    /// by a version that did not keep them.
    package var strangers: [NodeID]?
    package var resumed: [NodeID]?
    /// What only a replaced primary's nodes have, once it was counted.
    package var ownWrites: [CountedWrites] = []

    /// Pairs whose node in the primary cluster has not taken over: their callers keep what they have.
    package var leftOut: [PairID] = []
    /// Nodes to which a role change would have moved its callers, had it not been given up. nil: as above.
    package var givenUp: [NodeID]?
    /// Part of a plan's fingerprint, raised with every claim.
    package var planSerial: Int = 0
    /// Callers that are not waited for. nil, as below: saved by a version that did not keep it.
    package var waivers: [Waiver]?
    /// A run of the preset sync rule is open.
    package var isSyncRunOpen: Bool?

    package init(topology: Topology, roles: [Role], mode: Mode) {
        self.topology = topology
        self.roles = roles
        self.mode = mode
    }

    /// The very first start.
    package init(settings: Settings) {
        self.init(
            topology: Topology(settings), roles: settings.clusters.map(\.initialRole), mode: settings.failover.mode)
    }

    package struct Topology: Hashable, Codable, Sendable {
        package var clusters: [String]
        package var nodes: [String]

        package init(_ settings: Settings) {
            clusters = settings.clusters.map(\.name)
            nodes = settings.nodes.map { "\(settings.name(of: $0.cluster))/\($0.name)@\($0.address)" }
        }
    }

    package struct CountedWrites: Hashable, Codable, Sendable {
        package var node: NodeID
        package var writes: OwnWrites

        package init(node: NodeID, writes: OwnWrites) {
            self.node = node
            self.writes = writes
        }
    }

    /// An operator's word not to wait for a caller, by its name, until it applies a newer epoch than this.
    package struct Waiver: Hashable, Codable, Sendable {
        package var caller: String
        package var epoch: Epoch
        /// By whom, and why. nil: as below.
        package var `operator`: String?
        package var reason: String?

        package init(caller: String, epoch: Epoch, operator: String? = nil, reason: String? = nil) {
            self.caller = caller
            self.epoch = epoch
            self.operator = `operator`
            self.reason = reason
        }
    }

    /// The same state on a clock whose instants are later by `offset`.
    package func shifted(by offset: Duration) -> DurableState {
        var state = self
        state.alarms = alarms.map { $0.shifted(by: offset) }
        state.change = change?.shifted(by: offset)
        state.converging = converging?.shifted(by: offset)
        state.lastRoleChange = lastRoleChange.map { $0 + offset }
        state.unprotectedSince = unprotectedSince.map { $0 + offset }
        state.maintenance = maintenance.map {
            Maintenance(node: $0.node, until: $0.until + offset, operator: $0.operator)
        }
        return state
    }
}

/// A node that an operator has taken out of the count until an end time.
package struct Maintenance: Hashable, Codable, Sendable {
    package var node: NodeID
    package var until: Instant
    package var `operator`: String

    package init(node: NodeID, until: Instant, operator: String) {
        self.node = node
        self.until = until
        self.operator = `operator`
    }
}

extension Alarm {
    func shifted(by offset: Duration) -> Alarm {
        var alarm = self
        alarm.since = since + offset
        alarm.ended = ended.map { $0 + offset }
        if let given = acknowledgement { alarm.acknowledgement?.at = given.at + offset }
        if let shelf { alarm.shelf?.until = shelf.until + offset }
        return alarm
    }
}
