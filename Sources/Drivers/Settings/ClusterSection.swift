import RecoveryCore
import Yams

/// Clusters and nodes as far as they could be read, with the places of their names for later faults.
struct Topology {
    var clusters: [Cluster] = []
    var nodes: [RecoveryCore.Node] = []

    /// The nodes of the first cluster by name: services and pairs are named by them.
    var firstNodes: [String: PairID] = [:]
    var clusterNames: [String: ClusterID] = [:]
}

/// A node before its pair is known.
struct NodeDraft {
    /// Stands for one that was faulty; no settings with it are ever given out.
    static let unknownAddress = NodeAddress(host: "", port: 0)

    var name: Located
    var address: NodeAddress
    var addressPlace: Place
    var syncAddress: NodeAddress?
    var callerAddress: NodeAddress?
    var zone: String?
    var rack: String?
    var pair: Located?
}

/// Reads `clusters:`; names and addresses are unique over all of them.
struct ClusterSection {
    /// A list that aliases have made endless is given up here.
    static let mostNodes = 50_000
    static let mostClusters = 64

    let reader: SettingsReader
    private var topology = Topology()
    private var nodeNames: [String: Place] = [:]
    private var addresses: [String: Located] = [:]
    /// The pairs of the cluster that is being read, with the node that has each.
    private var pairs: [PairID: String] = [:]
    private var primary: Place?
    private var backups = 0

    init(reader: SettingsReader) {
        self.reader = reader
    }

    func read(_ root: SettingsSection) -> Topology {
        var copy = self
        guard root.values["clusters"] != nil else {
            reader.fault(root.place, "clusters is missing", "list a primary cluster and at least one backup")
            return topology
        }
        for node in reader.list(root, "clusters") { copy.add(cluster: node) }
        let place = root.values["clusters"].map(reader.document.place) ?? root.place
        if copy.primary == nil { reader.fault(place, "no cluster has role: primary", "give exactly one this role") }
        if copy.backups == 0 { reader.fault(place, "no cluster has role: backup", "add at least one backup cluster") }
        return copy.topology
    }

    private mutating func add(cluster node: YAMLNode) {
        guard topology.clusters.count < Self.mostClusters else {
            if topology.clusters.count == Self.mostClusters {
                reader.fault(reader.document.place(node), "more than \(Self.mostClusters) clusters", "split the system")
            }
            return
        }
        guard let section = reader.section(node, "cluster", .cluster) else { return }
        let id = ClusterID(topology.clusters.count)
        let name = name(section)
        let role = role(section)
        let drafts = drafts(section, name)
        let first = topology.nodes.count
        pairs = [:]
        for draft in drafts { add(node: draft, to: id, named: name, first: first) }
        topology.clusters.append(
            Cluster(id: id, name: name, initialRole: role, nodes: first..<topology.nodes.count))
    }

    private mutating func name(_ section: SettingsSection) -> String {
        guard let located = reader.required(section, "name", "write name: fra1"),
            let name = reader.parse(located, TextForm.name)
        else { return "" }
        if let other = topology.clusterNames[name] {
            reader.fault(
                located.place, "the cluster \(name) is there twice (also cluster \(other.index + 1))", "rename one")
        } else {
            topology.clusterNames[name] = ClusterID(topology.clusters.count)
        }
        return name
    }

    private mutating func role(_ section: SettingsSection) -> Role {
        guard let located = reader.required(section, "role", "write role: primary or role: backup") else {
            return .backup
        }
        reader.note("clusters.\(section.values["name"]?.scalar?.string ?? "").role", located.text, located.place)
        switch located.text {
        case "primary":
            if let primary {
                reader.fault(
                    located.place, "a second primary (the first is in line \(primary.line))",
                    "make one of them a backup")
            }
            primary = primary ?? located.place
            return .primary
        case "backup":
            backups += 1
            return .backup
        default:
            reader.fault(
                located.place, "\(TextForm.quoted(located.text)) is not a role", "write primary or backup")
            return .backup
        }
    }

