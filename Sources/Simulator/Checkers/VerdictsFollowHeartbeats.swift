import RecoveryCore

/// M2, M3: an independent, naive model of the verdicts. A node is available until k misses in a row, and again after three
/// answers; a cluster is failed only after its ratio was not above the threshold for the hold, and then soon.
package struct VerdictsFollowHeartbeats: Checker {
    package static let invariant = "M3"
    private let settings: Settings
    private let hold: Moment
    private var nodes: [NaiveNode]
    private var clusters: [NaiveCluster]
    private var quietSince: Moment = 0
    private var newestAsked: Moment = -1
    private var isContradicted = false
    /// Nodes were taken out of the count: the model does not follow that.
    private var isRecounted = false

    private struct NaiveNode: Sendable {
        var isAvailable = false
        var isKnown = false
        var misses = 0
        var answers = 0
    }

    private struct NaiveCluster: Sendable {
        var available = 0
        var belowSince: Moment? = 0
        var verdict = "unknown"
    }

    package init(_ settings: Settings) {
        self.settings = settings
        // The controller's own clock may run too fast: three faults of half a thousandth each at once.
        hold = settings.heartbeat.hold.microseconds * 998 / 1000
        nodes = settings.nodes.map { _ in NaiveNode() }
        clusters = settings.clusters.map { _ in NaiveCluster() }
    }

    /// How late a failed verdict may be at most when nothing stands in its way.
    private static let patience: Moment = 30 * .second

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .heartbeat(let node, let asked, let isAnswer):
            if isAnswer { newestAsked = max(newestAsked, asked) }
            return take(node, isAnswer, now)
        case .started:
            self = Self(settings, recounted: isRecounted)
            quietSince = now
            for index in clusters.indices { clusters[index].belowSince = now }
        case .troubled(.lateTick), .troubled(.clockJump):
            quietSince = now
            for index in nodes.indices { nodes[index].misses = 0 }
        case .commanded(let request):
            if case .startMaintenance = request.command { isRecounted = true }
        case .decided(let effect):
            guard case .record(let entry) = effect.action else { return nil }
            switch entry {
            case .verdictChanged(let cluster, let verdict, let available, let total):
                return take(cluster, verdict, available, total, now)
            case .alarmChanged(_, let kind, let state, _, _, _, _):
                if kind == AlarmKind.contradicted.rawValue {
                    isContradicted = state != "GONE"
                    quietSince = now
                }
            default: break
            }
        default: break
        }
        return nil
    }

    private init(_ settings: Settings, recounted: Bool) {
        self.init(settings)
        isRecounted = recounted
    }

    private mutating func take(_ node: Int, _ isAnswer: Bool, _ now: Moment) -> String? {
        let before = nodes[node].isAvailable
        if isAnswer {
            nodes[node].misses = 0
            nodes[node].answers += 1
            if !nodes[node].isKnown || nodes[node].answers >= 3 { nodes[node].isAvailable = true }
            nodes[node].isKnown = true
        } else {
            nodes[node].answers = 0
            nodes[node].misses += 1
            if nodes[node].misses >= settings.heartbeat.misses {
                nodes[node].isAvailable = false
                nodes[node].isKnown = true
            }
        }
        let cluster = settings.nodes[node].cluster.index
        if before != nodes[node].isAvailable {
            clusters[cluster].available += nodes[node].isAvailable ? 1 : -1
            if isAbove(cluster) {
                clusters[cluster].belowSince = nil
            } else if clusters[cluster].belowSince == nil {
                clusters[cluster].belowSince = now
            }
        }
        // Nothing is available anywhere: that proves nothing (I7), and while it ends, nothing is late.
        if clusters.allSatisfy({ $0.available == 0 }) { quietSince = now }
        return lateVerdict(cluster, now)
    }

    private func isAbove(_ cluster: Int) -> Bool {
        clusters[cluster].available * settings.threshold.denominator
            > settings.clusters[cluster].nodes.count * settings.threshold.numerator
    }

    /// It has been below for long, others answer, our own view is sound: it must be called failed by now.
    private func lateVerdict(_ cluster: Int, _ now: Moment) -> String? {
        guard let since = clusters[cluster].belowSince, clusters[cluster].verdict != "failed" else { return nil }
        guard now - max(since, quietSince) > Self.patience, newestAsked > since + hold, !isContradicted, !isRecounted
        else { return nil }
        let name = settings.clusters[cluster].name
        return
            "\(name) has \(clusters[cluster].available) nodes since \(since.words) and is \(clusters[cluster].verdict)"
    }

    private mutating func take(
        _ name: String, _ verdict: String, _ available: Int, _ total: Int, _ now: Moment
    ) -> String? {
        guard let cluster = settings.clusters.firstIndex(where: { $0.name == name }) else {
            return "no cluster \(name)"
        }
        let before = clusters[cluster].verdict
        clusters[cluster].verdict = verdict
        guard !isRecounted else { return nil }
        if available != clusters[cluster].available || total != settings.clusters[cluster].nodes.count {
            return "\(name) counts \(available) of \(total), it is \(clusters[cluster].available)"
        }
        switch verdict {
        case "available", "recovering":
            return isAbove(cluster) ? nil : "\(name) is called \(verdict) with \(available) of \(total)"
        case "failed":
            guard let since = clusters[cluster].belowSince else { return "\(name) is called failed and is above" }
            // From "recovering" it falls back at once.
            if before != "recovering", now - since < hold { return "\(name) is called failed before the hold is over" }
            return nil
        default:
            return isAbove(cluster) ? "\(name) is called \(verdict) with \(available) of \(total)" : nil
        }
    }
}
