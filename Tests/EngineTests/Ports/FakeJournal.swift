import Dispatch
import Engine
import Synchronization

/// A disk that writes, fails or hangs, as the test says.
final class FakeJournal: JournalPort {
    enum Mood {
        case writing
        case failing(String)
        case hanging
    }

    private struct State {
        var mood = Mood.writing
        var batches: [JournalBatch] = []
        var isHeld = false
    }

    private let state = Mutex(State())
    private let gate = DispatchSemaphore(value: 0)
    private let trace: Trace

    init(_ trace: Trace) { self.trace = trace }

    func commit(_ batch: JournalBatch) throws(JournalFault) {
        let mood = state.withLock { state in
            if case .hanging = state.mood { state.isHeld = true }
            return state.mood
        }
        switch mood {
        case .writing: break
        case .failing(let why): throw JournalFault(why)
        case .hanging: gate.wait()
        }
        state.withLock { $0.batches.append(batch) }
        trace.add("durable")
    }

    func hang() { state.withLock { $0.mood = .hanging } }
    func fail(_ why: String) { state.withLock { $0.mood = .failing(why) } }
    func mend() { state.withLock { $0.mood = .writing } }

    /// The disk answers again.
    func answer() {
        let isHeld = state.withLock { state in
            defer { (state.mood, state.isHeld) = (.writing, false) }
            return state.isHeld
        }
        if isHeld { gate.signal() }
    }

    /// A commit waits for the disk.
    var isHeld: Bool { state.withLock { $0.isHeld } }
    var batches: [JournalBatch] { state.withLock { $0.batches } }
    var entries: [String] { batches.flatMap(\.entries).map { "\($0)" } }
}
