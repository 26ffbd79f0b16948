import RecoveryCore

/// Hold the node's writes, read what only it has, park it, let go. The other side is never connected to it: on a
/// promotion the node's own writes would vanish unasked.
struct Fence {
    let node: RedisConversation
    /// What the other side of the pair says, or said last; nil: never heard. Asked while the writes are held.
    let askOther: @Sendable () async -> RedisStatus?
    /// Opens a second conversation with the node, for the replication stream.
    let openSecond: @Sendable () async throws(RedisFault) -> RedisConversation
    let reading: OwnWritesReading

    func carryOut() async throws(RedisFault) -> OrderFinding {
        let before = try await node.status()
        guard !before.isParked else {
            var finding = try await Park.carryOut(on: node)
            finding.ownWrites = bytesOnly(before, against: await askOther())
            return finding
        }
        // Longer than the order: a node of which we lose sight half way goes on holding for a while.
        let pause = node.timeLeft.milliseconds + 1000
        try await node.demand("CLIENT", "PAUSE", String(pause), "WRITE")
        let (own, remark) = try await ownWrites()
        let parked = try await Park.carryOut(on: node)
        try await node.demand("CLIENT", "UNPAUSE")
        return OrderFinding("\(parked.text); own writes: \(remark)", ownWrites: own)
    }

    /// What only the node has, and in words how that is known. That the stream cannot be read never stops a fence.
    private func ownWrites() async throws(RedisFault) -> (OwnWrites?, String) {
        let held = try await node.status()
        guard let other = await askOther() else { return (nil, "UNKNOWN, the other side never reported") }
        guard let split = Histories.split(of: held, against: other), let position = held.position else {
            return (nil, "UNKNOWN, the two have different histories")
        }
        let bytes = position - split
        guard bytes > 0 else { return (OwnWrites(bytes: 0, commands: 0), "none") }
        // Asked without need or without a backlog, PSYNC would begin a full copy or write a keep-alive.
        guard held.keepsBacklog, held.backlogStart <= split + 1 else {
            return (OwnWrites(bytes: bytes), "\(bytes) bytes, its backlog no longer holds them")
        }
        do throws(RedisFault) {
            let second = try await openSecond()
            let own = await reading.read(from: second, history: held.history, after: split, bytes: bytes)
            await second.close()
            try await letGo()
            return own
        } catch {
            guard error != .cancelled else { throw error }
            return (OwnWrites(bytes: bytes), "\(bytes) bytes, not read: \(error.text)")
        }
    }

    /// The connection that read the stream counted as a replica; it must be gone before the node is left alone.
    private func letGo() async throws(RedisFault) {
        let limit = node.clock.now() + min(.seconds(1), node.timeLeft / 4)
        _ = try await node.status(until: limit) { status in !status.replicas.contains { $0.port == 0 } }
    }

    /// A parked node streams nothing any more.
    private func bytesOnly(_ status: RedisStatus, against other: RedisStatus?) -> OwnWrites? {
        guard let other, let split = Histories.split(of: status, against: other), let position = status.position
        else { return nil }
        let bytes = max(0, position - split)
        return OwnWrites(bytes: bytes, commands: bytes == 0 ? 0 : nil)
    }
}
