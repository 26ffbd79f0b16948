import RecoveryCore

/// I1: at most one cluster is published as primary in an epoch.
package struct OnePrimaryAnEpoch: Checker {
    package static let invariant = "I1"
    private var clusters: [Epoch: ClusterID] = [:]

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        guard case .published(let publication) = event else { return nil }
        if let other = clusters[publication.epoch], other != publication.cluster {
            return "epoch \(publication.epoch) names two clusters"
        }
        clusters[publication.epoch] = publication.cluster
        return nil
    }
}
