import Engine
import Foundation
import Glibc
import RecoveryCore
import Synchronization
import Testing

@testable import Drivers

@Suite(.serialized) struct ReplicationFaultTests {
    @Test func `M6: a hung node times out and an absent one fails, both within the deadline`() async throws {
        let pairs = try await ReplicationPairs()
        pairs.a1.hang()
        #expect(await pairs.carryOut(.fence(pairs.a, against: pairs.b), within: .milliseconds(300)) == .timedOut)
        #expect(await pairs.carryOut(.park(pairs.a), within: .milliseconds(300)) == .timedOut)
        pairs.a1.kill()
        let absent = await pairs.carryOut(.fence(pairs.a, against: pairs.b))
        #expect(absent.failure?.contains("refused") == true, "\(absent)")
        // The backup is not hindered by it.
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        #expect(await pairs.carryOut(.promote(pairs.b)).finding != nil)
    }

    @Test func `M6: 200 hung nodes cost their timeout once, not 200 times`() async throws {
        let hung = try (0..<200).map { _ in try SilentServer() }
        let settings = ReplicationPairs.settings(west: hung.map(\.port), east: [])
        let driver = RedisReplication(
            settings: settings, options: .init(), holder: "test", clock: SystemClock(), sink: EventLog())
        let clock = SystemClock()
        let start = clock.now()
        let outcomes = await withTaskGroup(of: OrderOutcome.self) { group in
            for node in 0..<200 {
                group.addTask { await driver.carryOut(Order(.park(NodeID(node)), deadline: .seconds(1))) { _ in } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: .timedOut, count: 200))
        // Two in a row would take 2 s; 200 in a row 200 s.
        #expect(clock.now() - start < .seconds(20))
    }

    @Test func `an order behind a full gate gives up at its own deadline`() async throws {
        let hung = try (0..<3).map { _ in try SilentServer() }
        var options = RedisReplication.Options()
        options.places = 1
        let settings = ReplicationPairs.settings(west: hung.map(\.port), east: [])
        let driver = RedisReplication(
            settings: settings, options: options, holder: "test", clock: SystemClock(), sink: EventLog())
        await withTaskGroup(of: OrderOutcome.self) { group in
            for node in 0..<3 {
                group.addTask {
                    await driver.carryOut(Order(.park(NodeID(node)), deadline: .milliseconds(200))) { _ in }
                }
            }
            for await outcome in group { #expect(outcome == .timedOut) }
        }
    }

    @Test func `a cancelled order ends at once and says so`() async throws {
        let hung = try SilentServer()
        let settings = ReplicationPairs.settings(west: [hung.port], east: [])
        let driver = RedisReplication(
            settings: settings, options: .init(), holder: "test", clock: SystemClock(), sink: EventLog())
        let order = Task { await driver.carryOut(Order(.park(NodeID(0)), deadline: .seconds(3600))) { _ in } }
        order.cancel()
        let outcome = await order.value
        #expect(outcome.failure?.contains("drtop is leaving") == true, "\(outcome)")
    }

    @Test func `cancelled at any moment, 200 orders all end`() async throws {
        let pairs = try await ReplicationPairs()
        let clock = SystemClock()
        let orders = (0..<200).map { number in
            Task { await pairs.carryOut(number % 2 == 0 ? .park(pairs.b) : .fence(pairs.b, against: pairs.a)) }
        }
        for (number, order) in orders.enumerated() {
            if number % 10 == 0 { await Reactor.shared.sleep(until: clock.now() + .milliseconds(1)) }
            order.cancel()
        }
        for order in orders {
            let outcome = await order.value
            #expect(outcome != .timedOut, "\(outcome)")
        }
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "$1073741824\r\n", "*1000000000\r\n",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
        "+\u{1b}[2J", "$5\r\nabcdefgh\r\n", "\u{0}\u{1}\u{2}",
    ])
    func `a server that answers garbage or announces 1 GB fails the order and costs no memory`(answer: String)
        async throws
    {
        let server = try SilentServer(answer: Array(answer.utf8), repeating: answer.hasPrefix("+"))
        let settings = ReplicationPairs.settings(west: [server.port], east: [])
        let driver = RedisReplication(
            settings: settings, options: .init(), holder: "test", clock: SystemClock(), sink: EventLog())
        let outcome = await driver.carryOut(Order(.park(NodeID(0)), deadline: .seconds(10))) { _ in }
        #expect(outcome.failure?.contains("is not Redis") == true, "\(outcome)")
        #expect(outcome.failure?.contains("\u{1b}") != true)
    }

    @Test func `M13: a promoted node that refuses writes is a failure with its remedy`() async throws {
        let pairs = try await ReplicationPairs()
        try await pairs.b1.ask("CONFIG", "SET", "min-replicas-to-write", "1")
        let outcome = await pairs.carryOut(.promote(pairs.b))
        #expect(outcome.failure?.contains("min-replicas-to-write 0") == true, "\(outcome)")
    }
}

/// Accepts by the kernel, as a hung process does; answers nothing, or the same bytes to whoever comes.
final class SilentServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init(answer: [UInt8] = [], repeating isRepeated: Bool = false) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isListening else { throw RedisFault.unreachable("errno \(errno)") }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        guard !answer.isEmpty else { return }
        Thread.detachNewThread {
            let peer = accept(listener, nil, nil)
            // Until the peer goes away.
            repeat {} while send(peer, answer, answer.count, Int32(MSG_NOSIGNAL)) > 0 && isRepeated
            var rest = [UInt8](repeating: 0, count: 4096)
            while recv(peer, &rest, rest.count, 0) > 0 {}
            close(peer)
        }
    }

    deinit { close(listener) }
}
