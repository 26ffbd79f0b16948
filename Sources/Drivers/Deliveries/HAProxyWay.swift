import Glibc
import RecoveryCore

/// Servers of a running HAProxy, by its runtime socket: address, state, and the sessions to the old address closed; then
/// read back. The state file keeps it through a reload.
struct HAProxyWay: Way {
    var socket: String
    /// By service.
    var servers: [HAProxyServers]
    var stateFile: String?
    var deadline: Duration
    var threads: DeliveryThreads

    func bring(_ document: ConfigurationDocument) async -> DeliveryOutcome {
        await threads.run { () throws(DeliveryTrouble) in
            let wanted = try assignments(document)
            let before = HAProxyState(try ask("show servers state"))
            for (server, address) in wanted where try before.difference(of: server, from: address) != nil {
                try point(server, to: address)
            }
            let after = HAProxyState(try ask("show servers state"))
            for (server, address) in wanted {
                guard let difference = try after.difference(of: server, from: address) else { continue }
                throw DeliveryTrouble(text: "HAProxy's \(server) was set to \(address.text), but \(difference)")
            }
            if let stateFile { try keep(in: stateFile) }
            return .applied
        }
    }

    /// Which server of HAProxy gets which address.
    private func assignments(
        _ document: ConfigurationDocument
    ) throws(DeliveryTrouble) -> [(String, HostPort)] {
        var found: [(String, HostPort)] = []
        for service in servers {
            let endpoints = document.endpoints.filter { $0.service == service.service }
            guard endpoints.count == service.servers.count else {
                throw DeliveryTrouble(
                    text: "\(service.service) has \(endpoints.count) addresses, but \(service.servers.count) servers "
                        + "of HAProxy are named for it")
            }
            for (server, endpoint) in zip(service.servers, endpoints) {
                guard let address = HostPort(endpoint.address) else {
                    throw DeliveryTrouble(text: "\(endpoint.address) is no address")
                }
                found.append((server, address))
            }
        }
        return found
    }

    /// One line, so that no end of the connection comes in between: an address that has changed without its old sessions
    /// being closed would not be noticed by the next attempt.
    private func point(_ server: String, to address: HostPort) throws(DeliveryTrouble) {
        let kind = address.isNumeric ? "addr" : "fqdn"
        let answer = try ask(
            "set server \(server) \(kind) \(address.host) port \(address.port); set server \(server) state ready; "
                + "shutdown sessions server \(server)")
        // What went well is told by reading back; a refusal has the better words.
        guard !answer.lowercased().contains("permission denied") else {
            throw DeliveryTrouble(text: "HAProxy refuses \(server): the socket needs level admin")
        }
    }

    private func keep(in path: String) throws(DeliveryTrouble) {
        let state = try ask("show servers state")
        do throws(FileTrouble) {
            let old = try? BoundedFile.read(path, limit: 4 << 20)  // None yet, or no longer readable: it is replaced.
            try AtomicFile.replace(path, with: Array((state + "\n").utf8), like: old)
        } catch {
            throw DeliveryTrouble(text: "\(error)")
        }
    }

    private func ask(_ command: String) throws(DeliveryTrouble) -> String {
        let conversation = try Conversation(path: socket, within: deadline)
        try conversation.send(Array("\(command)\n".utf8))
        let answer = String(decoding: try conversation.rest(), as: UTF8.self)
        return String(answer.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// The answer to `show servers state`: a version, a line of names, a line a server.
struct HAProxyState {
    private let names: [Substring]
    private let rows: [[Substring]]

    init(_ text: String) {
        let lines = text.split(separator: "\n")
        names = lines.first { $0.hasPrefix("#") }?.dropFirst().split(separator: " ") ?? []
        rows = lines.drop { !$0.hasPrefix("#") }.dropFirst().map { $0.split(separator: " ") }
    }

    /// What is otherwise than it should be; nil: nothing.
    ///
    /// - Throws: HAProxy has no such server.
    func difference(of server: String, from address: HostPort) throws(DeliveryTrouble) -> String? {
        let parts = server.split(separator: "/", maxSplits: 1)
        let found = rows.map { Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first }) }
            .first { parts.count == 2 && $0["be_name"] == parts[0] && $0["srv_name"] == parts[1] }
        guard let found else { throw DeliveryTrouble(text: "HAProxy has no server \(TextForm.quoted(server))") }
        let shown = address.isNumeric ? found["srv_addr"] : found["srv_fqdn"]
        if shown != address.host || found["srv_port"] != address.port {
            return "its address is \(shown ?? "?"):\(found["srv_port"] ?? "?")"
        }
        return found["srv_admin_state"] == "0" ? nil : "its administrative state is \(found["srv_admin_state"] ?? "?")"
    }
}

/// `host:port` of a document, split.
struct HostPort {
    var host: Substring
    var port: Substring

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        port = text[text.index(after: colon)...]
        host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, UInt16(port) != nil else { return nil }
    }

    var text: String { "\(host):\(port)" }

    var isNumeric: Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET, String(host), &bytes) == 1 || inet_pton(AF_INET6, String(host), &bytes) == 1
    }
}
