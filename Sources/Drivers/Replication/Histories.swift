import RecoveryCore

/// What two nodes of a pair have in common, from their replication IDs and offsets alone. Pure.
/// Source of the rules: redis 7.0 `src/replication.c`, `masterTryPartialResynchronization` and `shiftReplicationId`.
enum Histories {
    /// The last offset of `node` that `other` has too, or had when it went its own way; nil: no common history is known.
    static func split(of node: RedisStatus, against other: RedisStatus) -> Int64? {
        guard !node.history.isEmpty, let otherPosition = other.position else { return nil }
        if other.history == node.history { return otherPosition }
        if other.formerHistory == node.history { return other.formerHistoryEnd - 1 }
        if node.formerHistory == other.history { return min(otherPosition, node.formerHistoryEnd - 1) }
        if node.formerHistoryEnd >= 0, node.formerHistory == other.formerHistory {
            return min(node.formerHistoryEnd, other.formerHistoryEnd) - 1
        }
        return nil
    }

    /// Bytes that the downstream lacks; nil where the offsets are not comparable: another history, or the downstream
    /// wrote beyond the split.
    static func lag(upstream: RedisStatus, downstream: RedisStatus) -> Int64? {
        guard let position = downstream.position, let reached = upstream.position else { return nil }
        let isComparable =
            downstream.history == upstream.history
            || (downstream.history == upstream.formerHistory && position < upstream.formerHistoryEnd)
        return isComparable ? max(0, reached - position) : nil
    }

    /// What only this node has.
    static func ownWrites(of node: RedisStatus, against other: RedisStatus) -> OwnWrites? {
        // Whatever it once wrote is gone already: nothing is discarded.
        if node.data == .empty { return OwnWrites(bytes: 0, commands: 0) }
        guard let split = split(of: node, against: other), let position = node.position else { return nil }
        // One history has one writer: as long as the other is it, a node that looks ahead was asked later.
        let isOlderSample = node.history == other.history && !other.isReplica
        return OwnWrites(bytes: isOlderSample ? 0 : max(0, position - split))
    }

    /// What it would take to join the downstream to the upstream: the downstream asks for its next byte, and the upstream
    /// grants it when that lies in a history it knows and in its backlog.
    static func forecast(
        upstream: RedisStatus, downstream: RedisStatus, names: (upstream: String, downstream: String)
    ) -> SyncForecast {
        let size = upstream.dataSize
        if downstream.isCopying {
            return .full(
                reason: "\(names.downstream) is in the middle of a full copy", bytes: downstream.copyBytesLeft ?? size)
        }
        guard let position = downstream.position, let reached = upstream.position else {
            return .unknown("the positions are not known")
        }
        let isJoined = downstream.linkIsUp && downstream.history == upstream.history
        let reason =
            foreign(upstream, downstream, position, names)
            ?? (isJoined ? nil : outOfBacklog(upstream, position, names))
        guard let reason else { return .incremental(bytes: max(0, reached - position)) }
        let isEmpty = downstream.data == .empty
        return .full(reason: isEmpty ? "\(names.downstream) is empty" : reason, bytes: size)
    }

    /// Why the downstream's position is in no history that the upstream knows; nil when it is in one.
    private static func foreign(
        _ upstream: RedisStatus, _ downstream: RedisStatus, _ position: Int64,
        _ names: (upstream: String, downstream: String)
    ) -> String? {
        // A replica whose copy was broken off has no position of its own: Redis shows 1 then.
        if downstream.isReplica, position <= 1, (downstream.masterOffset ?? 0) > 1 {
            return "\(names.downstream) has lost its position"
        }
        if downstream.history == upstream.history { return nil }
        guard downstream.history == upstream.formerHistory else {
            return split(of: downstream, against: upstream) == nil
                ? "the two have different histories: one of them was restarted, or wrote for itself"
                : "\(names.downstream) was made primary and has a history of its own"
        }
        let own = position + 1 - upstream.formerHistoryEnd
        return own > 0 ? "\(names.downstream) has \(own) bytes of its own after the split" : nil
    }

    private static func outOfBacklog(
        _ upstream: RedisStatus, _ position: Int64, _ names: (upstream: String, downstream: String)
    ) -> String? {
        guard upstream.keepsBacklog else { return "\(names.upstream) keeps no backlog" }
        let missing = upstream.backlogStart - (position + 1)
        if missing > 0 { return "the backlog of \(names.upstream) is exceeded by \(missing) bytes" }
        let ahead = position + 1 - (upstream.backlogStart + upstream.backlogLength)
        return ahead > 0 ? "\(names.downstream) has \(ahead) bytes that \(names.upstream) never had" : nil
    }
}
