import RecoveryCore

/// The replication driver: it reports and obeys, it never decides. Its reports go to the event sink that it was made with.
package protocol StoragePort: Sendable {
    /// Carries the order out and reads back; returns within the order's deadline. Never throws: a failure is an outcome.
    func carryOut(_ order: Order, progress: @escaping @Sendable (OrderProgress) -> Void) async -> OrderOutcome

    /// From now on every pair report compares the other clusters with this one.
    func watch(primary: ClusterID)

    /// Report on these nodes as soon as they answer, not at the next turn.
    func inspect(_ nodes: [NodeID])
}

/// Asks the heartbeats; their outcomes go to the event sink that it was made with.
package protocol HeartbeatPort: Sendable {
    /// Multiplies the timeout of the heartbeats, 1 to 9.
    func stretchTimeouts(_ factor: Int)
}
