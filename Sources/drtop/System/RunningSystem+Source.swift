import Dashboard
import Drivers
import RecoveryCore

extension RunningSystem: SnapshotSource {
    var newest: Snapshot? { engine.board.newest }

    func onNews(_ action: @escaping @Sendable () -> Void) {
        engine.board.onPublish(action)
        answers.onAnswer(action)
    }

    func drainAnswers() -> [(command: OperatorCommand, answer: CommandAnswer)] { answers.drain() }

    func journal(after number: Int64, limit: Int) throws(Failure) -> [JournalLine] {
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
