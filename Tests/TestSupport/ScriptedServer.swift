import Foundation
import Glibc
import Synchronization

/// A server on loopback that does to its clients what a test says: one thread, until the object goes.
package final class ScriptedServer: Sendable {
    package enum Action: Sendable {
        case nothing
        case send([UInt8])
        /// Bytes without end, as fast as they are taken.
        case flood([UInt8])
        /// Every byte in a packet of its own.
        case sendBytewise(String)
        case close
        /// Sends to an earlier connection, by its number.
        case sendTo(Int, [UInt8])

        package static func send(_ text: String) -> Action { .send([UInt8](text.utf8)) }
        package static func flood(_ text: String) -> Action { .flood([UInt8](text.utf8)) }
    }

    /// A connection's number, from 0, and what it just sent; empty: it was just accepted.
    package typealias Script = @Sendable (_ connection: Int, _ bytes: [UInt8]) -> Action

    package struct Seen: Sendable {
        package var connections = 0
        package var questions = 0
    }

    package let port: UInt16
    private let seen: Shared<Seen>
    private let leash: Int32

    /// On the given port, or on a free one.
    package init(port: UInt16? = nil, _ script: @escaping Script) throws {
        let (listener, port) = try listenOnLoopback(port: try port ?? freePort())
        self.port = port
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { throw TestFault("pipe: \(errno)") }
        leash = pipe[1]
        let seen = Shared(Seen())
        self.seen = seen
        let end = pipe[0]
        Thread.detachNewThread { ScriptedServer.serve(listener, end, seen, script) }
    }

    /// One that answers each question with the same text.
    package convenience init(answer: String) throws {
        try self.init { _, bytes in bytes.isEmpty ? .nothing : .send(answer) }
    }

    /// Its thread sees the end of the pipe and closes everything.
    deinit { close(leash) }

    package func read() -> Seen { seen.value.withLock { $0 } }

    private static func serve(_ listener: Int32, _ end: Int32, _ seen: Shared<Seen>, _ script: Script) {
        var clients: [(descriptor: Int32, number: Int)] = []
        defer { for each in clients.map(\.descriptor) + [listener, end] { close(each) } }
        var floods: [Int: [UInt8]] = [:]
        func act(_ action: Action, _ client: (descriptor: Int32, number: Int)) {
            switch action {
            case .nothing: break
            case .send(let bytes): _ = Glibc.send(client.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            case .sendBytewise(let text):
                var one: Int32 = 1
                setsockopt(
                    client.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
                for byte in text.utf8 { _ = Glibc.send(client.descriptor, [byte], 1, Int32(MSG_NOSIGNAL)) }
            case .flood(let bytes): floods[client.number] = bytes
            case .close:
                close(client.descriptor)
                clients.removeAll { $0.number == client.number }
            case .sendTo(let number, let bytes):
                for other in clients where other.number == number {
                    _ = Glibc.send(other.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
            }
        }
        while true {
            var polled = [end, listener].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            for client in clients {
                let interest = POLLIN | (floods[client.number] == nil ? 0 : POLLOUT)
                polled.append(pollfd(fd: client.descriptor, events: Int16(interest), revents: 0))
            }
            poll(&polled, nfds_t(polled.count), -1)
            if polled[0].revents != 0 { return }
            for (client, state) in zip(clients, polled.dropFirst(2)) {
                if state.revents & Int16(POLLIN | POLLERR | POLLHUP) != 0 {
                    var buffer = [UInt8](repeating: 0, count: 65_536)
                    let count = recv(client.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                    if count > 0 {
                        seen.value.withLock { $0.questions += 1 }
                        act(script(client.number, Array(buffer[..<count])), client)
                    } else {
                        act(.close, client)
                    }
                } else if state.revents & Int16(POLLOUT) != 0, let bytes = floods[client.number] {
                    _ = Glibc.send(client.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
                }
            }
            if polled[1].revents != 0 {
                let client = (descriptor: accept(listener, nil, nil), number: seen.value.withLock { $0.connections })
                seen.value.withLock { $0.connections += 1 }
                clients.append(client)
                act(script(client.number, []), client)
            }
        }
    }
}

/// A value that threads of a test share.
package final class Shared<Value: Sendable>: Sendable {
    package let value: Mutex<Value>
    package init(_ value: Value) { self.value = Mutex(value) }
}
