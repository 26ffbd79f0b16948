import RecoveryCore

/// What two nodes of a pair have in common, by the rules of `design/storage.md`; written anew, so that a mistake in the
/// real driver is not made here as well.
extension NodeWord {
    /// The last offset of this node that the other one had, too; nil: no common history is known.
    private func split(against other: NodeWord) -> Int64? {
        if other.history == history { return other.offset }
        if other.formerHistory == history { return other.formerEnd }
        if formerHistory != 0, formerHistory == other.history { return min(other.offset, formerEnd) }
        if formerHistory != 0, formerHistory == other.formerHistory { return min(formerEnd, other.formerEnd) }
        return nil
    }

    /// What only this node has.
    func ownWrites(against other: NodeWord) -> Int64? {
        guard let split = split(against: other) else { return nil }
        if history == other.history, other.role == .writable { return 0 }
        return max(0, offset - split)
    }

    func forecast(from upstream: NodeWord) -> SyncForecast {
        if case .copying = link { return .full(reason: "in the middle of a full copy", bytes: nil) }
        let isKnown =
            history == upstream.history
            || (history == upstream.formerHistory && offset <= upstream.formerEnd)
        guard isKnown else { return .full(reason: "the two have different histories", bytes: nil) }
        if link != .up || history != upstream.history {
            guard offset + 1 >= upstream.backlogStart else {
                return .full(reason: "the backlog is exceeded", bytes: nil)
            }
            guard offset <= upstream.offset else { return .full(reason: "it has bytes of its own", bytes: nil) }
        }
        return .incremental(bytes: max(0, upstream.offset - offset))
    }

    func lag(behind upstream: NodeWord) -> Int64? {
        let isComparable =
            history == upstream.history || (history == upstream.formerHistory && offset <= upstream.formerEnd)
        return isComparable ? max(0, upstream.offset - offset) : nil
    }
}
