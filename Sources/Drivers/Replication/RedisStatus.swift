/// What one answer to `INFO server replication persistence stats keyspace memory` says, as plain values. A field that is missing
/// keeps its default. Source of the fields: redis 7.0 `src/server.c`, `genRedisInfoString`.
package struct RedisStatus: Hashable, Sendable {
    /// A replica as its source sees it (`slave0:ip=...`).
    package struct Replica: Hashable, Sendable {
        package var host = ""
        package var port: UInt16 = 0
        package var isOnline = false
        package var offset: Int64 = 0
    }

    package struct Keyspace: Hashable, Sendable {
        package var keys: Int64 = 0
        package var expiring: Int64 = 0
        /// Mean time to live in milliseconds; 0 where Redis has not estimated it yet.
        package var meanTimeToLive: Int64 = 0
    }

    package var version = ""
    /// Changes with every start of the process.
    package var runID = ""
    /// Where `CONFIG REWRITE` keeps a role over a restart; empty: nowhere.
    package var settingsFile = ""
    package var isReplica = false
    /// The replication history that it writes or follows (`master_replid`).
    package var history = ""
    /// The history from which its own departed when it was promoted (`master_replid2`); valid before `formerHistoryEnd`.
    package var formerHistory = ""
    /// The first offset that does not belong to the former history (`second_repl_offset`); -1 without one.
    package var formerHistoryEnd: Int64 = -1
    package var masterOffset: Int64?
    package var replicaOffset: Int64?

    package var keepsBacklog = false
    package var backlogSize: Int64 = 0
    package var backlogStart: Int64 = 0
    package var backlogLength: Int64 = 0

    package var sourceHost = ""
    package var sourcePort: UInt16 = 0
    package var linkIsUp = false
    package var isCopying = false
    /// Per cent.
    package var copyShare: Double?
    package var copyBytes: Int64 = 0
    package var copyBytesLeft: Int64?
    /// Whole seconds since the source was last heard; nil while the link is down.
    package var silence: Int64?
    /// The same for a full copy that is being made; the source sends a keep-alive each second while it prepares one.
    package var copySilence: Int64?
    package var replicas: [Replica] = []
    /// `no-failover`, `waiting-for-sync` or `failover-in-progress`.
    package var handOverState = ""

    package var isLoading = false
    package var loadedShare: Double?
    package var loadedBytes: Int64 = 0
    package var savesByLog = false
    package var fullSyncs: Int64 = 0
    package var partialSyncs: Int64 = 0
    /// Memory of the data alone, without buffers and bookkeeping: a full copy moves less than this, because it is packed.
    package var dataSize: Int64?
    package var keyspaces: [Keyspace] = []
    /// Whether the answer had a keyspace section at all: without one nothing is known of the data.
    package var tellsKeyspace = false

    package init() {}

    /// How far it is in its history; nil: it does not say.
    package var position: Int64? {
        isReplica ? replicaOffset ?? masterOffset : masterOffset
    }

    /// It follows drtop's dead port: stopped, read-only, partial resync still possible.
    package var isParked: Bool {
        isReplica && sourceHost == Self.parkingHost && sourcePort == Self.parkingPort
    }

    /// Nobody listens on port 1 of the node itself; Redis goes on trying once a second, which costs nothing.
    package static let parkingHost = "127.0.0.1"
    package static let parkingPort: UInt16 = 1
}
