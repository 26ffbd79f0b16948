/// A settings file for two clusters of a story; callers' files lie beside it.
struct SystemSettings {
    var name = "orders"
    var a: [(name: String, port: UInt16)]
    var b: [(name: String, port: UInt16)]
    /// Where the nodes are; all on loopback unless told otherwise.
    var hostsA: [String]?
    var hostsB: [String]?
    /// Keys of `heartbeat:`. The cluster's verdict settles sooner than by default, so that a story is short.
    var heartbeat = ["hold: 500ms", "recovery-hold: 1s"]
    /// Whole further sections, as text.
    var more = ""
    var folder: String

    var yaml: String {
        var lines = ["system:", "  name: \(name)", "  environment: test"]
        if !heartbeat.isEmpty { lines += ["heartbeat:"] + heartbeat.map { "  \($0)" } }
        lines += ["clusters:", "  - name: fra1", "    role: primary", "    nodes:"]
        lines += nodes(a, hostsA)
        lines += ["  - name: ams2", "    role: backup", "    nodes:"]
        lines += nodes(b, hostsB)
        lines.append("services:")
        lines += a.indices.map { "  - {name: s\($0 + 1), interface: redis, nodes: [\(a[$0].name)]}" }
        lines += [
            "callers:", "  - name: checkout", "    uses: [s1]", "    deliver:",
            "      - {file: \(folder)/checkout.json}", "  - name: billing",
            "    uses: [\(a.indices.map { "s\($0 + 1)" }.joined(separator: ", "))]", "    deliver:",
            "      - {file: \(folder)/billing.json}",
        ]
        if !more.isEmpty { lines.append(more) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func nodes(_ nodes: [(name: String, port: UInt16)], _ hosts: [String]?) -> [String] {
        nodes.enumerated().map { place, node in
            "      - {name: \(node.name), address: \"\(hosts?[place] ?? "127.0.0.1"):\(node.port)\"}"
        }
    }
}
