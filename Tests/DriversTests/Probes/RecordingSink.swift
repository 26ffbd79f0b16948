import Engine
import Foundation
import RecoveryCore

/// Keeps what a driver sends, and lets a test wait for it, with a bound.
final class RecordingSink: EventSink, @unchecked Sendable {
    // Sendable because `events` is touched only between lock and unlock.
    private let condition = NSCondition()
    private var events: [Event] = []

    func send(_ event: Event) {
        condition.lock()
        events.append(event)
        condition.broadcast()
        condition.unlock()
    }

    var all: [Event] {
        condition.lock()
        defer { condition.unlock() }
        return events
    }

    var heartbeats: [Heartbeat] { RecordingSink.heartbeats(in: all) }

    func outcomes(of node: Int = 0) -> [Heartbeat.Outcome] {
        heartbeats.filter { $0.node == NodeID(node) }.map(\.outcome)
    }

    /// True as soon as it holds of what was sent so far; false when it still does not after the bound.
    func wait(seconds: Double = 20, until holds: ([Event]) -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !holds(events) {
            if !condition.wait(until: deadline) { return holds(events) }
        }
        return true
    }

    /// Waits for so many outcomes of this kind from a node, counting from the `from`th of its outcomes.
    func wait(
        for count: Int = 1, of node: Int = 0, from: Int = 0, _ matches: (Heartbeat.Outcome) -> Bool
    ) -> Bool {
        wait { events in
            let outcomes = RecordingSink.heartbeats(in: events).filter { $0.node == NodeID(node) }.map(\.outcome)
            return outcomes.dropFirst(from).filter(matches).count >= count
        }
    }

    static func heartbeats(in events: [Event]) -> [Heartbeat] {
        events.flatMap { if case .heartbeats(let heartbeats) = $0 { heartbeats } else { [Heartbeat]() } }
    }
}

extension Heartbeat.Outcome {
    var isAnswered: Bool { if case .answered = self { true } else { false } }
    var isRefusedUs: Bool { if case .refusedUs = self { true } else { false } }
    var isInvalid: Bool { if case .missed(.invalid) = self { true } else { false } }
    var isUnreachable: Bool { if case .missed(.unreachable) = self { true } else { false } }
}

extension Event {
    func isClosed(_ node: Int) -> Bool { if case .connectionClosed(NodeID(node)) = self { true } else { false } }
}