    private func drafts(_ section: SettingsSection, _ cluster: String) -> [NodeDraft] {
        if let node = section.values["nodes-from"] {
            if section.values["nodes"] != nil {
                reader.fault(reader.document.place(node), "both nodes and nodes-from", "keep one of them")
            }
            guard let path = reader.text(section, "nodes-from") else { return [] }
            return NodeTable(reader: reader, named: path).read()
        }
        guard let list = section.values["nodes"] else {
            reader.fault(section.place, "the cluster \(cluster) has no nodes", "list them under nodes:")
            return []
        }
        let nodes = reader.list(section, "nodes")
        if nodes.isEmpty, case .sequence = list {
            reader.fault(reader.document.place(list), "the cluster \(cluster) is empty", "list at least one node")
        }
        return nodes.compactMap { node in
            guard let fields = reader.section(node, "node", .node) else { return nil }
            return reader.draft(fields.place) { reader.text(fields, $0) }
        }
    }

    private mutating func add(node draft: NodeDraft, to cluster: ClusterID, named clusterName: String, first: Int) {
        guard topology.nodes.count < Self.mostNodes else {
            if topology.nodes.count == Self.mostNodes {
                reader.fault(draft.name.place, "more than \(Self.mostNodes) nodes", "split the system")
            }
            return
        }
        let name = draft.name.text
        if let other = nodeNames[name] {
            reader.fault(
                draft.name.place, "the node \(name) is there twice (also in line \(other.line))", "rename one")
        }
        nodeNames[name] = nodeNames[name] ?? draft.name.place
        claim(draft)
        let pair = pair(of: draft, position: topology.nodes.count - first, in: cluster)
        let node = RecoveryCore.Node(
            id: NodeID(topology.nodes.count), name: name, cluster: cluster, address: draft.address,
            syncAddress: draft.syncAddress, callerAddress: draft.callerAddress, zone: draft.zone, rack: draft.rack,
            pair: pair)
        topology.nodes.append(node)
        reader.note("clusters.\(clusterName).\(name)", draft.address.description, draft.name.place)
    }

    /// An address belongs to one node, whoever uses it: drtop, the other clusters or the callers.
    private mutating func claim(_ draft: NodeDraft) {
        let mine = Located(text: draft.name.text, place: draft.addressPlace)
        var told = false
        for address in [draft.address, draft.syncAddress, draft.callerAddress].compactMap({ $0 })
        where address != NodeDraft.unknownAddress {
            let key = TextForm.canonical(address)
            guard let other = addresses[key] else {
                addresses[key] = mine
                continue
            }
            if other.place == mine.place || told { continue }
            told = true
            reader.fault(
                mine.place, "the address \(address) is there twice (also of \(other.text), line \(other.place.line))",
                "give every node its own")
        }
    }

    private mutating func pair(of draft: NodeDraft, position: Int, in cluster: ClusterID) -> PairID? {
        if cluster.index == 0 {
            topology.firstNodes[draft.name.text] = PairID(position)
            if let pair = draft.pair, pair.text != draft.name.text {
                reader.fault(
                    pair.place, "a node of the first cluster has no pair: \(pair.text)",
                    "pairs are named by the first cluster's nodes; give it in the other clusters")
            }
            return PairID(position)
        }
        let pair: PairID
        if let named = draft.pair {
            guard let known = topology.firstNodes[named.text] else {
                let near = SettingsKeys.nearest(to: named.text, of: topology.firstNodes.keys.sorted())
                reader.fault(
                    named.place, "no node \(TextForm.quoted(named.text)) in the first cluster",
                    near.map { "did you mean \($0)?" } ?? "name a node of the first cluster")
                return nil
            }
            pair = known
        } else {
            guard position < topology.firstNodes.count else {
                reader.warnings.append(
                    "\(draft.name.place): \(draft.name.text) has no counterpart in the first cluster: it counts in the "
                        + "ratio and takes no part in sync")
                return nil
            }
            pair = PairID(position)
        }
        if let other = pairs[pair] {
            reader.fault(
                (draft.pair ?? draft.name).place, "\(draft.name.text) and \(other) have the same pair",
                "give each another pair: (without it the position counts)")
        }
        pairs[pair] = draft.name.text
        return pair
    }
}
