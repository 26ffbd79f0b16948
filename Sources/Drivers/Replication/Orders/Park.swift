import RecoveryCore

/// Stop synchronizing, stay read-only: the node follows a dead port, which keeps its history, its position and its
/// backlog, so that a partial resync stays possible both ways.
enum Park {
    static func carryOut(on node: RedisConversation) async throws(RedisFault) -> OrderFinding {
        let before = try await node.status()
        if before.isParked {
            try await WriteCanary.choke(on: node)
            return OrderFinding("already parked at offset \(words(before.position)), refuses writes")
        }
        try await node.replicate(address)
        let kept = try await node.keepRole()
        return OrderFinding(try await readBack(node) + kept)
    }

    static let address = NodeAddress(host: RedisStatus.parkingHost, port: RedisStatus.parkingPort)

    /// Parked means: role slave of the dead port, link down, a write refused.
    static func readBack(_ node: RedisConversation) async throws(RedisFault) -> String {
        let status = try await node.status()
        guard status.isParked, !status.linkIsUp else {
            let role = status.isReplica ? "follows \(status.sourceHost):\(status.sourcePort)" : "is still primary"
            throw .contrary("\(node.name) \(role) after it was parked: somebody else gives it orders?")
        }
        try await WriteCanary.choke(on: node)
        return "role slave, link down, refuses writes, at offset \(words(status.position))"
    }

    static func words(_ position: Int64?) -> String { position.map(String.init) ?? "UNKNOWN" }
}
