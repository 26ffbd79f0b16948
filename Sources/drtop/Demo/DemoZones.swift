import RecoveryCore

extension Settings {
    private static let rackSize = 20
    private static let zoneSize = 500
    private static let few = 64

    /// A large rehearsal stands in racks of twenty and zones of five hundred, so that the map has something to show. The two
    /// halves of a cluster that the scenarios call racks have every other zone each: what they lose together stays together.
    mutating func standInZones() {
        for cluster in clusters where cluster.nodes.count >= Self.few {
            let halves = Dictionary(grouping: cluster.nodes) { nodes[$0].rack ?? "" }.sorted { $0.key < $1.key }
            for (half, members) in halves.map(\.value).enumerated() {
                for (place, index) in members.enumerated() {
                    let zone = place / Self.zoneSize * halves.count + half + 1
                    nodes[index].zone = "z\(zone < 10 ? "0" : "")\(zone)"
                    nodes[index].rack = "r\(place % Self.zoneSize / Self.rackSize + 1)"
                }
            }
        }
    }
}
