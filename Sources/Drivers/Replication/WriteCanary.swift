/// The proof that a node takes writes, or refuses them: a key of drtop's own that lives for seconds at most.
enum WriteCanary {
    static let prefix = "drtop:canary:"
    static let timeToLive = Duration.seconds(10)

    static func key(_ node: String) -> String { prefix + node }

    /// Writes, reads and removes the canary, in one journey.
    static func sing(on node: RedisConversation) async throws(RedisFault) {
        let song = Song(node)
        try song.judge(try await node.ask(together: song.commands)[...])
    }

    /// The commands that sing the canary, for a journey with others, and what their answers must be.
    struct Song {
        let commands: [[String]]
        private let node: RedisConversation
        private let value: String

        init(_ node: RedisConversation) {
            self.node = node
            value = "\(node.clock.now().sinceOrigin.microseconds)"
            let key = WriteCanary.key(node.name)
            commands = [
                ["SET", key, value, "EX", String(WriteCanary.timeToLive.components.seconds)], ["GET", key],
                ["DEL", key],
            ]
        }

        func judge(_ answers: ArraySlice<RESPValue>) throws(RedisFault) {
            precondition(answers.count == commands.count, "\(answers.count) answers to \(commands.count) commands")
            for (answer, words) in zip(answers, commands) { try node.accept(answer, to: words) }
            let read = answers[answers.startIndex + 1].text
            guard read == value else {
                throw .contrary(
                    "\(node.name): wrote a canary and read back \(read ?? "nothing"); somebody else writes it?")
            }
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
