import Foundation
import Synchronization

/// As many workers as there are processors, going through one list together.
enum Crew {
    /// The first error ends the work of all, each after the item it has in hand.
    static func goThrough<Item: Sendable>(
        _ items: [Item], _ work: @Sendable (_ item: Item) throws -> Void
    ) throws {
        let next = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
            while failure.withLock({ $0 == nil }), let item = take(from: items, next) {
                do {
                    try work(item)
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private static func take<Item>(from items: [Item], _ next: borrowing Mutex<Int>) -> Item? {
        let index = next.withLock { index in
            index += 1
            return index - 1
        }
        return index < items.count ? items[index] : nil
    }
}
