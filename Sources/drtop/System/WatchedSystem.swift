import Dashboard
import Drivers
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
    ///
    /// - Parameter author: whose dashboard it is; the others see it.
    func watch(for author: String) async throws(Failure)
    /// The process whose engine it is, in words; nil: this one.
    var engineElsewhere: String? { get }
    func stop()
    /// Entries of its journal after this one, at most `limit`; 0: the newest of all.
    func journal(after number: Int64, limit: Int) throws(Failure) -> [JournalLine]
}

extension RunningSystem: WatchedSystem {
    var newest: Snapshot? { engine.board.newest }

    func onNews(_ ring: @escaping @Sendable () -> Void) {
        engine.board.onPublish(ring)
        answers.onAnswer(ring)
    }

    func drainAnswers() -> [(command: OperatorCommand, answer: CommandAnswer)] { answers.drain() }

    func watch(for author: String) async throws(Failure) {
        attendance.enter(author)
        try await run()
    }

    var engineElsewhere: String? { nil }

    func journal(after number: Int64, limit: Int) throws(Failure) -> [JournalLine] {
        try JournalLine.read(in: folder, after: number, limit: limit)
    }
}

extension JournalLine {
    /// Beside the engine that writes it, in this process or in another one.
    static func read(in folder: StateFolder, after number: Int64, limit: Int) throws(Failure) -> [JournalLine] {
        do {
            let reader = try JournalReader(in: folder)
            let records = number == 0 ? try reader.newest(limit) : try reader.entries(after: number, limit: limit)
            return records.map { record in
                JournalLine(
                    number: record.number, wallTime: record.wallTime, kind: record.kind,
                    text: record.entry?.words ?? record.body, entry: record.entry)
            }
        } catch {
            throw Failure("\(error)")
        }
    }
}
