import CSystem
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
        /// Looked-up names, by node.
        var findings: [Int: Resolver.Finding] = [:]
        var isStopped = false
    }

    let epoll: Int32
    private let bell: Int32
    private let content = Mutex(Content())

    /// The key of the bell's event in the epoll; nodes have smaller ones.
    static let bellKey = UInt64.max

    init() throws(ProberFault) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw ProberFault("cannot watch sockets: \(SocketFault.text(errno))") }
        let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: ProberInbox.bellKey))
        guard bell >= 0, epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &event) == 0 else {
            let error = errno
            close(epoll)
            if bell >= 0 { close(bell) }
            throw ProberFault("cannot be woken: \(SocketFault.text(error))")
        }
        self.epoll = epoll
        self.bell = bell
    }

    deinit {
        close(epoll)
        close(bell)
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
