import Engine
import RecoveryCore

/// Outcomes on their way to the event sink. Plain answers of nodes that were fine are news to nobody: they wait for each
/// other, up to `patience`. Anything else goes at the end of the loop's turn in which it became known, together with what
/// was gathered before it, in order.
struct Gathering {
    /// Room for one patience of 10,000 heartbeats a second; a fuller one goes at once.
    static let capacity = 1024

    private let sink: any EventSink
    private let patience: Nanoseconds
    private var batch: [Heartbeat] = []
    /// When the batch has to go; nil while it is empty.
    private(set) var due: Nanoseconds?

    init(sink: any EventSink, patience: Nanoseconds) {
        self.sink = sink
        self.patience = patience
        batch.reserveCapacity(Gathering.capacity)
    }

    mutating func add(_ heartbeat: Heartbeat, urgent: Bool, at now: Nanoseconds) {
        batch.append(heartbeat)
        if urgent || batch.count >= Gathering.capacity {
            due = now
        } else if due == nil {
            due = now + patience
        }
    }

    /// An event of another kind: what became known before it goes first.
    mutating func send(_ event: Event) {
        flush()
        sink.send(event)
    }

    mutating func flushIfDue(at now: Nanoseconds) {
        if let due, due <= now { flush() }
    }

    mutating func flush() {
        guard due != nil else { return }
        due = nil
        // As large as its content: at the start thousands of small ones may wait in the mailbox.
        let gathered = batch.withUnsafeBufferPointer { Array($0) }
        batch.removeAll(keepingCapacity: true)
        sink.send(.heartbeats(gathered))
    }
}
