import Engine
import Glibc
import RecoveryCore

/// One connection to a Redis server, used by one order at a time: a second question waits for nobody, it is a mistake.
/// After any fault the connection is of no more use; the descriptor is closed with the link at the latest.
package actor RedisLink {
    private let descriptor: Int32
    private var isOpen = true
    private var isAsking = false
    private var decoder = RESPDecoder()
    private var chunk = [UInt8](repeating: 0, count: 16384)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        if isOpen { Glibc.close(descriptor) }
    }

    /// Connects to the first address of the host that accepts.
    package static func connect(to address: NodeAddress, until deadline: Instant) async throws(RedisFault) -> RedisLink
    {
        var fault = RedisFault.unreachable("no address is known for \(address.host)")
        for candidate in await SocketAddress.resolve(address, until: deadline) {
            do {
                return try await connect(to: candidate, until: deadline)
            } catch .unreachable(let why) {
                fault = .unreachable("\(address): \(why)")
            }
        }
        throw fault
    }

    private static func connect(
        to address: SocketAddress, until deadline: Instant
    ) async throws(RedisFault) -> RedisLink {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { throw .unreachable("no socket: \(SocketFault.text(errno))") }
        let link = RedisLink(descriptor: descriptor)
        var on: Int32 = 1
        // Only latency depends on it.
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        let code = address.withPointer { Glibc.connect(descriptor, $0, $1) == 0 ? 0 : errno }
        if code == EINPROGRESS {
            try await ready(.writing, descriptor, until: deadline)
        } else if code != 0 {
            throw .unreachable(SocketFault.text(code))
        }
        var outcome: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &outcome, &size)
        guard outcome == 0 else { throw .unreachable(SocketFault.text(outcome)) }
        guard !SelfConnection.isItself(descriptor) else { throw .unreachable(SocketFault.text(ECONNREFUSED)) }
        return link
    }

    /// Sends the commands together and returns their answers in order; error replies are answers here.
    package func ask(_ commands: [[String]], until deadline: Instant) async throws(RedisFault) -> [RESPValue] {
        precondition(!isAsking, "one question at a time on a link")
        isAsking = true
        defer { isAsking = false }
        try await send(commands.flatMap(RESP.encode), until: deadline)
        var answers: [RESPValue] = []
        while answers.count < commands.count {
            do throws(RESPFault) {
                while answers.count < commands.count, let answer = try decoder.next() { answers.append(answer) }
            } catch {
                close()
                throw .invalid(error.text)
            }
            if answers.count < commands.count { decoder.append(try await receive(until: deadline)) }
        }
        return answers
    }

    /// The next bytes as they come, without regard to answers: for the replication stream that follows `PSYNC`.
    package func stream(until deadline: Instant) async throws(RedisFault) -> [UInt8] {
        let rest = decoder.drain()
        return rest.isEmpty ? try await receive(until: deadline) : rest
    }

    package func close() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(descriptor)
    }

    private func send(_ bytes: [UInt8], until deadline: Instant) async throws(RedisFault) {
        var sent = 0
        while sent < bytes.count {
            guard isOpen else { throw .closed }
            let count = bytes.withUnsafeBytes { raw in
                Glibc.send(descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                try await Self.ready(.writing, descriptor, until: deadline)
            } else if errno != EINTR {
                throw .closed
            }
        }
    }

    private func receive(until deadline: Instant) async throws(RedisFault) -> [UInt8] {
        while true {
            guard isOpen else { throw .closed }
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 { return Array(chunk[..<count]) }
            if count == 0 { throw .closed }
            if errno == EAGAIN {
                try await Self.ready(.reading, descriptor, until: deadline)
            } else if errno != EINTR {
                throw .closed
            }
        }
    }

    private static func ready(
        _ interest: Reactor.Interest, _ descriptor: Int32, until deadline: Instant
    ) async throws(RedisFault) {
        switch await Reactor.shared.wait(interest, on: descriptor, until: deadline) {
        case .ready: return
        case .expired: throw .timedOut
        case .cancelled: throw .cancelled
        }
    }
}

extension RESPFault {
    var text: String {
        switch self {
        case .garbage(let bytes): bytes
        case .excessive(let what): what
        }
    }
}
