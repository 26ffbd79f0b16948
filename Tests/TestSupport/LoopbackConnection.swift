import Foundation
import Glibc

/// A blocking connection, to loopback unless told otherwise, that gives up after `patience` seconds; closed with the object.
package final class LoopbackConnection: @unchecked Sendable {  // Tests hand it on, one thread at a time uses it.
    private let descriptor: Int32
    private var unread: [UInt8] = []

    package init(host: String = "127.0.0.1", port: UInt16, patience: Int = 10) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for bound in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, bound, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        let code = withAddress(host, port: port) { connect(descriptor, $0, $1) }
        guard code == 0 else {
            // The object is made by now: its end closes the descriptor.
            throw TestFault("connect: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    package func send(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw TestFault("send: \(String(cString: strerror(errno)))")
        }
    }

    /// One RESP2 reply as text.
    package func reply() throws -> String {
        let line = try line()
        let rest = String(line.dropFirst())
        switch line.first {
        case "+", ":": return rest
        case "-": return line
        case "$":
            guard let length = Int(rest), length >= 0 else { return "" }
            let bytes = try read(length + 2)
            return String(decoding: bytes.dropLast(2), as: UTF8.self)
        case "*":
            var elements: [String] = []
            for _ in 0..<(Int(rest) ?? 0) { elements.append(try reply()) }
            return elements.joined(separator: "\n")
        default: throw TestFault("not RESP: \(line)")
        }
    }

    /// The first line of an answer in any protocol of lines.
    package func firstLine() throws -> String { try line() }

    /// Everything until the other side ends, as text.
    package func everything() throws -> String {
        var all = unread
        while true {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw TestFault("recv: \(String(cString: strerror(errno)))") }
            if count == 0 { return String(decoding: all, as: UTF8.self) }
            all += buffer[..<count]
        }
    }

    /// Ends it on both ways; the other side hears of it.
    package func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Reads on to the end of the connection, however it ends; how many bytes came.
    package func count() -> Int {
        var count = unread.count
        // Its end may be an error: it may have been closed while there was more to send.
        while let more = try? take(atMost: 1 << 20) { count += more }
        return count
    }

    /// Reads once: how many bytes came.
    package func take(atMost limit: Int) throws -> Int {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw TestFault("recv: \(count == 0 ? "closed" : String(cString: strerror(errno)))") }
        return count
    }

    private func line() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...end) }
                return String(decoding: unread[..<max(0, end - 1)], as: UTF8.self)
            }
            try receive()
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        while unread.count < count { try receive() }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw TestFault("recv: \(count == 0 ? "closed" : String(cString: strerror(errno)))") }
        unread += buffer[..<count]
    }
}

/// A loopback address for bind and connect.
package func withLoopback<Result>(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withAddress("127.0.0.1", port: port, body)
}

/// A numeric IPv4 address for bind and connect.
private func withAddress<Result>(
    _ host: String, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}

/// A listening socket on loopback, and its port: the given one, or (0) a free one.
package func listenOnLoopback(port: UInt16 = 0) throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    // The port of a server that has just been killed is free, though connections of its are still being forgotten.
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard withLoopback(port: port, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 512) == 0 else {
        let reason = String(cString: strerror(errno))
        close(descriptor)
        throw TestFault("listen: \(reason)")
    }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}
