/// The settings file of the demonstration: the same form as anybody's, to be read and copied from.
struct DemoSettings {
    struct Node {
        var name: String
        var port: UInt16
    }

    static let clusters = ["fra1", "ams2"]

    var nodes: [[Node]]
    var callersFolder: String

    /// - Parameter ports: first those of the first cluster, then those of the second.
    init(nodesPerCluster count: Int, ports: [UInt16], callersFolder: String) {
        precondition(ports.count == 2 * count)
        nodes = [("a", 0), ("b", count)].map { letter, first in
            (0..<count).map { Node(name: "\(letter)\($0 + 1)", port: ports[first + $0]) }
        }
        self.callersFolder = callersFolder
    }

    private static let services = ["orders", "sessions", "ledger"]

    private func service(_ place: Int) -> String {
        place < Self.services.count ? Self.services[place] : "service\(place + 1)"
    }

    /// What each caller uses, by the places of the services.
    private var callers: [(name: String, uses: [Int])] {
        let all = Array(nodes[0].indices)
        return [("checkout", Array(all.prefix(2))), ("billing", all), ("reports", [all.count - 1])]
    }

    var yaml: String {
        var lines = ["system:", "  name: shop", "  environment: loopback", "clusters:"]
        for (cluster, role) in zip(Self.clusters.indices, ["primary", "backup"]) {
            lines += ["  - name: \(Self.clusters[cluster])", "    role: \(role)", "    nodes:"]
            lines += nodes[cluster].map { "      - {name: \($0.name), address: \"127.0.0.1:\($0.port)\"}" }
        }
        lines.append("services:")
        lines += nodes[0].enumerated().map { "  - {name: \(service($0)), interface: redis, nodes: [\($1.name)]}" }
        lines.append("callers:")
        for caller in callers {
            lines += [
                "  - name: \(caller.name)", "    uses: [\(caller.uses.map(service).joined(separator: ", "))]",
                "    deliver:", "      - {file: \(callersFolder)/\(caller.name).json}",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var callerFiles: [(name: String, file: String)] {
        callers.map { ($0.name, "\(callersFolder)/\($0.name).json") }
    }
}
