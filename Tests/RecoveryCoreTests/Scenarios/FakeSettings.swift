import RecoveryCore

/// Settings of the stories: clusters fra1, ams2, par1 ... with nodes a1 a2 ..., b1 b2 ..., c1 c2 ..., each paired by position;
/// a service on every pair, and callers that use them.
enum FakeSettings {
    static let clusterNames = ["fra1", "ams2", "par1", "lon3"]
    static let serviceNames = ["orders", "search", "ledger", "carts", "stock", "mail"]

    /// - Parameter sizes: nodes per cluster.
    static func make(_ sizes: [Int], callers: Int = 2) -> Settings {
        var clusters: [Cluster] = []
        var nodes: [Node] = []
        for (index, size) in sizes.enumerated() {
            let id = ClusterID(index)
            let letter = ["a", "b", "c", "d"][index]
            clusters.append(
                Cluster(
                    id: id, name: clusterNames[index], initialRole: index == 0 ? .primary : .backup,
                    nodes: nodes.count..<nodes.count + size))
            for place in 0..<size {
                nodes.append(
                    Node(
                        id: NodeID(nodes.count), name: "\(letter)\(place + 1)", cluster: id,
                        address: NodeAddress(host: "10.\(index + 1).\(place / 250).\(place % 250 + 1)", port: 6379),
                        pair: place < sizes[0] ? PairID(place) : nil))
            }
        }
        let services = (0..<sizes[0]).map { place in
            Service(
                name: place < serviceNames.count ? serviceNames[place] : "service\(place)", interface: "redis",
                pairs: [PairID(place)])
        }
        let everybody = (0..<callers).map { number in
            Caller(
                id: CallerID(number), name: number == 0 ? "checkout" : number == 1 ? "billing" : "caller\(number)",
                uses: services.indices.filter { callers == 1 || $0 % callers == number % max(services.count, 1) },
                deliveries: [.file(path: "/run/\(number).json", reload: [])])
        }
        return Settings(
            system: "orders-eu", environment: "test", clusters: clusters, nodes: nodes, services: services,
            callers: everybody)
    }
}
