import Dispatch
import RecoveryCore
import Synchronization

/// The outside effects that have begun and not ended. It owns their tasks. Each ends exactly once: whoever takes it out
/// of the table, the driver or the deadline, says how.
///
/// No task group: a group waits for its children, and a driver that does not notice its cancellation would hold up the
/// end of its own effect, and of the program.
final class Underway: Sendable {
    private struct Entry {
        let task: Task<Void, Never>
        /// nil: it says its progress instead.
        let deadline: Instant?
        let expiry: EffectOutcome
    }

    private struct Table {
        var entries: [EffectID: Entry] = [:]
        /// Not later than any deadline; may be earlier, which costs one look.
        var nearest: Instant?
    }

    private let sink: any EventSink
    private let table = Mutex(Table())
    /// Rung each time the table has become empty.
    private let emptied = DispatchSemaphore(value: 0)

    init(sink: any EventSink) {
        self.sink = sink
    }

    /// - Parameter expiry: how it ends if the driver has said nothing by the deadline.
    func begin(
        _ id: EffectID, until deadline: Instant?, expiry: EffectOutcome,
        _ work: @escaping @Sendable () async -> EffectOutcome
    ) {
        table.withLock { table in
            precondition(table.entries[id] == nil, "effect \(id.number) is under way")
            // Its end finds it in the table: it needs the lock for that.
            let task = Task { self.end(id, await work()) }
            table.entries[id] = Entry(task: task, deadline: deadline, expiry: expiry)
            if let deadline { table.nearest = min(table.nearest ?? deadline, deadline) }
        }
    }

    /// Ends what is past its deadline. The driver is asked to stop; what it says later is not heard.
    func expire(at now: Instant) {
        let expired = table.withLock { table -> [(id: EffectID, entry: Entry)] in
            guard let nearest = table.nearest, nearest <= now else { return [] }
            let expired = table.entries.filter { entry in entry.value.deadline.map { $0 <= now } ?? false }
            table.nearest = table.entries.values.compactMap(\.deadline).filter { $0 > now }.min()
            return expired.map { (id: $0.key, entry: $0.value) }.sorted { $0.id.number < $1.id.number }
        }
        for (id, entry) in expired {
            end(id, entry.expiry)
            entry.task.cancel()
        }
    }

    private func end(_ id: EffectID, _ outcome: EffectOutcome) {
        let (entry, isEmpty) = table.withLock { ($0.entries.removeValue(forKey: id), $0.entries.isEmpty) }
        guard entry != nil else { return }
        sink.send(.effectEnded(id, outcome))
        if isEmpty { emptied.signal() }
    }

    /// Waits for what is under way, until the moment at the latest; the rest is told to stop and not waited for: its intent
    /// is in the journal, and the next start reads back what became of it. Blocks.
    func leave(by moment: DispatchTime) {
        while table.withLock({ !$0.entries.isEmpty }), emptied.wait(timeout: moment) == .success {}
        for entry in table.withLock({ Array($0.entries.values) }) { entry.task.cancel() }
    }
}
