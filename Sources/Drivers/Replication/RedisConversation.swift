import Engine
import RecoveryCore

/// Whom drtop is to a Redis server. An empty user stands for the default user (`requirepass`).
package struct RedisCredentials: Hashable, Sendable {
    package var user: String
    package var password: String

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

/// Opens conversations as the control user.
package struct RedisConnector: Sendable {
    package var system: String
    /// Who holds the connection ("host.pid"), for whoever looks at `CLIENT LIST` of a node.
    package var holder: String
    package var credentials: RedisCredentials?
    package var clock: any Clock
    /// What a conversation reads of a node's state goes on the board as well.
    package var board: RedisStatusBoard?

    /// Connects, says who it is, and marks the connection `drtop:<system>:<holder>`.
    func open(_ node: Node, until deadline: Instant) async throws(RedisFault) -> RedisConversation {
        let link = try await RedisLink.connect(to: node.address, until: deadline)
        let conversation = RedisConversation(node: node, link: link, clock: clock, board: board, deadline: deadline)
        if let credentials {
            let user = credentials.user.isEmpty ? [] : [credentials.user]
            try await conversation.demand(["AUTH"] + user + [credentials.password])
        }
        // Only a mark for people: a user who may not set it can carry out orders all the same.
        // Alone, because Redis refuses PSYNC on a connection with an answer still to come.
        _ = try await conversation.ask("CLIENT", "SETNAME", "drtop:\(system):\(holder)")
        return conversation
    }
}

/// One node, spoken to for one order: questions and answers in Redis' words.
struct RedisConversation: Sendable {
    let node: Node
    let link: RedisLink
    let clock: any Clock
    let board: RedisStatusBoard?
    /// Every question must be answered before it.
    var deadline: Instant

    var name: String { node.name }
    var timeLeft: Duration { max(.zero, deadline - clock.now()) }

    /// The same with another deadline.
    func before(_ deadline: Instant) -> RedisConversation {
        var other = self
        other.deadline = deadline
        return other
    }

    func ask(_ words: String...) async throws(RedisFault) -> RESPValue {
        try await link.ask([words], until: deadline)[0]
    }

    /// All in one journey, each command after the one before it; error replies are answers here.
    func ask(together commands: [[String]]) async throws(RedisFault) -> [RESPValue] {
        try await link.ask(commands, until: deadline)
    }

    /// Asks, and takes an error reply as a fault.
    @discardableResult
    func demand(_ words: [String]) async throws(RedisFault) -> RESPValue {
        try accept(try await link.ask([words], until: deadline)[0], to: words)
    }

    /// Takes an error reply as a fault.
    @discardableResult
    func accept(_ answer: RESPValue, to words: [String]) throws(RedisFault) -> RESPValue {
        guard case .error(let error) = answer else { return answer }
        let hasSubcommand = ["CONFIG", "CLIENT"].contains(words[0])
        throw .refused(command: words.prefix(hasSubcommand ? 2 : 1).joined(separator: " "), error: error)
    }

    @discardableResult
    func demand(_ words: String...) async throws(RedisFault) -> RESPValue {
        try await demand(words)
    }

    static let statusQuestion = ["INFO", "server", "replication", "persistence", "stats", "keyspace", "memory"]

    func status() async throws(RedisFault) -> RedisStatus {
        try status(from: try await ask(together: [Self.statusQuestion])[0])
    }

    func status(from answer: RESPValue) throws(RedisFault) -> RedisStatus {
        guard case .bulk(let bytes) = try accept(answer, to: Self.statusQuestion),
            let status = RedisStatus(info: bytes)
        else { throw .invalid("INFO without run_id and master_replid") }
        board?.receive(node: node.id, at: clock.now(), bytes: bytes)
        return status
    }

    /// Asks for the status again and again, with growing pauses, until it is as wanted or the time is up.
    func status(until deadline: Instant, where isWanted: (RedisStatus) -> Bool) async throws(RedisFault) -> RedisStatus
    {
        var pause = Duration.milliseconds(2)
        while true {
            let status = try await status()
            if isWanted(status) || clock.now() + pause >= deadline { return status }
            try await wait(pause)
            pause = min(pause * 2, .milliseconds(100))
        }
    }

    func wait(_ pause: Duration) async throws(RedisFault) {
        if await Reactor.shared.sleep(until: clock.now() + pause) == .cancelled { throw .cancelled }
    }

    /// What `ROLE` says, the first words only.
    enum Role: Hashable {
        case primary
        case replica(of: NodeAddress, link: String)
    }

    func role() async throws(RedisFault) -> Role {
        try role(from: try await ask("ROLE"))
    }

    func role(from answer: RESPValue) throws(RedisFault) -> Role {
        guard case .array(let parts) = try accept(answer, to: ["ROLE"]) else {
            throw .invalid("ROLE without an array")
        }
        switch parts.first?.text {
        case "master": return .primary
        case "slave":
            guard parts.count >= 4, let host = parts[1].text, case .integer(let port) = parts[2],
                let port = UInt16(exactly: port), let link = parts[3].text
            else { fallthrough }
            return .replica(of: NodeAddress(host: host, port: port), link: link)
        default: throw .invalid("ROLE: \(parts.first?.text ?? "nothing")")
        }
    }

    func replicate(_ source: NodeAddress?) async throws(RedisFault) {
        if let source {
            try await demand("REPLICAOF", source.host, String(source.port))
        } else {
            try await demand("REPLICAOF", "NO", "ONE")
        }
    }

    /// Keeps the role over a restart, where the node runs from a file. A node that does not, or cannot write it, has
    /// the role only until then: that is said, and no failure.
    func keepRole() async throws(RedisFault) -> String {
        guard case .error(let error) = try await ask("CONFIG", "REWRITE") else { return "" }
        return error.contains("without a config file") ? "" : "; kept only until a restart (CONFIG REWRITE: \(error))"
    }

    func close() async {
        await link.close()
    }
}
