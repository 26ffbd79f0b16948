import Glibc

/// A socket that met itself. While nobody listens on a port of loopback from which the kernel also takes ports for outgoing
/// connections, TCP's simultaneous open can connect our own socket to itself: it would answer our questions with our
/// questions, and keep the port from the node that is to listen there.
enum SelfConnection {
    static func isItself(_ descriptor: Int32) -> Bool {
        var (local, peer) = (sockaddr_storage(), sockaddr_storage())
        let isConnected =
            read(&local) { getsockname(descriptor, $0, $1) } && read(&peer) { getpeername(descriptor, $0, $1) }
        guard isConnected else { return false }
        return withUnsafeBytes(of: local) { local in
            withUnsafeBytes(of: peer) { isItself(local: local, peer: $0) }
        }
    }

    /// The two ends of a connection, each a `sockaddr` with its port.
    static func isItself(local: some Sequence<UInt8>, peer: some Sequence<UInt8>) -> Bool {
        local.elementsEqual(peer)
    }

    private typealias Ask = (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32

    private static func read(_ address: inout sockaddr_storage, _ ask: Ask) -> Bool {
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask($0, &size) == 0 }
        }
    }
}
