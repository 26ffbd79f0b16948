import Drivers
import RecoveryCore

/// A first settings file from what the servers say of themselves: the primaries are one cluster, their first replicas a
/// second, and so on; a replica is the pair of its primary.
struct SettingsDraft {
    struct Row: Equatable {
        var primary: NodeAddress
        /// nil: this primary has no replica of that number.
        var replicas: [NodeAddress?]
    }

    var system: String
    var clusters: [String]
    var rows: [Row]

    /// How many clusters the servers make; at least the one of the primaries.
    static func rows(of servers: [RedisDiscovery.Server]) -> [Row] {
        let primaries = servers.filter { if case .primary = $0.role { true } else { false } }
        let rows = primaries.map { primary in
            let replicas = servers.filter { server in
                if case .replica(let source) = server.role { source.isSame(as: primary.address) } else { false }
            }
            return Row(primary: primary.address, replicas: replicas.map(\.address))
        }
        let most = rows.map(\.replicas.count).max() ?? 0
        return rows.map { row in
            Row(
                primary: row.primary,
                replicas: row.replicas + Array(repeating: nil, count: most - row.replicas.count))
        }
    }

    /// What does not fit into the clusters, in words.
    static func remarks(on servers: [RedisDiscovery.Server], _ rows: [Row]) -> [String] {
        servers.compactMap { server in
            if let trouble = server.trouble { return "\(server.address): left out: \(trouble)" }
            if case .replica(let source) = server.role, !rows.contains(where: { $0.primary.isSame(as: source) }) {
                return "\(server.address): left out: it follows \(source), which was not found as a primary"
            }
            return nil
        }
    }

    var yaml: String {
        var lines = [
            "# Written by drtop settings init. Look it over, then: drtop check --online FILE",
            "system:",
            "  name: \(system)   # [a-z0-9.-]{1,63}",
            "  environment: test                 # shown on every screen; production has its own bar",
            "  threshold: 1/2                    # available / all nodes must be greater",
            "heartbeat:",
            "  probe: redis",
            "  interval: 1s",
            "  timeout: 500ms",
            "  misses: 3                         # in a row make a node unavailable",
            "sync:",
            "  driver: redis",
            "  rule: real-time",
            "failover:",
            "  mode: observe                     # observe: touch nothing | confirm | automatic",
            "clusters:",
        ]
        for (place, cluster) in clusters.enumerated() {
            lines += ["  - name: \(cluster)", "    role: \(place == 0 ? "primary" : "backup")", "    nodes:"]
            for (number, row) in rows.enumerated() {
                let address = place == 0 ? row.primary : row.replicas[place - 1]
                guard let address else { continue }
                let pair = place == 0 ? "" : ", pair: \(name(0, number))"
                lines.append("      - {name: \(name(place, number)), address: \"\(address)\"\(pair)}")
            }
        }
        lines.append("services:                           # what callers ask for, by nodes of the first cluster")
        lines += rows.indices.map { "  - {name: service\($0 + 1), interface: redis, nodes: [\(name(0, $0))]}" }
        lines += [
            "callers:                            # who must be told the addresses",
            "  - name: caller1",
            "    uses: [\(rows.indices.map { "service\($0 + 1)" }.joined(separator: ", "))]",
            "    # deliver:                      # without it the caller asks: drtop configuration caller1",
            "    #   - {file: /run/caller1/storage.json, reload: [systemctl, reload, caller1]}",
            "# monitor: {user: drtop-monitor, password-file: monitor.secret}   # heartbeats and INFO",
            "# control: {user: drtop-control, password-file: control.secret}   # REPLICAOF, FAILOVER ...",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// a1, a2 ... in the first cluster, b1, b2 ... in the second.
    private func name(_ cluster: Int, _ number: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return "\(letters[min(cluster, letters.count - 1)])\(number + 1)"
    }
}
