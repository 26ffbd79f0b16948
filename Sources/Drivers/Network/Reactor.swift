import CLinux
import Engine
import Glibc
import RecoveryCore
import Synchronization

/// Waits for hundreds of descriptors and deadlines with one thread, for code that is written as async sequences.
/// Every wait has a deadline and ends exactly once: whoever removes the waiter from the table, under the lock, resumes it.
package final class Reactor: Sendable {
    package enum Interest: Hashable, Sendable { case reading, writing }

    /// How a wait ended.
    package enum Wake: Hashable, Sendable { case ready, expired, cancelled }

    package static let shared = Reactor()

    private struct Waiter {
        /// nil: only the deadline is waited for. Registered in epoll exactly as long as it stands in the table.
        let descriptor: Int32?
        let deadline: Instant
        let continuation: CheckedContinuation<Wake, Never>
    }

    private struct Table {
        var waiters: [UInt64: Waiter] = [:]
        var lastTicket: UInt64 = 0
        /// Not later than any waiter's deadline; may be earlier, which costs one idle turn.
        var nearest: Instant?
    }

    private let table = Mutex(Table())
    private let clock = SystemClock()
    private let epoll: Int32
    private let poke: Int32
    /// The ticket that stands for the poke's descriptor.
    private static let poked: UInt64 = 0

    private init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        poke = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(epoll >= 0 && poke >= 0, "no descriptors at the start: errno \(errno)")
        let isRegistered = register(poke, EPOLLIN.rawValue, ticket: Self.poked)
        precondition(isRegistered, "no epoll at the start: errno \(errno)")
        do throws(ThreadFault) {
            // It runs as long as the process does: nobody joins it.
            _ = try OwnThread(name: "reactor") { self.turn() }
        } catch {
            preconditionFailure("no thread at the start: \(error.code)")
        }
    }

    /// Until the descriptor can be read or written, the deadline passes or the task is cancelled. One waiter a descriptor.
    package func wait(_ interest: Interest, on descriptor: Int32, until deadline: Instant) async -> Wake {
        await wait(descriptor, interest, until: deadline)
    }

    /// `expired` when the deadline is reached, `cancelled` before it when the task is.
    @discardableResult
    package func sleep(until deadline: Instant) async -> Wake {
        await wait(nil, .reading, until: deadline)
    }

    private func wait(_ descriptor: Int32?, _ interest: Interest, until deadline: Instant) async -> Wake {
        let ticket = table.withLock { table in
            table.lastTicket += 1
            return table.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                add(Waiter(descriptor: descriptor, deadline: deadline, continuation: continuation), ticket, interest)
                // A cancellation before the line above found nothing to end.
                if Task.isCancelled { end(ticket, .cancelled) }
            }
        } onCancel: {
            end(ticket, .cancelled)
        }
    }

    private func add(_ waiter: Waiter, _ ticket: UInt64, _ interest: Interest) {
        let isNearest = table.withLock { table in
            var deadline = waiter.deadline
            if let descriptor = waiter.descriptor {
                let events = interest == .reading ? EPOLLIN.rawValue | EPOLLRDHUP.rawValue : EPOLLOUT.rawValue
                // The kernel is out of memory for it: nothing will ever be ready, so the wait ends as expired.
                if !register(descriptor, events, ticket: ticket) { deadline = clock.now() }
            }
            table.waiters[ticket] = Waiter(
                descriptor: waiter.descriptor, deadline: deadline, continuation: waiter.continuation)
            if let nearest = table.nearest, nearest <= deadline { return false }
            table.nearest = deadline
            return true
        }
        if isNearest {
            var one: UInt64 = 1
            // A full counter is a poke that is already pending.
            _ = write(poke, &one, 8)
        }
    }

    private func register(_ descriptor: Int32, _ events: UInt32, ticket: UInt64) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(u64: ticket))
        if epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 { return true }
        precondition(errno != EEXIST && errno != EBADF, "descriptor \(descriptor) is closed, or waited for twice")
        return false
    }

    private func end(_ ticket: UInt64, _ wake: Wake) {
        let waiter = table.withLock { table in
            let waiter = table.waiters.removeValue(forKey: ticket)
            // Under the lock, so that the owner cannot close the descriptor, nor wait again, before it is out of epoll.
            if let descriptor = waiter?.descriptor { epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil) }
            return waiter
        }
        waiter?.continuation.resume(returning: wake)
    }

    private func turn() -> Never {
        let capacity = 256
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)
        while true {
            let count = epoll_wait(epoll, events, Int32(capacity), patience())
            for index in 0..<max(0, Int(count)) {
                let ticket = events[index].data.u64
                if ticket == Self.poked {
                    var value: UInt64 = 0
                    _ = read(poke, &value, 8)
                } else {
                    end(ticket, .ready)
                }
            }
            endExpired()
        }
    }

    /// Milliseconds to the nearest deadline, rounded up so that no turn comes too early; -1 for none.
    private func patience() -> Int32 {
        guard let nearest = table.withLock({ $0.nearest }) else { return -1 }
        return Int32(clamping: max(0, (nearest - clock.now()).microseconds + 999) / 1000)
    }

    private func endExpired() {
        let now = clock.now()
        guard let nearest = table.withLock({ $0.nearest }), nearest <= now else { return }
        let expired = table.withLock { table in
            table.nearest = table.waiters.values.lazy.map(\.deadline).filter { $0 > now }.min()
            return table.waiters.filter { $0.value.deadline <= now }.map(\.key)
        }
        for ticket in expired { end(ticket, .expired) }
    }
}
