import RecoveryCore

/// How long detection can take at most, in closed form from the settings: what `drtop check` prints.
///
/// A fault may begin right after an answer, so a whole interval passes before the next question. After the first miss
/// the node is asked again at once, at the timeout's spacing; a refusal is known at once and is repeated after 100 ms.
package struct DetectionBounds: Hashable, Sendable {
    /// Good answers in a row that make a node available again.
    package static let goodAnswers = 3
    package static let refusalSpacing = Duration.milliseconds(100)

    /// The node hangs or vanishes: interval + k x timeout.
    package var nodeByHang: Duration
    /// Its process ends and connections are refused: k - 1 askings after the one that noticed.
    package var nodeByRefusal: Duration
    /// The nodes' bound plus the hold: the alarm of a cluster that dies as a whole.
    package var clusterByHang: Duration
    package var clusterByRefusal: Duration
    /// From the first moment at which enough nodes answer again.
    package var recovery: Duration

    package init(_ settings: Settings) {
        let heartbeat = settings.heartbeat
        nodeByHang = heartbeat.interval + heartbeat.timeout * heartbeat.misses
        nodeByRefusal = Self.refusalSpacing * (heartbeat.misses - 1)
        clusterByHang = nodeByHang + heartbeat.hold
        clusterByRefusal = nodeByRefusal + heartbeat.hold
        recovery = heartbeat.interval * Self.goodAnswers + heartbeat.timeout + heartbeat.recoveryHold
    }

    /// Clusters in which two lost nodes are too few or one is enough to fail falsely.
    package func warnings(_ settings: Settings) -> [String] {
        guard settings.threshold == .half else { return [] }
        return settings.clusters.compactMap { cluster in
            switch cluster.nodes.count {
            case 2: "\(cluster.name) has 2 nodes: at threshold 1/2 one lost node fails the cluster; use 3 or more"
            case 4:
                "\(cluster.name) has 4 nodes: at threshold 1/2 two lost nodes fail it, falsely every 4 months at 5 % "
                    + "loss (6 nodes: every 800 years); use 3, 5 or more"
            default: nil
            }
        }
    }

    /// One line a bound.
    package var lines: [String] {
        [
            "a node that hangs is unavailable after at most \(TextForm.text(nodeByHang))",
            "a node that refuses is unavailable after at most \(TextForm.text(nodeByRefusal))",
            "a cluster that hangs raises its alarm within \(TextForm.text(clusterByHang))",
            "a cluster that refuses raises its alarm within \(TextForm.text(clusterByRefusal))",
            "a cluster that recovers is available again within \(TextForm.text(recovery))",
        ]
    }
}
