@testable import Dashboard
@testable import RecoveryCore

/// Snapshots to draw: two clusters of twelve nodes, orders-eu, at 03:12:41Z. Each story is a change of the normal one.
enum Sample {
    static let now = Instant(sinceOrigin: .seconds(10_000))
    /// 03:12:41 UTC of some day.
    static let wallclock = 1_800_000_000.0 - 1_800_000_000.0.truncatingRemainder(dividingBy: 86_400) + 11_561
    static let fra1 = ClusterID(0)
    static let ams2 = ClusterID(1)

    static func settings(nodes count: Int = 12, inRack: Int = 4, clusters names: [String] = ["fra1", "ams2"])
        -> Settings
    {
        var nodes: [Node] = []
        var clusters: [Cluster] = []
        for (index, name) in names.enumerated() {
            let start = nodes.count
            let letter = Array("abcdefgh")[index]
            for number in 1...count {
                let rack = (number - 1) / inRack + 1
                let zone = count > 64 ? "z\(pad((number - 1) / 500 + 1))" : nil
                nodes.append(
                    Node(
                        id: NodeID(nodes.count), name: "\(letter)\(pad(number))", cluster: ClusterID(index),
                        address: NodeAddress(host: "10.\(index + 1).0.\(10 + number % 200)", port: 7000), zone: zone,
                        rack: count > 64 ? "r\(pad(rack))" : "r\(rack)", pair: PairID(number - 1)))
            }
            clusters.append(
                Cluster(
                    id: ClusterID(index), name: name, initialRole: index == 0 ? .primary : .backup,
                    nodes: start..<nodes.count))
        }
        let services = ["orders", "sessions", "ledger"].enumerated().map { index, name in
            Service(name: name, interface: "redis", pairs: [PairID(index)])
        }
        let names = ["checkout", "billing", "search", "stock", "mail", "reports", "admin"]
        let callers = names.enumerated().map { Caller(id: CallerID($0), name: $1, uses: [0, 1]) }
        return Settings(
            system: "orders-eu", environment: "production", clusters: clusters, nodes: nodes, services: services,
            callers: callers)
    }

    private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    static func ago(_ duration: Duration) -> Instant { now - duration }

    static func normal(_ settings: Settings = settings()) -> Snapshot {
        var node = NodeStatus()
        node.state = .up
        node.isAvailable = true
        node.latency = .microseconds(900)
        node.since = ago(.seconds(9000))
        node.lastAnswered = ago(.milliseconds(300))
        node.history = 0x5555_5555_5555_5555
        let clusters = settings.clusters.map { cluster in
            ClusterStatus(
                role: cluster.initialRole, verdict: .available, available: cluster.nodes.count,
                total: cluster.nodes.count, since: ago(.seconds(9000)))
        }
        return Snapshot(
            settings: settings, at: ago(.milliseconds(200)), wallTime: wallclock - 0.2, mode: .confirm,
            phase: .synchronizing, phaseSince: ago(.seconds(9000)), overlays: [], epoch: 412,
            nodes: Array(repeating: node, count: settings.nodes.count), details: [], clusters: clusters,
            sync: settings.clusters.dropFirst().map { running(from: fra1, to: $0.id, pairs: $0.nodes.count) },
            alarms: [], callers: settings.callers.map { _ in CallerStatus(delivered: 412, applied: 412, pulls: false) },
            offers: [notPossible(.failover), SampleOffers.switchover(settings), notPossible(.reverseSync)], change: nil,
            abort: nil,
            journal: .writable,
            verdict: Verdict(
                priority: 0,
                fact: "Nothing needs you. fra1 serves with \(clusters[0].available)/\(clusters[0].total) nodes.",
                short: "fra1 \(clusters[0].available)/\(clusters[0].total), nothing needs you"),
            returnedNodes: [], protectedSince: ago(.seconds(9000)), unprotectedSince: nil, folded: [], operators: [])
    }

