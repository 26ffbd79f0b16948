import RecoveryCore

/// What a dashboard needs of a system, be its engine in this process or in another.
protocol WatchedSystem: AnyObject, Sendable {
    var newest: Snapshot? { get }
    /// `ring` is called after every new snapshot and every answer, on any thread: it must only ring a bell.
    func onNews(_ ring: @escaping @Sendable () -> Void)
    func send(_ command: OperatorCommand, by author: String)
    /// The answers since the last call.
    func drainAnswers() -> [(command: OperatorCommand, answer: CommandAnswer)]
    /// Until `stop`, and until what it began has ended.
    func watch() async throws(Failure)
    func stop()
}

extension RunningSystem: WatchedSystem {
    var newest: Snapshot? { engine.board.newest }

    func onNews(_ ring: @escaping @Sendable () -> Void) {
        engine.board.onPublish(ring)
        answers.onAnswer(ring)
    }

    func drainAnswers() -> [(command: OperatorCommand, answer: CommandAnswer)] { answers.drain() }

    func watch() async throws(Failure) { try await run() }
}
