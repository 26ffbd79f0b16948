import RecoveryCore

/// I7: when nothing answers in any cluster, none is called failed: somebody, anywhere, answered a question that was asked
/// while the cluster was failing.
package struct SilenceIsProven: Checker {
    package static let invariant = "I7"
    private let settings: Settings
    private var failing: [Moment]
    private var newestAsked: Moment = -1

    package init(_ settings: Settings) {
        self.settings = settings
        failing = settings.clusters.map { _ in -1 }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .heartbeat(_, let asked, let isAnswer) = event {
            if isAnswer { newestAsked = max(newestAsked, asked) }
            return nil
        }
        if case .started = event { newestAsked = -1 }
        guard case .verdictChanged(let name, let verdict, _, _)? = event.recorded,
            let cluster = settings.clusters.first(where: { $0.name == name })
        else { return nil }
        if verdict == "failing" { failing[cluster.id.index] = now }
        // From "recovering" a cluster falls back to what was proven before.
        if verdict == "recovering" { failing[cluster.id.index] = -1 }
        guard verdict == "failed", failing[cluster.id.index] >= 0 else { return nil }
        return newestAsked < failing[cluster.id.index] - 50 * .millisecond
            ? "\(name) is called failed, and nothing answered anywhere since it was failing" : nil
    }
}
