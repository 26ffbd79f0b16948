import RecoveryCore

/// The system in Prometheus's words: units in the names, counters end with `_total`.
package enum Metrics {
    /// - Parameter now: on the engine's clock.
    package static func text(_ snapshot: Snapshot, _ meter: Meter, at now: Instant) -> String {
        var text = Exposition(system: snapshot.settings.system)
        engine(snapshot, at: now, &text)
        clusters(snapshot, &text)
        nodes(snapshot, &text)
        sync(snapshot, &text)
        alarms(snapshot, &text)
        callers(snapshot, &text)
        let counts = meter.now
        text.add("drtop_heartbeat_latency_seconds", "How long nodes took to answer a heartbeat.", counts.latency)
        text.add(
            "drtop_heartbeats_total", .counter, "Heartbeats by their end.",
            [([("result", "answered")], Double(counts.answered)), ([("result", "missed")], Double(counts.missed))])
        text.add(
            "drtop_deliveries_total", .counter, "Attempts to deliver configuration information, by their end.",
            [
                ([("result", "applied")], Double(counts.applied)),
                ([("result", "delivered")], Double(counts.delivered)),
                ([("result", "failed")], Double(counts.failed)),
            ])
        text.add("drtop_delivery_duration_seconds", "How long an attempt to deliver took.", counts.attempt)
        text.add(
            "drtop_interface_refused_connections_total", .counter, "Connections that did not come in, by the reason.",
            [
                ([("reason", "no-place")], Double(counts.turnedAway)),
                ([("reason", "not-accepted")], Double(counts.unaccepted)),
            ])
        text.add(
            "drtop_tick_lateness_seconds", "By how much the engine's loop came round later than it meant to.",
            counts.lateness)
        return text.text
    }

    private static func engine(_ snapshot: Snapshot, at now: Instant, _ text: inout Exposition) {
        text.add("drtop_epoch", .gauge, "The epoch of the published configuration.", Double(snapshot.epoch))
        text.add(
            "drtop_phase", .gauge, "1 for the phase that the system is in.",
            PhaseName.allCases.map { ([("phase", $0.rawValue)], $0 == snapshot.phase ? 1 : 0) })
        text.add(
            "drtop_overlay", .gauge, "1 for what lies over the phase.",
            Overlay.allCases.map { ([("overlay", $0.rawValue)], snapshot.overlays.contains($0) ? 1 : 0) })
        text.add(
            "drtop_mode", .gauge, "1 for the mode.",
            Mode.allCases.map { ([("mode", $0.rawValue)], $0 == snapshot.mode ? 1 : 0) })
        text.add(
            "drtop_state_age_seconds", .gauge, "How old the newest state of the engine is.",
            max(0, (now - snapshot.at).seconds))
        text.add(
            "drtop_journal_writable", .gauge, "Whether the journal can be written.",
            snapshot.journal == .writable ? 1 : 0)
        if let since = snapshot.unprotectedSince {
            text.add(
                "drtop_unprotected_seconds", .gauge, "For how long no backup has been in sync.",
                (snapshot.at - since).seconds)
        }
    }

    private static func clusters(_ snapshot: Snapshot, _ text: inout Exposition) {
        let all = Array(zip(snapshot.settings.clusters, snapshot.clusters))
        text.add(
            "drtop_cluster_available_nodes", .gauge, "Nodes that answer.",
            all.map { ([("cluster", $0.name)], Double($1.available)) })
        text.add(
            "drtop_cluster_nodes", .gauge, "Nodes that are counted.",
            all.map { ([("cluster", $0.name)], Double($1.total)) })
        text.add(
            "drtop_cluster_availability_ratio", .gauge, "Available nodes over all nodes.",
            all.filter { $1.total > 0 }.map { ([("cluster", $0.name)], Double($1.available) / Double($1.total)) })
        let threshold = snapshot.settings.threshold
        text.add(
            "drtop_threshold_ratio", .gauge, "The ratio must be greater than this.",
            Double(threshold.numerator) / Double(threshold.denominator))
        text.add(
            "drtop_cluster_role", .gauge, "1 for the role of the cluster.",
            all.map { ([("cluster", $0.name), ("role", $1.role.rawValue)], 1) })
        text.add(
            "drtop_cluster_verdict", .gauge, "1 for what the ratio says of the cluster.",
            all.map { ([("cluster", $0.name), ("verdict", $1.verdict.rawValue)], 1) })
    }

    private static func nodes(_ snapshot: Snapshot, _ text: inout Exposition) {
        let settings = snapshot.settings
        func labels(_ node: Node) -> [(String, String)] {
            [("cluster", settings.name(of: node.cluster)), ("node", node.name)]
        }
        text.add(
            "drtop_node_available", .gauge, "Whether the node counts as available.",
            zip(settings.nodes, snapshot.nodes).map { (labels($0), $1.isAvailable ? 1 : 0) })
        text.add(
            "drtop_node_state", .gauge, "1 for the state of the node.",
            zip(settings.nodes, snapshot.nodes).map { (labels($0) + [("state", $1.state.word)], 1) })
    }

    private static func sync(_ snapshot: Snapshot, _ text: inout Exposition) {
        let settings = snapshot.settings
        let live = snapshot.sync.filter(snapshot.isLive)
        func labels(_ sync: SyncStatus) -> [(String, String)] {
            [("from", settings.name(of: sync.from)), ("to", settings.name(of: sync.to))]
        }
        text.add(
            "drtop_sync_state", .gauge, "1 for the state of sync.",
            snapshot.sync.map { (labels($0) + [("state", $0.state.rawValue)], 1) })
        text.add(
            "drtop_sync_lag_bytes", .gauge, "How far sync is behind; absent: not known.",
            live.compactMap { sync in sync.lagBytes.map { (labels(sync), Double($0)) } })
        text.add(
            "drtop_sync_lag_seconds", .gauge, "How far the worst pair is behind; absent: not known.",
            live.compactMap { sync in sync.lagTime.map { (labels(sync), $0.seconds) } })
        text.add(
            "drtop_sync_pairs_in_sync", .gauge, "Pairs that are linked and caught up.",
            snapshot.sync.map { (labels($0), Double($0.inSync)) })
    }

    private static func alarms(_ snapshot: Snapshot, _ text: inout Exposition) {
        let states: [Alarm.State] = [.new, .acked, .gone, .shelved, .suppressed]
        text.add(
            "drtop_alarms", .gauge, "Alarms by state.",
            states.map { state in
                ([("state", state.rawValue.lowercased())], Double(snapshot.alarms.count { $0.state == state }))
            })
        text.add(
            "drtop_alarm_active", .gauge, "1 for each kind of alarm whose condition holds.",
            AlarmKind.allCases.map { kind in
                ([("kind", kind.rawValue)], snapshot.alarms.contains { $0.kind == kind && $0.isActive } ? 1 : 0)
            })
    }

    private static func callers(_ snapshot: Snapshot, _ text: inout Exposition) {
        let all = Array(zip(snapshot.settings.callers, snapshot.callers))
        text.add("drtop_callers", .gauge, "Callers of the system.", Double(all.count))
        text.add(
            "drtop_callers_behind", .gauge, "Callers that are not known to apply the newest epoch.",
            Double(all.count { !$1.pulls && $1.applied < snapshot.epoch }))
        text.add(
            "drtop_caller_delivered_epoch", .gauge, "The newest epoch that reached the caller.",
            all.map { ([("caller", $0.name)], Double($1.delivered)) })
        text.add(
            "drtop_caller_applied_epoch", .gauge, "The newest epoch that the caller said it uses.",
            all.map { ([("caller", $0.name)], Double($1.applied)) })
    }
}
