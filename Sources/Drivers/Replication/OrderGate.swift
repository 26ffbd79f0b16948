import Dispatch
import Engine
import RecoveryCore
import Synchronization

/// Lets a bounded number of orders through at once, first come first served; nobody waits longer than its deadline.
/// A continuation is resumed by whoever takes it out of the table, under the lock: once.
final class OrderGate: Sendable {
    private struct Table {
        var places: Int
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        var lastTicket: UInt64 = 0
    }

    private let table: Mutex<Table>
    private let timers = DispatchQueue(label: "drtop.order-gate")

    init(places: Int) {
        precondition(places > 0, "a gate of \(places) places lets nobody through")
        table = Mutex(Table(places: places))
    }

    /// Runs the body with a place; throws `timedOut` or `cancelled` when there was none in time.
    func pass<Result: Sendable>(
        within time: Duration, _ body: () async throws(RedisFault) -> Result
    ) async throws(RedisFault) -> Result {
        guard await enter(within: time) else { throw Task.isCancelled ? .cancelled : .timedOut }
        defer { leave() }
        return try await body()
    }

    private func enter(within time: Duration) async -> Bool {
        let ticket = table.withLock { table in
            table.lastTicket += 1
            return table.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFree = table.withLock { table in
                    if table.places > 0 {
                        table.places -= 1
                        return true
                    }
                    table.waiting.append((ticket, continuation))
                    return false
                }
                if isFree {
                    continuation.resume(returning: true)
                } else if Task.isCancelled {
                    giveUp(ticket)
                } else {
                    let microseconds = DispatchTimeInterval.microseconds(Int(time.microseconds))
                    timers.asyncAfter(deadline: .now() + microseconds) { self.giveUp(ticket) }
                }
            }
        } onCancel: {
            giveUp(ticket)
        }
    }

    private func giveUp(_ ticket: UInt64) {
        let continuation: CheckedContinuation<Bool, Never>? = table.withLock { table in
            table.waiting.firstIndex { $0.ticket == ticket }.map { table.waiting.remove(at: $0).continuation }
        }
        continuation?.resume(returning: false)
    }

    private func leave() {
        let next: CheckedContinuation<Bool, Never>? = table.withLock { table in
            if table.waiting.isEmpty {
                table.places += 1
                return nil
            }
            return table.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
