/// What the journal holds: decisions, commands, intents and results, changes of state; not heartbeats. Names instead of
/// places in the settings: the journal outlives their order.
package enum JournalEntry: Hashable, Codable, Sendable {
    case started(version: String, holder: String)
    case stopped(String)
    case phaseChanged(from: String, to: String, reason: String)
    case verdictChanged(cluster: String, verdict: String, available: Int, total: Int)
    /// Nodes of one cluster that changed to a state, gathered: names up to a limit, then only counted.
    case nodesChanged(cluster: String, state: String, nodes: [String], count: Int)
    case alarmChanged(id: Int, kind: String, state: String, occurrence: Int, priority: Int, by: String?, text: String)
    case commanded(by: String, command: String, answer: String, refused: Bool)
    /// Written before an outside effect starts (I10).
    case intended(effect: UInt64, action: String, reason: String)
    /// Written after it ended.
    case ended(effect: UInt64, outcome: String)
    case planned(kind: String, fingerprint: String, rows: [String])
    case claimed(kind: String, fingerprint: String, epoch: Epoch, by: String)
    case published(epoch: Epoch, cluster: String, fingerprint: String?)
    case applied(caller: String, epoch: Epoch)
    case rolesChanged(primary: String, backups: [String], failed: [String])
    /// What observe held back, or what the core found worth keeping for the report.
    case noted(String)
    /// One a minute, for the graphs: available and total nodes per cluster, lag.
    case sampled(available: [Int], total: [Int], lagBytes: Int64?)
}
