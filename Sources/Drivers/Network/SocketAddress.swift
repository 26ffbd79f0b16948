import Dispatch
import Engine
import Glibc
import RecoveryCore
import Synchronization

/// Where a socket connects to: the bytes of a `sockaddr`, so that no C type travels.
package struct SocketAddress: Hashable, Sendable {
    let family: Int32
    private let bytes: [UInt8]
    /// The address in numbers: "10.1.0.11", "::1".
    package let host: String

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { preconditionFailure("a socket address has bytes") }
            return body(base.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
        }
    }

    /// The addresses of a host that need no name server: numbers, and `localhost`. Never blocks; empty for other names.
    package static func withoutNameServer(_ address: NodeAddress) -> [SocketAddress] {
        if address.host == "localhost" {
            return ["127.0.0.1", "::1"].flatMap { look(up: $0, port: address.port, flags: AI_NUMERICHOST) ?? [] }
        }
        return look(up: address.host, port: address.port, flags: AI_NUMERICHOST) ?? []
    }

    /// The addresses of any host. The system's resolver blocks, so it runs on a thread of its own, and a pipe whose
    /// end it closes tells that it is done; when the deadline passes first, its answer is thrown away.
    /// A name server that fails or hangs takes no node away that was found before: the last answer goes on counting.
    /// Empty: unknown, or not known in time.
    package static func resolve(_ address: NodeAddress, until deadline: Instant) async -> [SocketAddress] {
        let known = withoutNameServer(address)
        guard known.isEmpty else { return known }
        let remembered = memory.withLock { $0[address] ?? [] }
        let clock = SystemClock()
        let patience = remembered.isEmpty ? deadline - clock.now() : (deadline - clock.now()) / 4
        let found = await ask(address, until: clock.now() + patience)
        guard !found.isEmpty else { return remembered }
        memory.withLock { $0[address] = found }
        return found
    }

    /// What name servers said last: one entry a name of the settings.
    private static let memory = Mutex<[NodeAddress: [SocketAddress]]>([:])
    private static let lookups = DispatchQueue(label: "drtop.name-lookups", attributes: .concurrent)

    private static func ask(_ address: NodeAddress, until deadline: Instant) async -> [SocketAddress] {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return [] }
        let (reading, writing) = (ends[0], ends[1])
        let answer = Answer()
        lookups.async {
            answer.addresses.withLock { $0 = look(up: address.host, port: address.port, flags: 0) ?? [] }
            close(writing)
        }
        _ = await Reactor.shared.wait(.reading, on: reading, until: deadline)
        close(reading)
        return answer.addresses.withLock { $0 }
    }

    private final class Answer: Sendable {
        let addresses = Mutex<[SocketAddress]>([])
    }

    private static func look(up host: String, port: UInt16, flags: Int32) -> [SocketAddress]? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee, found.count < 8 {
            next = entry.ai_next
            guard let address = entry.ai_addr else { continue }
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard getnameinfo(address, entry.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0
            else { continue }
            let raw = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
            let digits = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            found.append(
                SocketAddress(
                    family: entry.ai_family, bytes: Array(raw), host: String(decoding: digits, as: UTF8.self)))
        }
        return found
    }
}
