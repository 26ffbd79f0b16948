/// What a node says of its own part in replication. The driver reports and obeys; it never decides.
package struct NodeReport: Hashable, Codable, Sendable {
    package var node: NodeID
    /// What is said was so then, or later: when it was asked, or when an order had read it back.
    package var at: Instant
    /// Changes with every start of the process behind the address (Redis: `run_id`).
    package var incarnation: String
    package var role: StorageRole
    package var data: DataState

    package init(node: NodeID, at: Instant, incarnation: String, role: StorageRole, data: DataState) {
        self.node = node
        self.at = at
        self.incarnation = incarnation
        self.role = role
        self.data = data
    }
}

package enum StorageRole: Hashable, Codable, Sendable {
    /// It accepts writes.
    case writable
    /// It refuses writes and takes its data from a source.
    case following(Source, Link)

    package enum Source: Hashable, Codable, Sendable {
        case node(NodeID)
        /// Nowhere: it was parked by drtop and stays read-only.
        case parked
        /// An address that the settings do not know.
        case elsewhere(String)
    }

    package enum Link: Hashable, Codable, Sendable {
        case up
        case down
        /// A full copy is being made; share from 0 to 1 where the storage tells, and bytes left.
        case copying(share: Double?, bytesLeft: Int64?)
    }

    /// What is decided by; the figures of a copy move all the time.
    var outline: StorageRole {
        guard case .following(let source, .copying) = self else { return self }
        return .following(source, .copying(share: nil, bytesLeft: nil))
    }
}

package enum DataState: Hashable, Codable, Sendable {
    case unknown
    case empty
    case holds(keys: Int64)

    /// What is decided by; the number of keys moves all the time.
    enum Kind { case unknown, empty, holds }

    var kind: Kind {
        switch self {
        case .unknown: .unknown
        case .empty: .empty
        case .holds: .holds
        }
    }

    /// nil: UNKNOWN.
    var keys: Int64? {
        switch self {
        case .unknown: nil
        case .empty: 0
        case .holds(let keys): keys
        }
    }

    /// Some keys expire, and callers delete some: a node that lost its data holds much less than that.
    func isLessThanHalf(of other: DataState) -> Bool {
        guard let keys, let others = other.keys else { return false }
        return keys < others / 2 + others % 2
    }
}

/// What the driver knows of the way from the primary cluster's node (upstream) to another cluster's node of the same pair
/// (downstream). Positions stay with the driver; here are only their differences.
package struct PairReport: Hashable, Codable, Sendable {
    package var pair: PairID
    package var upstream: NodeID
    package var downstream: NodeID
    /// Of the downstream's report that was compared; the upstream's: `upstreamSampled`.
    package var at: Instant
    /// How far the downstream node is behind the upstream's last known position; nil: UNKNOWN (never sampled, or the
    /// histories are not comparable).
    package var lag: Lag?
    /// When the upstream's position was last sampled; the lag is an upper bound only together with its age.
    package var upstreamSampled: Instant?
    /// Bytes per second that the upstream wrote lately; widens the loss while the upstream cannot be asked.
    package var writeRate: Double?
    /// When data or a keep-alive of the upstream last reached the downstream; whole seconds with some storages.
    package var heard: Instant?
    /// What joining the downstream to the upstream would take now.
    package var forecast: SyncForecast
    /// What only the downstream has, against the upstream; nil: UNKNOWN.
    package var ownWrites: OwnWrites?
    /// What only the upstream has, against the downstream; nil: UNKNOWN. More than the lag where the two have parted.
    package var upstreamWrites: OwnWrites?

    package init(
        pair: PairID, upstream: NodeID, downstream: NodeID, at: Instant, lag: Lag? = nil,
        upstreamSampled: Instant? = nil, writeRate: Double? = nil, heard: Instant? = nil,
        forecast: SyncForecast = .unknown("never compared"), ownWrites: OwnWrites? = nil,
        upstreamWrites: OwnWrites? = nil
    ) {
        self.pair = pair
        self.upstream = upstream
        self.downstream = downstream
        self.at = at
        self.lag = lag
        self.upstreamSampled = upstreamSampled
        self.writeRate = writeRate
        self.heard = heard
        self.forecast = forecast
        self.ownWrites = ownWrites
        self.upstreamWrites = upstreamWrites
    }
}

package struct Lag: Hashable, Codable, Sendable {
    package var bytes: Int64
    /// nil: UNKNOWN; from own samples of both positions, so no finer than their spacing.
    package var time: Duration?

    package init(bytes: Int64, time: Duration?) {
        self.bytes = bytes
        self.time = time
    }
}

package enum SyncForecast: Hashable, Codable, Sendable {
    /// The upstream is a successor of what the downstream has: only the difference is sent.
    case incremental(bytes: Int64)
    /// The downstream's data is replaced as a whole; the reason in words ("its backlog is exceeded").
    case full(reason: String, bytes: Int64?)
    case unknown(String)

    enum Kind { case incremental, full, unknown }

    var kind: Kind {
        switch self {
        case .incremental: .incremental
        case .full: .full
        case .unknown: .unknown
        }
    }

    package var isIncremental: Bool { kind == .incremental }
}

/// Writes that exist on one side only.
package struct OwnWrites: Hashable, Codable, Sendable {
    package var bytes: Int64
    /// Counted where the storage allowed them to be read.
    package var commands: Int64?
    /// Where they were saved, if they were.
    package var savedTo: String?

    package init(bytes: Int64, commands: Int64? = nil, savedTo: String? = nil) {
        self.bytes = bytes
        self.commands = commands
        self.savedTo = savedTo
    }

    /// "12 KB in 40 writes".
    package var words: String {
        Words.bytes(bytes) + (commands.map { " in \($0) writes" } ?? "")
    }
}
