import Dispatch
import RecoveryCore
import Synchronization

/// Where one thread waits for what others send, until a moment at the latest. Bounded where the sender may be faster than
/// the reader: `weigh` says how heavy an element is and whether it may be dropped.
package final class Mailbox<Element: Sendable>: Sendable {
    private struct State: Sendable {
        var elements: [Element] = []
        var weight = 0
        var dropped = 0
        /// The reader found nothing and waits for the bell: the next sender rings it, once.
        var isAwaited = false

        mutating func ring() -> Bool {
            defer { isAwaited = false }
            return isAwaited
        }
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)
    private let limit: Int
    private let weigh: @Sendable (Element) -> Int?

    /// - Parameters:
    ///   - limit: the most weight of droppable elements that may wait.
    ///   - weigh: nil for what is never dropped.
    package init(limit: Int = .max, weigh: @escaping @Sendable (Element) -> Int? = { _ in nil }) {
        self.limit = limit
        self.weigh = weigh
    }

    package func send(_ element: Element) {
        let weight = weigh(element)
        let isAwaited = state.withLock { state in
            if let weight, state.weight + weight > limit {
                state.dropped += 1
            } else {
                state.weight += weight ?? 0
                state.elements.append(element)
            }
            return state.ring()
        }
        if isAwaited { bell.signal() }
    }

    /// Everything that waits, in order, as soon as there is something or `timeout` has passed; and how many elements were
    /// dropped since the last call.
    package func take(timeout: Duration) -> (elements: [Element], dropped: Int) {
        let deadline = DispatchTime.now() + .nanoseconds(Int(clamping: max(timeout.microseconds, 0) * 1000))
        while true {
            let found = state.withLock { state in
                let found = (elements: state.elements, dropped: state.dropped)
                state.elements = []
                state.weight = 0
                state.dropped = 0
                state.isAwaited = found.elements.isEmpty && found.dropped == 0
                return found
            }
            if !found.elements.isEmpty || found.dropped > 0 { return found }
            // A ring that came just after the time was up stays; the next call then looks once more than it has to.
            if bell.wait(timeout: deadline) == .timedOut { return ([], 0) }
        }
    }
}
