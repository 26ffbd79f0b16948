import RecoveryCore
import Screen

/// The nodes of a cluster as the map shows them: racks, each in its zone. Node, rack and zone come from the settings; a
/// cluster without racks is cut into pieces of a rack's size, so that its cells keep their place as well.
struct NodeGroups: Hashable, Sendable {
    struct Rack: Hashable, Sendable {
        var zone: String
        var name: String
        var nodes: [Int]
    }

    struct Zone: Hashable, Sendable {
        var name: String
        /// Places in `racks`.
        var racks: [Int]
    }

    static let rackSize = 20
    static let racksInZone = 25
    private(set) var racks: [Rack] = []
    private(set) var zones: [Zone] = []
    /// Whether the settings name racks; otherwise their names are made up and must not be shown.
    private(set) var isNamed = false
    /// Columns of the longest name of a zone.
    private(set) var zoneColumns = 0
    /// The most racks in a zone.
    private(set) var zoneRacks = 0

    init(_ cluster: Cluster, _ settings: Settings) {
        var places: [String: Int] = [:]
        var last: (zone: String?, rack: String?, place: Int)?
        for index in cluster.nodes {
            let node = settings.nodes[index]
            if node.rack != nil || node.zone != nil { isNamed = true }
            if let last, last.zone == node.zone, last.rack == node.rack, node.rack != nil {
                racks[last.place].nodes.append(index)
                continue
            }
            let (zone, rack) = Self.names(node, offset: index - cluster.nodes.lowerBound)
            let key = "\(zone)\u{0}\(rack)"
            let place = places[key] ?? racks.count
            if place == racks.count {
                racks.append(Rack(zone: zone, name: rack, nodes: []))
                places[key] = place
            }
            racks[place].nodes.append(index)
            last = (node.zone, node.rack, place)
        }
        groupZones()
        zoneColumns = zones.map { TextWidth.columns($0.name) }.max() ?? 0
        zoneRacks = zones.map(\.racks.count).max() ?? 0
    }

    private static func names(_ node: Node, offset: Int) -> (String, String) {
        let piece = offset / rackSize
        let rack = node.rack ?? String(piece + 1)
        return (node.zone ?? (node.rack == nil ? String(piece / racksInZone + 1) : ""), rack)
    }

    /// Zones in the order in which they first appear, with the places of their racks.
    private mutating func groupZones() {
        var places: [String: Int] = [:]
        for (index, rack) in racks.enumerated() {
            if let place = places[rack.zone] {
                zones[place].racks.append(index)
            } else {
                places[rack.zone] = zones.count
                zones.append(Zone(name: rack.zone, racks: [index]))
            }
        }
    }
}
