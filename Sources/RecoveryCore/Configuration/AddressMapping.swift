/// Who gets which address (M9, M10): a1 -> a2 through the pairs, limited to what the cluster can provide.
struct AddressMapping {
    let settings: Settings
    /// The cluster that serves.
    let cluster: ClusterID
    /// Pairs whose node in `cluster` has not taken over: their callers keep what they have.
    let leftOut: [PairID]

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

    private func endpoint(_ service: Service, _ pair: PairID) -> ConfigurationInformation.Endpoint? {
        guard omission(service, pair) == nil, let id = settings.node(of: pair, in: cluster) else { return nil }
        let node = settings.node(id)
        return ConfigurationInformation.Endpoint(
            service: service.name, interface: service.interfaces[cluster] ?? service.interface, node: node.name,
            address: node.callerAddress.description)
    }

    /// Every address of a caller, before (what is published for it) and after.
    func changes(of caller: Caller, published: ConfigurationInformation?) -> [CallerChange] {
        caller.uses.flatMap { use in
            let service = settings.services[use]
            return service.pairs.map { pair in
                CallerChange(
                    caller: caller.id, service: service.name,
                    before: published?.endpoints.first { $0.service == service.name && stands($0.node, for: pair) },
                    after: endpoint(service, pair), omitted: omission(service, pair))
            }
        }
    }

    private func stands(_ name: String, for pair: PairID) -> Bool {
        settings.clusters.contains { cluster in
            settings.node(of: pair, in: cluster.id).map { settings.name(of: $0) == name } ?? false
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
