import RecoveryCore

/// Take writes. Its new history keeps the old one in `master_replid2`, valid up to here.
enum Promote {
    /// All in one journey, so that hundreds of nodes take writes at once. Each command is answered after the one before it:
    /// what is read back was written. On a primary REPLICAOF NO ONE does nothing, and what is still a replica refuses the
    /// canary.
    static func carryOut(on node: RedisConversation) async throws(RedisFault) -> OrderFinding {
        let promotion = ["REPLICAOF", "NO", "ONE"]
        let song = WriteCanary.Song(node)
        let answers = try await node.ask(
            together: [["ROLE"], promotion, ["ROLE"]] + song.commands + [RedisConversation.statusQuestion])
        let wasPrimary = try node.role(from: answers[0]) == .primary
        try node.accept(answers[1], to: promotion)
        guard try node.role(from: answers[2]) == .primary else {
            throw .contrary("\(node.name) is still a replica after REPLICAOF NO ONE: somebody else gives it orders?")
        }
        do throws(RedisFault) {
            try song.judge(answers[3..<6])
        } catch {
            throw .contrary("\(node.name) is primary now, but the write canary failed: \(error.text)")
        }
        let status = try node.status(from: answers[6])
        let kept = try await node.keepRole()
        let already = wasPrimary ? "already primary; " : ""
        return OrderFinding(
            "\(already)role master, canary written and read, at offset \(Park.words(status.position))\(kept)")
    }
}
