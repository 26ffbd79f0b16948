import Foundation
import Glibc
import Synchronization

/// Two network namespaces, one a cluster, each on a cable of its own to the namespace in which the tests and drtop run, which
/// also carries what the clusters say to each other; and faults on every way. Each node has a second address by which the
/// test asks it: no fault is on that way.
///
/// Needs root, and a network namespace of the tests' own: `make faults` makes one, so that nothing of the machine's own
/// network is touched and nothing is left behind.
package final class FaultyNetwork: Sendable {
    package enum Place: Int, Sendable {
        case controller = 0
        case fra1 = 1
        case ams2 = 2
    }

    package enum Loss: Sendable {
        /// Packets vanish.
        case drop
        /// As many of a hundred packets vanish, drawn by the kernel.
        case percent(Int)
        /// Connections are answered with a reset.
        case reset
        /// Only new connections vanish; those that are open go on.
        case newConnections

        fileprivate var rule: String {
            switch self {
            case .drop: "drop"
            case .percent(let share): "numgen random mod 100 < \(share) drop"
            case .reset: "meta l4proto tcp reject with tcp reset"
            case .newConnections: "tcp flags syn / syn,ack drop"
            }
        }
    }

    /// Set by `make faults` inside the namespace that it makes.
    private static let permission = "DRTOP_FAULTS_NETWORK"
    private static let made = Mutex(0)

    private let number: Int
    private let name: String

    package init() throws {
        guard geteuid() == 0, ProcessInfo.processInfo.environment[Self.permission] == "1" else {
            throw TestFault("faults of the network need root and a namespace of their own: run `make faults` as root")
        }
        number = Self.made.withLock { made in
            made += 1
            return made
        }
        name = "drtop\(number)"
        try run(["sysctl", "-q", "-w", "net.ipv4.ip_forward=1"])
        for place in [Place.fra1, .ams2] { try plug(place) }
        try run(["nft", "add table inet \(name)"])
        for hook in ["input", "output", "forward"] {
            try run(["nft", "add chain inet \(name) \(hook) { type filter hook \(hook) priority 0; }"])
        }
    }

    deinit {
        // All of it is gone with the namespace of the tests, whatever remains here.
        _ = try? run(["nft", "delete table inet \(name)"])
        for place in [Place.fra1, .ams2] { _ = try? run(["ip", "netns", "delete", namespace(place)]) }
    }

    package func namespace(_ place: Place) -> String { "\(name)-\(place.rawValue)" }

    /// Where the node of this number (from 0) listens.
    package func place(_ place: Place, _ node: Int) -> RedisServer.Place {
        RedisServer.Place(
            host: "10.\(number).\(place.rawValue).\(11 + node)",
            testHost: "10.\(number).\(100 + place.rawValue).\(11 + node)",
            namespace: namespace(place))
    }

    /// From now on, in this direction only.
    ///
    /// - Parameter node: only to or from this one (its number from 0); nil: all of the place.
    package func fail(_ loss: Loss, from: Place, to: Place, node: Int? = nil) throws {
        func address(_ place: Place) -> String {
            let subnet = "10.\(number).\(place.rawValue)"
            return node.map { "\(subnet).\(11 + $0)" } ?? "\(subnet).0/24"
        }
        let rule =
            switch (from, to) {
            case (.controller, _): "output ip daddr \(address(to))"
            case (_, .controller): "input ip saddr \(address(from))"
            default: "forward ip saddr \(address(from)) ip daddr 10.\(number).\(to.rawValue).0/24"
            }
        try run(["nft", "add rule inet \(name) \(rule) \(loss.rule)"])
    }

    /// In both directions.
    package func part(_ one: Place, _ other: Place, _ loss: Loss = .drop, node: Int? = nil) throws {
        try fail(loss, from: one, to: other, node: node)
        try fail(loss, from: other, to: one, node: node)
    }

    /// All faults end.
    package func heal() throws { try run(["nft", "flush table inet \(name)"]) }

    /// A cable of its own, with the addresses of up to nine nodes at its end.
    private func plug(_ place: Place) throws {
        let (near, far, space) = ("n\(number)p\(place.rawValue)", "far", namespace(place))
        try run(["ip", "netns", "add", space])
        try run(["ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", space])
        for subnet in [place.rawValue, 100 + place.rawValue] {
            try run(["ip", "address", "add", "10.\(number).\(subnet).1/24", "dev", near])
            for node in 0..<9 {
                try run([
                    "ip", "-n", space, "address", "add", "10.\(number).\(subnet).\(11 + node)/24", "dev", far,
                ])
            }
        }
        try run(["ip", "link", "set", near, "up"])
        for each in ["lo", far] { try run(["ip", "-n", space, "link", "set", each, "up"]) }
        try run(["ip", "-n", space, "route", "add", "default", "via", "10.\(number).\(place.rawValue).1"])
    }
}

/// Someone who writes to a node all the time, from beside it: no fault of the network comes between.
package final class LocalWriter {
    private let process = Process()

    package init(to server: RedisServer) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let door = server.place.namespace.map { ["nsenter", "--net=/run/netns/\($0)"] } ?? []
        process.arguments =
            door + [
                "redis-cli", "-h", server.place.host, "-p", "\(server.port)", "-r", "1000000", "-i", "0.1", "INCR",
                "writer",
            ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        TestRun.current.note(process.processIdentifier)
    }

    deinit { kill(process.processIdentifier, SIGKILL) }
}
