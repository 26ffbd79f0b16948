import RecoveryCore

/// A node of the fake world: its process, and what its storage holds. Positions and histories work as Redis' offsets and
/// replication ids do: a promotion begins a new history and remembers where the old one ended.
struct FakeNode {
    enum Process { case up, hung, dead }

    var process = Process.up
    /// drtop alone cannot reach it.
    var isSilent = false
    var incarnation = 1
    var role: StorageRole
    var link = StorageRole.Link.up
    var data: FakeData
    /// When the source last reached it.
    var heard: Instant?

    var isUp: Bool { process == .up }
    var answers: Bool { isUp && !isSilent }

    var source: NodeID? {
        if case .following(.node(let source), _) = role { source } else { nil }
    }
}

struct FakeData: Equatable {
    var history: Int
    var offset: Int64
    /// Where this history left another.
    var before: Fork?

    struct Fork: Equatable {
        var history: Int
        var offset: Int64
    }

    /// What joining `downstream` to a source with this data would take, and what only `downstream` has.
    func forecast(for downstream: FakeData) -> (forecast: SyncForecast, lag: Int64?, own: Int64?) {
        if downstream.history == history {
            let ahead = downstream.offset - offset
            return ahead <= 0
                ? (.incremental(bytes: -ahead), -ahead, 0) : (.full(reason: "it has more", bytes: offset), 0, ahead)
        }
        if let before, before.history == downstream.history {
            let ahead = downstream.offset - before.offset
            return ahead <= 0
                ? (.incremental(bytes: offset - downstream.offset), offset - downstream.offset, 0)
                : (.full(reason: "it went on after the fork", bytes: offset), nil, ahead)
        }
        if let fork = downstream.before, fork.history == history {
            return (.full(reason: "it is newer", bytes: offset), nil, downstream.offset - fork.offset)
        }
        // Both were promoted: they have in common what the first of them had then.
        if let before, let fork = downstream.before, fork.history == before.history {
            let split = min(before.offset, fork.offset)
            return (.full(reason: "both went on alone", bytes: offset), nil, downstream.offset - split)
        }
        return (.full(reason: "histories differ", bytes: offset), nil, nil)
    }
}
