/// What one system is and how it is watched: the settings file after every fault was found and every default applied.
/// The core reads it and never changes it.
package struct Settings: Hashable, Codable, Sendable {
    package var system: String
    package var environment: String
    package var threshold: Threshold
    package var heartbeat: HeartbeatSettings
    package var sync: SyncSettings
    package var failover: FailoverSettings
    package var clusters: [Cluster]
    /// The nodes of all clusters, cluster by cluster, in the order of the file; a `NodeID` is an index into it.
    package var nodes: [Node]
    package var services: [Service]
    package var callers: [Caller]

    package init(
        system: String, environment: String = "", threshold: Threshold = .half,
        heartbeat: HeartbeatSettings = HeartbeatSettings(), sync: SyncSettings = SyncSettings(),
        failover: FailoverSettings = FailoverSettings(), clusters: [Cluster], nodes: [Node], services: [Service] = [],
        callers: [Caller] = []
    ) {
        self.system = system
        self.environment = environment
        self.threshold = threshold
        self.heartbeat = heartbeat
        self.sync = sync
        self.failover = failover
        self.clusters = clusters
        self.nodes = nodes
        self.services = services
        self.callers = callers
    }
}

/// How heartbeats are asked and judged. `contract.md` names the keys and their defaults.
package struct HeartbeatSettings: Hashable, Codable, Sendable {
    package enum Probe: String, Codable, Sendable { case redis, tcp }

    package var probe: Probe = .redis
    package var interval: Duration = .seconds(1)
    package var timeout: Duration = .milliseconds(500)
    /// Misses in a row that make a node unavailable (k).
    package var misses: Int = 3
    /// How long a cluster's ratio must stay at or below the threshold before it counts as failed.
    package var hold: Duration = .seconds(1)
    /// How long a cluster's ratio must stay above the threshold before a failed cluster counts as available again.
    package var recoveryHold: Duration = .seconds(5)
    package init() {}
}

package struct SyncSettings: Hashable, Codable, Sendable {
    package enum Driver: String, Codable, Sendable { case redis }

    package enum Rule: Hashable, Codable, Sendable {
        case realTime
        /// Sync runs at each multiple of the period until it has caught up, then is parked until the next.
        case every(Duration)
        /// The same once a day, at a time of day in UTC.
        case daily(hour: Int, minute: Int)
    }

    package var driver: Driver = .redis
    package var rule: Rule = .realTime
    package var lagLimit: Duration = .seconds(10)
    package init() {}
}

/// Who may act: see the table in `Mode`.
package struct FailoverSettings: Hashable, Codable, Sendable {
    package var mode: Mode = .confirm
    /// No automatic role change sooner than this after another one.
    package var block: Duration = .seconds(3600)
    package init() {}
}

/// A named group of nodes that can serve alone. Its name never changes; its role does.
package struct Cluster: Hashable, Codable, Sendable {
    package let id: ClusterID
    package var name: String
    /// The role at the very first start; later the journal knows.
    package var initialRole: Role
    /// The places of its nodes in `Settings.nodes`.
    package var nodes: Range<Int>

    package init(id: ClusterID, name: String, initialRole: Role, nodes: Range<Int>) {
        self.id = id
        self.name = name
        self.initialRole = initialRole
        self.nodes = nodes
    }
}

/// What a cluster is now. Roles move between clusters, names do not.
package enum Role: String, Hashable, Codable, Sendable {
    case primary, backup
    /// A primary that was replaced; it must not serve and is no candidate until reverse sync has made it a backup.
    case failed
}

/// One address that answers heartbeats.
package struct Node: Hashable, Codable, Sendable {
    package let id: NodeID
    package var name: String
    package var cluster: ClusterID
    /// Where drtop reaches it.
    package var address: NodeAddress
    /// Where the other cluster's nodes reach it.
    package var syncAddress: NodeAddress
    /// Where callers reach it.
    package var callerAddress: NodeAddress
    package var zone: String?
    package var rack: String?
    /// nil: the node counts in the ratio, but has no counterpart and takes no part in sync.
    package var pair: PairID?

    package init(
        id: NodeID, name: String, cluster: ClusterID, address: NodeAddress, syncAddress: NodeAddress? = nil,
        callerAddress: NodeAddress? = nil, zone: String? = nil, rack: String? = nil, pair: PairID?
    ) {
        self.id = id
        self.name = name
        self.cluster = cluster
        self.address = address
        self.syncAddress = syncAddress ?? address
        self.callerAddress = callerAddress ?? address
        self.zone = zone
        self.rack = rack
        self.pair = pair
    }
}

/// Host and port as written in the settings: a name, an IPv4 address or an IPv6 address (kept without its brackets).
package struct NodeAddress: Hashable, Codable, Sendable, CustomStringConvertible {
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Something that nodes provide to callers, named by the nodes of the first cluster; pairs give the others.
package struct Service: Hashable, Codable, Sendable {
    package var name: String
    /// How it is called, in the callers' own words ("redis", "redis-readonly").
    package var interface: String
    package var pairs: [PairID]
    /// Clusters that offer it by another interface.
    package var interfaces: [ClusterID: String]
    /// Clusters that cannot provide it.
    package var absent: [ClusterID]

    package init(
        name: String, interface: String, pairs: [PairID], interfaces: [ClusterID: String] = [:],
        absent: [ClusterID] = []
    ) {
        self.name = name
        self.interface = interface
        self.pairs = pairs
        self.interfaces = interfaces
        self.absent = absent
    }
}

/// A program that uses the storage.
package struct Caller: Hashable, Codable, Sendable {
    package let id: CallerID
    package var name: String
    /// Places in `Settings.services`.
    package var uses: [Int]
    package var deliveries: [Delivery]
    /// It has a token for the interface, and says there what it uses.
    package var speaks: Bool

    package init(id: CallerID, name: String, uses: [Int], deliveries: [Delivery] = [], speaks: Bool = false) {
        self.id = id
        self.name = name
        self.uses = uses
        self.deliveries = deliveries
        self.speaks = speaks
    }
}

/// A way by which a caller gets its configuration information. A caller without any fetches it itself.
package enum Delivery: Hashable, Codable, Sendable {
    /// Written beside and renamed; then the reload command runs, if there is one. Applied when that exits 0.
    case file(path: String, reload: [String])
    /// POSTed. Applied when the answer says so.
    case webhook(url: String)
    /// Servers of HAProxy, by its runtime socket. Applied when read back.
    case haproxy(socket: String, servers: [HAProxyServers], stateFile: String?)
    /// Databases of PgBouncer: a file that its settings include, and RELOAD on the console at a Unix socket. Applied when
    /// read back.
    case pgbouncer(file: String, databases: [PgBouncerDatabase], admin: String, user: String)
    /// A key, by the JSON gateway.
    case etcd(endpoints: [String], key: String)
}

/// The servers of HAProxy that stand for the nodes of a service, in their order.
package struct HAProxyServers: Hashable, Codable, Sendable {
    package var service: String
    /// `BACKEND/SERVER` each.
    package var servers: [String]

    package init(service: String, servers: [String]) {
        self.service = service
        self.servers = servers
    }
}

/// The database of PgBouncer that stands for a service of one node.
package struct PgBouncerDatabase: Hashable, Codable, Sendable {
    package var service: String
    package var name: String
    /// Further words of its line: `dbname=shop pool_size=20`.
    package var options: String

    package init(service: String, name: String, options: String = "") {
        self.service = service
        self.name = name
        self.options = options
    }
}
