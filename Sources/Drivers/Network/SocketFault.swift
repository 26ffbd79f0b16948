import Glibc
import RecoveryCore

/// Whose fault an error of a socket is.
enum SocketFault: Hashable {
    /// The node's, or of the way to it.
    case miss(Heartbeat.Miss)
    /// drtop's own: it says nothing about the node.
    case own(String)

    init(_ error: Int32) {
        switch error {
        case ECONNREFUSED:
            self = .miss(.refused)
        case ECONNRESET, EPIPE, ECONNABORTED:
            self = .miss(.closed)
        // EAGAIN: the peer does not even take six bytes.
        case ETIMEDOUT, EAGAIN:
            self = .miss(.timeout)
        case EMFILE:
            self = .own("too many open files: raise the limit (ulimit -n, LimitNOFILE=)")
        case ENFILE:
            self = .own("too many open files on this machine: raise fs.file-max")
        case EADDRNOTAVAIL:
            self = .own("no local address or port is free: widen net.ipv4.ip_local_port_range")
        // ENOSPC: more sockets than fs.epoll.max_user_watches.
        case ENOBUFS, ENOMEM, ENOSPC:
            self = .own("no memory for sockets: \(SocketFault.text(error))")
        default:
            self = .miss(.unreachable(SocketFault.text(error)))
        }
    }

    static func text(_ error: Int32) -> String {
        String(cString: strerror(error))
    }
}
