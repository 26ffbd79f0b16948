import RecoveryCore

/// I17: a published mapping has an address for everything that each caller uses, of the epoch's primary or unchanged.
package struct MappingIsTotal: Checker {
    package static let invariant = "I17"
    private let settings: Settings
    private var before: [ConfigurationInformation] = []

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        guard case .published(let publication) = event else { return nil }
        defer { before = publication.information }
        for caller in settings.callers {
            let found = publication.information.filter { $0.caller == caller.name }
            guard found.count == 1, let information = found.first else {
                return "\(found.count) documents for \(caller.name) in epoch \(publication.epoch)"
            }
            let old = before.first { $0.caller == caller.name }
            for use in caller.uses {
                let service = settings.services[use]
                for pair in service.pairs where !isServed(service.name, pair, information, publication.cluster, old) {
                    return "\(caller.name) has no address for \(service.name) of \(settings.name(of: pair))"
                }
            }
        }
        return nil
    }

    private func isServed(
        _ service: String, _ pair: PairID, _ information: ConfigurationInformation, _ cluster: ClusterID,
        _ old: ConfigurationInformation?
    ) -> Bool {
        information.endpoints.contains { endpoint in
            guard endpoint.service == service, let node = settings.nodes.first(where: { $0.name == endpoint.node }),
                node.pair == pair
            else { return false }
            return node.cluster == cluster || old?.endpoints.contains(endpoint) == true
        }
    }
}
