import Engine
import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// A prober that asks fast, so that tests are short, and the sink that it reports to. Stopped with the object.
final class ProberUnderTest {
    let prober: Prober
    let sink = RecordingSink()

    init(
        _ addresses: [NodeAddress], _ probe: any Probe = RedisProbe(), status: StatusQuestion? = nil,
        clock: any Clock = SystemClock(), change: (inout ProberOptions) -> Void = { _ in }
    ) throws {
        var options = ProberOptions()
        options.interval = .milliseconds(200)
        options.timeout = .milliseconds(300)
        change(&options)
        prober = try Prober(
            addresses: addresses, probe: probe, options: options, status: status, sink: sink, clock: clock)
        try prober.start()
    }

    convenience init(port: UInt16, _ probe: any Probe = RedisProbe(), change: (inout ProberOptions) -> Void = { _ in })
        throws
    {
        try self.init([NodeAddress(host: "127.0.0.1", port: port)], probe, change: change)
    }

    deinit { prober.stop() }
}

/// For tests in which nothing may be missed, however busy the machine is.
func patient(_ options: inout ProberOptions) { options.timeout = .seconds(10) }

@Suite("The prober against real Redis", .serialized)
struct ProberRedisTests {
    @Test("M2: each node is asked in each interval, and a healthy one answers every time")
    func answers() throws {
        let (first, second) = (try RedisServer(), try RedisServer())
        let test = try ProberUnderTest(
            [first, second].map { NodeAddress(host: "127.0.0.1", port: $0.port) }, change: patient)
        for node in 0...1 {
            #expect(test.sink.wait(for: 5, of: node) { $0.isAnswered })
        }
        #expect(test.sink.heartbeats.allSatisfy { $0.outcome.isAnswered })
        test.prober.stop()
        let asked = test.sink.heartbeats.filter { $0.node == NodeID(0) }.map(\.asked)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("node crash: the close is reported at once, then k misses in a row without waiting for the next interval")
    func crash() throws {
        let server = try RedisServer()
        // An interval beyond the test's patience: all that follows the close is asked out of turn.
        let test = try ProberUnderTest(port: server.port) { $0.interval = .seconds(60) }
        #expect(test.sink.wait(for: 1) { $0.isAnswered })
        server.kill()
        // The dying process's kernel may still accept one connection, and then close it.
        #expect(test.sink.wait(for: 3) { $0 == .missed(.refused) || $0 == .missed(.closed) })
        let closed = test.sink.all.firstIndex { $0.isClosed(0) }
        let missed = test.sink.all.firstIndex {
            RecordingSink.heartbeats(in: [$0]).contains { !$0.outcome.isAnswered }
        }
        #expect(closed != nil && missed != nil && (closed ?? 0) < (missed ?? 0))
    }

    @Test("node hang: it accepts and never answers, k timeouts in a row; when it goes on it answers again")
    func hang() throws {
        let server = try RedisServer()
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 1) { $0.isAnswered })
        server.stop()
        #expect(test.sink.wait(for: 4) { $0 == .missed(.timeout) })
        let seen = test.sink.outcomes().count
        server.continue()
        #expect(test.sink.wait(for: 3, from: seen) { $0.isAnswered })
        #expect(!test.sink.all.contains { $0.isClosed(0) }, "it was we who replaced the connection")
    }

    @Test("a node that asks for a password refuses us, and answers once it gets the right one")
    func password() throws {
        let server = try RedisServer(arguments: ["--requirepass", "right"])
        let none = try ProberUnderTest(port: server.port)
        #expect(none.sink.wait(for: 2) { $0 == .refusedUs("NOAUTH Authentication required.") })
        let wrong = try ProberUnderTest(port: server.port, RedisProbe(access: Access(user: nil, password: "wrong")))
        #expect(
            wrong.sink.wait(for: 2) { if case .refusedUs(let text) = $0 { text.hasPrefix("WRONGPASS") } else { false } }
        )
        let right = try ProberUnderTest(
            port: server.port, RedisProbe(access: Access(user: "default", password: "right")), change: patient)
        #expect(right.sink.wait(for: 3) { $0.isAnswered })
        #expect(right.sink.heartbeats.allSatisfy { $0.outcome.isAnswered })
    }

    @Test("our connections bear the name that the owner gave")
    func connectionName() throws {
        let server = try RedisServer()
        let test = try ProberUnderTest(port: server.port, RedisProbe(connectionName: "drtop:shop:host"))
        #expect(test.sink.wait(for: 1) { $0.isAnswered })
        #expect(try server.command("CLIENT", "LIST").contains("name=drtop:shop:host"))
    }

    @Test("connections are renewed without a miss")
    func renewal() throws {
        let server = try RedisServer()
        let test = try ProberUnderTest(port: server.port) {
            $0.interval = .milliseconds(20)
            $0.renewal = .milliseconds(40)
            patient(&$0)
        }
        #expect(test.sink.wait(for: 30) { $0.isAnswered })
        let statistics = try server.command("INFO", "stats")
        let accepted = statistics.split(separator: "\r\n").first { $0.hasPrefix("total_connections_received:") }
        #expect(Int(accepted?.split(separator: ":").last ?? "0")! > 5)
        #expect(test.sink.heartbeats.allSatisfy { $0.outcome.isAnswered })
        #expect(!test.sink.all.contains { $0.isClosed(0) })
    }

    @Test("the status is asked over the same connection, and at once after a restart")
    func status() throws {
        let server = try RedisServer()
        let runs = Shared<[String]>([])
        let status = StatusQuestion(bytes: [UInt8]("INFO server replication keyspace\r\n".utf8), interval: .seconds(60))
        {
            node, _, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let line = text.split(separator: "\r\n").first { $0.hasPrefix("run_id:") }
            runs.value.withLock { $0.append("\(node.index) \(line ?? "none") \(text.contains("role:master"))") }
        }
        let test = try ProberUnderTest([NodeAddress(host: "127.0.0.1", port: server.port)], status: status)
        #expect(test.sink.wait(for: 2) { $0.isAnswered })
        let first = runs.value.withLock { Set($0) }
        #expect(first.count == 1 && first.first?.hasSuffix("true") == true)
        server.kill()
        #expect(test.sink.wait { $0.contains { $0.isClosed(0) } })
        try server.start()
        let seen = test.sink.outcomes().count
        #expect(test.sink.wait(for: 2, from: seen) { $0.isAnswered })
        let both = runs.value.withLock { Set($0) }
        #expect(both.count == 2, "another process answers: \(both)")
        let before = runs.value.withLock { $0.count }
        test.prober.inspect([NodeID(0), NodeID(7)])
        #expect(test.sink.wait { _ in runs.value.withLock { $0.count } > before })
    }
}
