import Dashboard
import RecoveryCore

/// Where a dashboard gets its state from and where its commands go: an engine in this process, or one elsewhere.
protocol SnapshotSource: AnyObject, Sendable {
    var newest: Snapshot? { get }
    /// Called, from any thread, when there is something new to show.
    func onNews(_ action: @escaping @Sendable () -> Void)
    func send(_ command: OperatorCommand, by author: String)
    /// The answers to this dashboard's commands since the last time.
    func drainAnswers() -> [(command: OperatorCommand, answer: CommandAnswer)]
    /// Returns when it has ended.
    func run() async throws(Failure)
    /// The step in hand is finished first.
    func stop()
    /// Entries after this one, at most `limit`, the newest of them; 0: the newest of all.
    func journal(after number: Int64, limit: Int) throws(Failure) -> [JournalLine]
}
