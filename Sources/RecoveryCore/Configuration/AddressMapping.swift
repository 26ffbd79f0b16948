/// Who gets which address (M9, M10): a1 -> a2 through the pairs, limited to what the cluster can provide.
struct AddressMapping {
    let settings: Settings
    /// The cluster that serves.
    let cluster: ClusterID
    /// Pairs whose node in `cluster` has not taken over: their callers keep what they have.
    let leftOut: Set<PairID>

    init(settings: Settings, cluster: ClusterID, leftOut: [PairID]) {
        self.settings = settings
        self.cluster = cluster
        self.leftOut = Set(leftOut)
    }

    /// Why a service's node gets no new address; nil when it does.
    private func omission(_ service: Service, _ pair: PairID) -> String? {
        if service.absent.contains(cluster) {
            return "\(settings.name(of: cluster)) does not provide \(service.name)"
        }
        guard settings.node(of: pair, in: cluster) != nil else {
            return "\(settings.name(of: pair)) has no pair in \(settings.name(of: cluster))"
        }
        return leftOut.contains(pair) ? "pair \(settings.name(of: pair)) is left out" : nil
    }

    /// - Parameter omitted: see `omission`.
    private func endpoint(
        _ service: Service, _ pair: PairID, omitted: String?
    ) -> ConfigurationInformation.Endpoint? {
        guard omitted == nil, let id = settings.node(of: pair, in: cluster) else { return nil }
        let node = settings.node(id)
        return ConfigurationInformation.Endpoint(
            service: service.name, interface: service.interfaces[cluster] ?? service.interface, node: node.name,
            address: node.callerAddress.description)
    }

    /// Every address of a caller, before (what is published for it) and after.
    func changes(of caller: Caller, published: ConfigurationInformation?) -> [CallerChange] {
        caller.uses.flatMap { use in
            let service = settings.services[use]
            let old = FormerEndpoints(published?.endpoints.filter { $0.service == service.name } ?? [])
            return service.pairs.map { pair in
                let omitted = omission(service, pair)
                return CallerChange(
                    caller: caller.id, service: service.name, before: before(pair, old),
                    after: endpoint(service, pair, omitted: omitted), omitted: omitted)
            }
        }
    }

    /// Names alone may mean nodes of different pairs in different clusters, so the address speaks first; it may have been
    /// changed in the settings since.
    private func before(_ pair: PairID, _ old: FormerEndpoints) -> ConfigurationInformation.Endpoint? {
        let stands = settings.clusters.compactMap { settings.node(of: pair, in: $0.id).map(settings.node) }
        let named = old.named(by: stands)
        return named.first { endpoint in stands.contains { $0.callerAddress.description == endpoint.address } }
            ?? named.first
    }

    /// A service's endpoints in force, found by their nodes' names: a service may have thousands of nodes.
    private struct FormerEndpoints {
        private let endpoints: [ConfigurationInformation.Endpoint]
        /// Only looked up in: its order never matters.
        private var places: [String: [Int]] = [:]

        init(_ endpoints: [ConfigurationInformation.Endpoint]) {
            self.endpoints = endpoints
            for (place, endpoint) in endpoints.enumerated() { places[endpoint.node, default: []].append(place) }
        }

        /// Those of these nodes, in the order in which they were published.
        func named(by nodes: [Node]) -> [ConfigurationInformation.Endpoint] {
            Set(nodes.map(\.name)).flatMap { places[$0] ?? [] }.sorted().map { endpoints[$0] }
        }
    }

    /// A caller's configuration information in this epoch: what is omitted keeps its address of before (I17: nothing in
    /// force is ever deleted).
    func information(for caller: Caller, epoch: Epoch, published: ConfigurationInformation?)
        -> ConfigurationInformation
    {
        ConfigurationInformation(
            system: settings.system, caller: caller.name, epoch: epoch, cluster: settings.name(of: cluster),
            endpoints: changes(of: caller, published: published).compactMap { $0.after ?? $0.before })
    }
}
