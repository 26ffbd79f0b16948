import RecoveryCore

/// A planned change: Redis itself holds the writes of `from`, waits until `to` has every byte, and swaps the two.
enum HandOver {
    static func carryOut(
        from: RedisConversation, to: RedisConversation, sync: RedisCredentials?
    ) async throws(RedisFault) -> OrderFinding {
        if try await isDone(from, to) {
            try await WriteCanary.sing(on: to)
            return OrderFinding("already handed over: \(to.name) is primary, \(from.name) follows it")
        }
        // From then on it is a replica itself and needs to be let in by the other.
        try await Follow.setCredentials(sync, on: from)
        try await begin(from, to)
        try await finish(from, to)
        let kept = [try await from.keepRole(), try await to.keepRole()].joined()
        try await WriteCanary.sing(on: to)
        return OrderFinding("\(to.name) is primary, canary written and read; \(from.name) follows it\(kept)")
    }

    /// `FAILOVER` names the replica as `from` sees it, and is refused until `from` has shown it as online.
    private static func begin(_ from: RedisConversation, _ to: RedisConversation) async throws(RedisFault) {
        var refusal = ""
        var pause = Duration.milliseconds(5)
        repeat {
            let status = try await from.status()
            guard !status.isReplica else { throw .contrary("\(from.name) is no primary; nothing was changed") }
            if let replica = await find(to, among: status.replicas, until: from.deadline) {
                let patience = String(max(100, from.timeLeft.milliseconds / 2))
                let answer = try await from.ask(
                    "FAILOVER", "TO", replica.host, String(replica.port), "TIMEOUT", patience)
                guard case .error(let error) = answer else { return }
                guard isPassing(error) else { throw .refused(command: "FAILOVER", error: error) }
                refusal = error
            } else {
                refusal = "\(from.name) does not see \(to.node.syncAddress) among its replicas"
            }
            try await from.wait(pause)
            pause = min(pause * 2, .milliseconds(100))
        } while from.timeLeft > .milliseconds(200)
        throw .contrary("\(refusal); \(from.name) is still primary, nothing was changed")
    }

    private static func isPassing(_ error: String) -> Bool {
        ["not online", "not a replica", "requires connected replicas"].contains { error.contains($0) }
    }

    private static func find(
        _ to: RedisConversation, among replicas: [RedisStatus.Replica], until deadline: Instant
    ) async -> RedisStatus.Replica? {
        let address = to.node.syncAddress
        let candidates = replicas.filter { $0.port == address.port }
        if let exact = candidates.first(where: { $0.host == address.host }) { return exact }
        let hosts = await SocketAddress.resolve(address, until: deadline).map(\.host)
        return candidates.first { hosts.contains($0.host) }
    }

    private static func finish(_ from: RedisConversation, _ to: RedisConversation) async throws(RedisFault) {
        // The last quarter of the time is kept for taking it back.
        let limit = from.clock.now() + from.timeLeft * 3 / 4
        let status = try await from.status(until: limit) { $0.handOverState == "no-failover" }
        guard status.handOverState == "no-failover" else { return try await takeBack(from, to) }
        guard status.isReplica else {
            throw .contrary(
                "\(to.name) did not catch up in time and the hand-over was aborted; \(from.name) is still primary")
        }
        guard try await isDone(from, to) else {
            throw .contrary("\(from.name) gave up its role, but \(to.name) has not taken it: promote \(to.name)")
        }
    }

    /// Redis' own time limit ends with the catching up. When `to` goes deaf after that, `from` has already given up its
    /// role and waits for it, refusing writes, for as long as `repl-timeout` (60 s) and longer.
    private static func takeBack(_ from: RedisConversation, _ to: RedisConversation) async throws(RedisFault) {
        try await from.demand("FAILOVER", "ABORT")
        guard try await from.role() == .primary else {
            throw .contrary("\(from.name) gave up its role and did not take it back: promote \(from.name)")
        }
        throw .contrary(
            """
            \(to.name) did not answer in time and the hand-over was taken back; \(from.name) is still primary; \
            \(to.name) may take the role as well when it wakes up: park it then
            """)
    }

    /// Both sides are asked: `to` is primary and `from` its replica.
    private static func isDone(_ from: RedisConversation, _ to: RedisConversation) async throws(RedisFault) -> Bool {
        guard try await to.role() == .primary, case .replica(let source, _) = try await from.role() else {
            return false
        }
        if source == to.node.syncAddress { return true }
        let hosts = await SocketAddress.resolve(to.node.syncAddress, until: from.deadline).map(\.host)
        return source.port == to.node.syncAddress.port && hosts.contains(source.host)
    }
}
