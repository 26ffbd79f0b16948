import Engine
import RecoveryCore
import Synchronization

/// What happened in which order, told by all fakes of a test.
final class Trace: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
    func contains(_ line: String) -> Bool { all.contains(line) }
    func index(of line: String) -> Int? { all.firstIndex(of: line) }
}

/// True as soon as the condition holds; false when it still does not after 20 s.
func eventually(_ condition: () -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let limit = clock.now + .seconds(20)
    while clock.now < limit {
        if condition() { return true }
        do { try await Task.sleep(for: .milliseconds(1)) } catch { return condition() }
    }
    return false
}

/// Keeps the events that somebody sends.
final class EventLog: EventSink {
    private let log = Mutex<[Event]>([])

    func send(_ event: Event) { log.withLock { $0.append(event) } }
    var events: [Event] { log.withLock { $0 } }

    func outcomes(of effect: UInt64) -> [EffectOutcome] {
        events.compactMap { event in
            if case .effectEnded(EffectID(effect), let outcome) = event { outcome } else { nil }
        }
    }

    var healths: [JournalHealth] {
        events.compactMap { if case .journalChanged(let health) = $0 { health } else { nil } }
    }
}
