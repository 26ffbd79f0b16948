/// A node to which a role change would have moved its callers, had it not ended before its configuration was published. It may
/// take writes, or have been told to: nobody was sent there, and its pair, fenced, waits for it to stop (I12).
struct GivenUp: Hashable, Sendable {
    var node: NodeID
    var since: Instant
}

extension DurableState {
    func givenUp(since now: Instant) -> [GivenUp] {
        (givenUp ?? []).sorted().map { GivenUp(node: $0, since: now) }
    }
}

extension Recovery {
    mutating func noteGivenUp(_ ended: RoleChange, at now: Instant) {
        guard ended.plan.kind != .reverseSync, ended.currentStep != .claim, roles[ended.plan.target.index] == .backup
        else { return }
        // Also of a pair that an operator went on without: its node may have been promoted before.
        for node in ended.plan.pairs.filter(\.isReady).map(\.to) {
            givenUp.removeAll { $0.node == node }
            givenUp.insert(GivenUp(node: node, since: now), at: givenUp.place { $0.node < node })
        }
    }

    func isGivenUp(_ node: NodeID) -> Bool { givenUp.place(of: node, by: \.node) != nil }

    /// What was seen since to take its data from the primary has done whatever it was told before.
    mutating func forgetGivenUp() {
        let still = givenUp.filter { entry in
            guard let upstream = settings.node(entry.node).pair.flatMap({ settings.node(of: $0, in: primary) }),
                let report = reports[entry.node], report.at > entry.since
            else { return true }
            return report.role != .following(.node(upstream), .up)
        }
        guard still.count < givenUp.count else { return }
        givenUp = still
        outbox.needsSave = true
    }
}
