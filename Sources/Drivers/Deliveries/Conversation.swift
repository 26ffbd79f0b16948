import Glibc
import RecoveryCore

/// A connection to a server on this machine or near it, for one short exchange: blocking, with one deadline for all of it.
final class Conversation {
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant
    private let place: String
    /// More than this no answer is.
    private static let limit = 4 << 20

    /// - Parameter path: of a Unix socket.
    init(path: String, within time: Duration) throws(DeliveryTrouble) {
        place = path
        deadline = .now + time
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | UInt32(SOCK_CLOEXEC.rawValue)), 0)
        guard descriptor >= 0 else { throw DeliveryTrouble(text: "\(path): \(systemWords(errno))") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw DeliveryTrouble(text: "\(path) is too long for a socket's path")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw DeliveryTrouble(text: "\(path): \(systemWords(errno))") }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws(DeliveryTrouble) {
        var sent = 0
        while sent < bytes.count {
            try wait(for: POLLOUT)
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw DeliveryTrouble(text: "\(place): \(systemWords(errno))") }
            sent += count
        }
    }

    /// What has arrived, as soon as something has; empty at the end.
    func receive() throws(DeliveryTrouble) -> [UInt8] {
        while true {
            try wait(for: POLLIN)
            var piece = [UInt8](repeating: 0, count: 64 << 10)
            let count = recv(descriptor, &piece, piece.count, Int32(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count >= 0 else { throw DeliveryTrouble(text: "\(place): \(systemWords(errno))") }
            return Array(piece[..<count])
        }
    }

    /// Everything until the other side ends.
    func rest() throws(DeliveryTrouble) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try receive()
            if piece.isEmpty { return all }
            all += piece
            guard all.count <= Self.limit else { throw DeliveryTrouble(text: "\(place) does not stop answering") }
        }
    }

    private func wait(for events: Int32) throws(DeliveryTrouble) {
        var waited = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let left = deadline - .now
            guard left > .zero else { throw DeliveryTrouble(text: "\(place) does not answer") }
            if poll(&waited, 1, Int32(clamping: left.milliseconds + 1)) > 0 { return }
        }
    }
}
