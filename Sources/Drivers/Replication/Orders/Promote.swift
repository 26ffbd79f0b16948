import RecoveryCore

/// Take writes. Its new history keeps the old one in `master_replid2`, valid up to here.
enum Promote {
    static func carryOut(on node: RedisConversation) async throws(RedisFault) -> OrderFinding {
        let wasPrimary = try await node.role() == .primary
        if !wasPrimary { try await node.replicate(nil) }
        let kept = try await node.keepRole()
        guard try await node.role() == .primary else {
            throw .contrary("\(node.name) is still a replica after REPLICAOF NO ONE: somebody else gives it orders?")
        }
        do throws(RedisFault) {
            try await WriteCanary.sing(on: node)
        } catch {
            throw .contrary("\(node.name) is primary now, but the write canary failed: \(error.text)")
        }
        let status = try await node.status()
        let already = wasPrimary ? "already primary; " : ""
        return OrderFinding(
            "\(already)role master, canary written and read, at offset \(Park.words(status.position))\(kept)")
    }
}