    static func running(from: ClusterID, to: ClusterID, pairs: Int) -> SyncStatus {
        var sync = SyncStatus(
            from: from, to: to, state: .running, since: ago(.seconds(9000)), pairs: pairs, inSync: pairs)
        sync.lagBytes = 41_000
        sync.lagTime = .milliseconds(300)
        sync.sampled = ago(.milliseconds(400))
        sync.writeRate = 410_000
        sync.incremental = pairs
        sync.bytesToCopy = 41_000
        sync.bytesToDiscard = 0
        sync.writesToDiscard = 0
        return sync
    }

    static func notPossible(_ kind: RoleChangeKind) -> Offer {
        let conditions =
            kind == .failover
            ? [
                Condition(
                    "the primary has failed", isMet: false, value: "12 of 12 nodes of fra1 available",
                    limit: "6 or fewer", remedy: "none needed; for a planned role change press S"),
                Condition("a backup is available", isMet: true, value: "ams2 12 of 12", limit: "more than 6"),
            ]
            : [
                Condition(
                    "a replaced primary waits", isMet: false, value: "every cluster has its role", limit: "one",
                    remedy: "nothing to do")
            ]
        return Offer(kind: kind, plan: nil, rows: [], conditions: conditions)
    }

    static func alarm(
        _ number: Int, _ kind: AlarmKind, _ cluster: ClusterID?, _ priority: Int, since: Duration, _ text: String
    ) -> Alarm {
        Alarm(
            id: AlarmID(number), kind: kind, cluster: cluster, priority: priority, since: ago(since), occurrence: 1,
            text: text)
    }

    /// The primary's nodes but these are down.
    static func down(_ snapshot: inout Snapshot, _ cluster: ClusterID, but alive: Set<Int>, for time: Duration) {
        let range = snapshot.settings.cluster(cluster).nodes
        for index in range where !alive.contains(index - range.lowerBound) {
            snapshot.nodes[index].state = .down
            snapshot.nodes[index].trouble = .refused
            snapshot.nodes[index].isAvailable = false
            snapshot.nodes[index].misses = 40
            snapshot.nodes[index].since = ago(time)
            snapshot.nodes[index].history = 0xffff_ffff_0155_5555
        }
        let total = range.count
        snapshot.clusters[cluster.index].available = alive.count
        let isAvailable = snapshot.settings.threshold.isExceeded(available: alive.count, total: total)
        if !isAvailable {
            snapshot.clusters[cluster.index].verdict = .failed
            snapshot.clusters[cluster.index].since = ago(time)
        }
    }

    /// An incident as the journal tells it, and a quarter of an hour of samples before.
    static var journal: [JournalLine] {
        let samples = (0..<15).map { minute in
            (
                -1000.0 + Double(minute) * 60,
                JournalEntry.sampled(available: [12 - minute % 3, 12], total: [12, 12], lagBytes: Int64(minute * 900))
            )
        }
        let entries: [(Double, JournalEntry)] =
            samples + [
                (-51, .nodesChanged(cluster: "fra1", state: "down", nodes: ["a07", "a03", "a01"], count: 10)),
                (-50, .verdictChanged(cluster: "fra1", verdict: "failed", available: 2, total: 12)),
                (
                    -48,
                    .alarmChanged(
                        id: 1, kind: "first-alarm", state: "NEW", occurrence: 1, priority: 1, by: nil,
                        text: "fra1 has failed: 2 of 12 nodes available")
                ),
                (-47, .intended(effect: 71, action: "stop sync of 12 pairs", reason: "the primary has failed")),
                (-46, .ended(effect: 71, outcome: "stopped and read back")),
                (
                    -20,
                    .commanded(
                        by: "oncall", command: "acknowledge the first alarm", answer: "acknowledged: FIRST ALARM",
                        refused: false)
                ),
            ]
        return entries.enumerated().map { place, entry in
            JournalLine(
                number: Int64(place + 1), wallTime: wallclock + entry.0, kind: "entry", text: entry.1.words,
                entry: entry.1)
        }
    }
}
