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
        let wasEmpty = state.withLock { state in
            if let weight, state.weight + weight > limit {
                state.dropped += 1
                return false
            }
            state.weight += weight ?? 0
            state.elements.append(element)
            return state.elements.count == 1
        }
        if wasEmpty { bell.signal() }
    }

    /// Everything that waits, in order, as soon as there is something or `timeout` has passed; and how many elements were
    /// dropped since the last call.
    package func take(timeout: Duration) -> (elements: [Element], dropped: Int) {
        let deadline = DispatchTime.now() + .nanoseconds(Int(clamping: max(timeout.microseconds, 0) * 1000))
        while true {
            let found = state.withLock { state in
                defer {
                    state.elements = []
                    state.weight = 0
                    state.dropped = 0
                }
                return (state.elements, state.dropped)
            }
            if !found.0.isEmpty || found.1 > 0 { return found }
            // A ring whose elements were taken before is harmless: the loop looks and waits again.
            if bell.wait(timeout: deadline) == .timedOut { return ([], 0) }
        }
    }
}
