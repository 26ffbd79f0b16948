import RecoveryCore

/// I4: nothing is published towards a cluster that did not answer within the last two intervals.
package struct TargetWasSeen: Checker {
    package static let invariant = "I4"
    private let settings: Settings
    private let patience: Moment
    private var answered: [Moment?]

    package init(_ settings: Settings) {
        self.settings = settings
        // The controller's own clock may run too slowly by a thousandth.
        patience = settings.heartbeat.interval.microseconds * 2002 / 1000
        answered = settings.clusters.map { _ in nil }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .heartbeat(let node, _, let isAnswer) = event {
            if isAnswer { answered[settings.nodes[node].cluster.index] = now }
            return nil
        }
        guard let effect = event.asked, case .publish(let publication) = effect.action else { return nil }
        guard let last = answered[publication.cluster.index] else { return "\(publication.clusterName) never answered" }
        return now - last > patience ? "\(publication.clusterName) answered last at \(last.words)" : nil
    }
}
