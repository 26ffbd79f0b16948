import RecoveryCore

/// By what a list of nodes is sorted; the worst first.
enum NodeSort: String, CaseIterable, Hashable, Sendable {
    case place, state, latency, name

    var next: NodeSort {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}

/// The nodes of a cluster as a list shows them: those that match, in the chosen order.
enum NodeListing {
    static func nodes(of cluster: ClusterID, _ snapshot: Snapshot, filter: Filter, sort: NodeSort) -> [NodeID] {
        let all = snapshot.settings.cluster(cluster).nodes
        var found = filter.isEmpty ? Array(all) : all.filter { filter.matches(snapshot.fields(of: NodeID($0))) }
        let nodes = snapshot.nodes
        switch sort {
        case .place: break
        case .state: found.sort { (rank(nodes[$0]), $0) < (rank(nodes[$1]), $1) }
        case .latency: found.sort { (slowness(nodes[$0]), $0) < (slowness(nodes[$1]), $1) }
        case .name:
            found.sort { (snapshot.settings.nodes[$0].name, $0) < (snapshot.settings.nodes[$1].name, $1) }
        }
        return found.map { NodeID($0) }
    }

    private static func rank(_ node: NodeStatus) -> Int {
        switch node.state {
        case .down: 0
        case .refusesUs: 1
        case .notServing: 2
        case .late: 3
        case .unknown: 4
        case .maintenance: 5
        case .up: 6
        }
    }

    /// The slowest first; whose latency is not known comes before all of them.
    private static func slowness(_ node: NodeStatus) -> Int64 { -(node.latency?.microseconds ?? .max) }
}
