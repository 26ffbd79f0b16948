import Foundation
import Glibc
import Synchronization

/// A port of loopback on which nobody listens now and that no other test is given, in this run or in one beside it: a server
/// that a test has killed finds its port free when it is started again.
package func freePort() throws -> UInt16 {
    try GivenPorts.shared.next()
}

/// The ports that this run has given: it holds a lock on each, which the kernel lets go with the process.
private final class GivenPorts: Sendable {
    static let shared = GivenPorts()

    /// Below the range from which the kernel gives ports to connections: one of those could take a port while its server is
    /// down, or, connecting to it, meet itself.
    private static let range: Range<UInt16> = 12_000..<32_000

    private let given = Mutex<Set<UInt16>>([])
    /// One file for all runs: the byte at a port's number stands for the port. Never closed: the locks would go.
    private let file: Int32

    private init() {
        let path = NSTemporaryDirectory() + "/drtop-tests-\(getuid()).ports"
        file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        precondition(file >= 0, "the tests cannot make \(path): \(String(cString: strerror(errno)))")
    }

    func next() throws -> UInt16 {
        for _ in 1...1000 {
            let port = UInt16.random(in: Self.range)
            // A process is not kept out by its own locks.
            guard given.withLock({ $0.insert(port).inserted }), lock(port) else { continue }
            // A port that is taken is passed over.
            guard let (descriptor, _) = try? listenOnLoopback(port: port) else { continue }
            close(descriptor)
            return port
        }
        throw TestFault("no free port in 1000 attempts")
    }

    private func lock(_ port: UInt16) -> Bool {
        var byte = flock(
            l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: Int(port), l_len: 1, l_pid: 0)
        return fcntl(file, F_SETLK, &byte) == 0
    }
}
