import CLinux
import Glibc
import RecoveryCore
import Synchronization

/// What other threads want of the prober's thread, and the bell that wakes it. Wishes coalesce, so the inbox never holds
/// more than one of a kind for a node.
final class ProberInbox: Sendable {
    struct Content: Sendable {
        /// By what the timeout is multiplied from now on.
        var stretch: Int?
        /// Nodes whose status is to be asked at once.
        var inspected: Set<Int> = []
        /// Looked-up names, by the place of their node in the dealing.
        var findings: [Int: Resolver.Finding] = [:]
        var isStopped = false
    }

    let epoll: Int32
    /// Watched by `epoll` at its edges, so that it need not be read: each arming makes a new edge.
    let timer: Int32
    private let bell: Int32
    private let content = Mutex(Content())

    /// The keys of the bell's and the timer's events in the epoll; nodes have smaller ones.
    static let bellKey = UInt64.max
    static let timerKey = UInt64.max - 1

    init() throws(ProberFault) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
        var ring = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: ProberInbox.bellKey))
        var tick = epoll_event(
            events: EPOLLIN.rawValue | EPOLLET.rawValue, data: epoll_data_t(u64: ProberInbox.timerKey))
        guard epoll >= 0, bell >= 0, timer >= 0, epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &ring) == 0,
            epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &tick) == 0
        else {
            // The deinit closes what was opened.
            throw ProberFault("no descriptors to wait on: \(SocketFault.text(errno))")
        }
    }

    deinit {
        for each in [epoll, bell, timer] where each >= 0 { close(each) }
    }

    func post(_ change: (inout Content) -> Void) {
        content.withLock { change(&$0) }
        // A full counter (EAGAIN) means that the bell rings already.
        eventfd_write(bell, 1)
    }

    /// Everything that was posted since; the stop stays.
    func take() -> Content {
        var rings: eventfd_t = 0
        // Nothing to read (EAGAIN) is no fault: the content decides.
        eventfd_read(bell, &rings)
        return content.withLock { content in
            let taken = content
            content = Content(isStopped: taken.isStopped)
            return taken
        }
    }
}

/// Why the prober could not be made or started.
package struct ProberFault: Error, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = "heartbeats: \(description)"
    }
}
