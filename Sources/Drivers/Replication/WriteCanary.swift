/// The proof that a node takes writes, or refuses them: a key of drtop's own that lives for seconds at most.
enum WriteCanary {
    static let prefix = "drtop:canary:"
    static let timeToLive = Duration.seconds(10)

    static func key(_ node: String) -> String { prefix + node }

    /// Writes, reads and removes the canary.
    static func sing(on node: RedisConversation) async throws(RedisFault) {
        let key = key(node.name)
        let value = "\(node.clock.now().sinceOrigin.microseconds)"
        try await node.demand("SET", key, value, "EX", String(timeToLive.components.seconds))
        let read = try await node.demand("GET", key).text
        try await node.demand("DEL", key)
        guard read == value else {
            throw .contrary("\(node.name): wrote a canary and read back \(read ?? "nothing"); somebody else writes it?")
        }
    }

    /// Proves that the node refuses writes.
    static func choke(on node: RedisConversation) async throws(RedisFault) {
        let key = key(node.name)
        guard case .error(let error) = try await node.ask("SET", key, "refused", "EX", "1") else {
            // Not wanted there, and gone in a second anyway: what DEL answers changes nothing.
            _ = try await node.ask("DEL", key)
            throw .contrary(
                "\(node.name) is a replica now but still takes writes: CONFIG SET replica-read-only yes")
        }
        guard error.hasPrefix("READONLY") else { throw .refused(command: "SET", error: error) }
    }
}
