import Engine
import Foundation
import RecoveryCore
import Synchronization
import TestSupport
import Testing

@testable import Drivers

@Suite("The prober against nodes that misbehave", .serialized)
struct ProberFaultTests {
    @Test("wrong service on the port: a miss that shows its first bytes, made harmless")
    func wrongService() throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 400 Bad\u{1b}[2J Request\r\n\r\n")
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 4) { $0 == .missed(.invalid("HTTP/1.1 400 Bad.[2J Request")) })
    }

    @Test(
        "error answers: alive but not serving, and an answer all the same",
        arguments: [
            ("-LOADING wait\r\n", Heartbeat.Outcome.notServing(.loading)), ("-BUSY script\r\n", .notServing(.busy)),
            ("-NOPERM ping\r\n", .refusedUs("NOPERM ping")),
        ])
    func errorAnswers(answer: String, outcome: Heartbeat.Outcome) throws {
        let server = try ScriptedServer(answer: answer)
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 4) { $0 == outcome })
        #expect(server.read().connections == 1, "it is the same process all the time")
    }

    @Test(
        "a node that sends without end is dropped, and memory does not grow",
        arguments: [
            "+", "$1073741824\r\n", "+PONG\r\n",
        ])
    func flood(beginning: String) throws {
        let endless = beginning + String(repeating: beginning.hasPrefix("+PONG") ? "+PONG\r\n" : "x", count: 70_000)
        let server = try ScriptedServer { _, bytes in bytes.isEmpty ? .nothing : .flood(endless) }
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 4) { $0.isInvalid })
    }

    @Test("half an answer is none")
    func halfAnAnswer() throws {
        let server = try ScriptedServer(answer: "+PO")
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 4) { $0 == .missed(.timeout) })
    }

    private static func replies(to commands: [UInt8]) -> String {
        String(decoding: commands, as: UTF8.self).split(separator: "\r\n")
            .map { $0 == "PING" ? "+PONG\r\n" : "$5\r\nhello\r\n" }.joined()
    }

    @Test("answers in pieces are answers, each to its question")
    func pieces() throws {
        let server = try ScriptedServer { _, bytes in
            .sendBytewise(Self.replies(to: bytes))
        }
        let answers = Shared<[String]>([])
        let status = StatusQuestion(bytes: [UInt8]("INFO\r\n".utf8), interval: .seconds(60)) { _, _, bytes in
            answers.value.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
        let test = try ProberUnderTest(
            [NodeAddress(host: "127.0.0.1", port: server.port)], status: status, change: patient)
        #expect(test.sink.wait(for: 4) { $0.isAnswered })
        #expect(test.sink.heartbeats.allSatisfy { $0.outcome.isAnswered })
        #expect(answers.value.withLock { Set($0) } == ["hello"])
    }

    @Test("I24: a status is as old as its question, however long its answer lay in the socket")
    func statusIsAsOldAsItsQuestion() throws {
        let arrived = Shared<Instant?>(nil)
        let server = try ScriptedServer { _, bytes in
            if !bytes.isEmpty { arrived.value.withLock { $0 = $0 ?? SystemClock().now() } }
            return .send(Self.replies(to: bytes))
        }
        let told = Shared<Instant?>(nil)
        let status = StatusQuestion(bytes: [UInt8]("INFO\r\n".utf8), interval: .seconds(60)) { _, at, _ in
            told.value.withLock { $0 = $0 ?? at }
        }
        let address = NodeAddress(host: "127.0.0.1", port: server.port)
        let test = try ProberUnderTest([address], status: status, change: patient)
        #expect(test.sink.wait { _ in told.value.withLock { $0 } != nil })
        let (asked, read) = (told.value.withLock { $0 }, arrived.value.withLock { $0 })
        #expect(try #require(asked) <= #require(read), "stamped with more than the question's age")
    }

    @Test("an answer that comes after its timeout is never taken for the next question's")
    func lateAnswers() throws {
        // Each question gets its answer on the old connection, when the next one is asked.
        let server = try ScriptedServer { connection, bytes in
            bytes.isEmpty || connection == 0 ? .nothing : .sendTo(connection - 1, [UInt8]("+PONG\r\n".utf8))
        }
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 5) { $0 == .missed(.timeout) })
        #expect(!test.sink.outcomes().contains { $0.isAnswered })
    }

    @Test("answers 10 ms before and after the timeout: misses and answers, and none is taken for the next question's")
    func aroundTheTimeout() throws {
        let questions = Shared(0)
        let server = try ScriptedServer { _, bytes in
            if bytes.isEmpty { return .nothing }
            let number = questions.value.withLock { count in
                count += 1
                return count
            }
            usleep(number.isMultiple(of: 2) ? 110_000 : 90_000)  // This is the fault.
            return .send("+PONG\r\n")
        }
        let test = try ProberUnderTest(port: server.port) { $0.timeout = .milliseconds(100) }
        #expect(test.sink.wait(for: 3) { $0.isAnswered })
        #expect(test.sink.wait(for: 3) { $0 == .missed(.timeout) })
        test.prober.stop()
        let asked = test.sink.heartbeats.map(\.asked)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0 < $1 }, "a question has two ends")
        for case .answered(let latency) in test.sink.outcomes() { #expect(latency >= .milliseconds(90)) }
    }

    @Test("a node that closes after every answer is not asked without end")
    func closesAlways() throws {
        let server = try ScriptedServer { _, bytes in bytes.isEmpty ? .close : .nothing }
        let test = try ProberUnderTest(port: server.port)
        #expect(test.sink.wait(for: 6) { $0 == .missed(.closed) })
        let heartbeats = test.sink.heartbeats
        let span = (heartbeats.last!.asked - heartbeats[0].asked).seconds
        #expect(Double(heartbeats.count) <= 4 + span / 0.2 * 2, "\(heartbeats.count) in \(span) s")
    }

    @Test("a stretched timeout waits longer")
    func stretch() throws {
        let server = try ScriptedServer { _, _ in .nothing }
        let test = try ProberUnderTest(port: server.port) { $0.timeout = .milliseconds(50) }
        test.prober.stretchTimeouts(9)
        #expect(test.sink.wait(for: 5) { $0 == .missed(.timeout) })
        let asked = test.sink.heartbeats.map(\.asked)
        #expect(zip(asked, asked.dropFirst()).dropFirst(2).allSatisfy { $1 - $0 >= .milliseconds(449) })
    }

    @Test("M2 by connections alone: answered when accepted, refused when not")
    func tcp() throws {
        let server = try ScriptedServer { _, _ in .nothing }
        let refusing = try freePort()
        let test = try ProberUnderTest(
            [server.port, refusing].map { NodeAddress(host: "127.0.0.1", port: $0) }, TCPProbe())
        #expect(test.sink.wait(for: 3, of: 0) { $0.isAnswered })
        #expect(test.sink.wait(for: 3, of: 1) { $0 == .missed(.refused) })
        #expect(!test.sink.all.contains { $0.isClosed(0) })
    }

    @Test("names are looked up; one that does not exist is unreachable and says so")
    func names() throws {
        let server = try RedisServer()
        let test = try ProberUnderTest([
            NodeAddress(host: "localhost", port: server.port),
            NodeAddress(host: "no-such-host.invalid", port: server.port),
        ]) { $0.timeout = .seconds(5) }
        #expect(test.sink.wait(for: 2, of: 0) { $0.isAnswered })
        #expect(test.sink.wait(for: 2, of: 1) { $0.isUnreachable })
        #expect("\(test.sink.outcomes(of: 1)[0])".contains("no such host no-such-host.invalid"))
    }

    @Test("a status answer beyond its bound ends the connection and is no heartbeat")
    func statusFlood() throws {
        let server = try ScriptedServer { _, bytes in
            bytes.isEmpty ? .nothing : .send("+PONG\r\n$100000\r\n")
        }
        let status = StatusQuestion(bytes: [UInt8]("INFO\r\n".utf8)) { _, _, _ in Issue.record("there was no answer") }
        let test = try ProberUnderTest([NodeAddress(host: "127.0.0.1", port: server.port)], status: status)
        #expect(test.sink.wait(for: 1) { $0.isInvalid })
    }

    @Test("an IPv6 address is asked like any other", .enabled(if: hasIPv6))
    func ipv6() throws {
        let server = try RedisServer()
        let test = try ProberUnderTest([NodeAddress(host: "::1", port: server.port)])
        #expect(test.sink.wait(for: 2) { $0.isAnswered })
    }

    @Test("I8: after a pause of drtop itself the pause is told, and is nobody's miss")
    func pause() throws {
        let server = try ScriptedServer { connection, bytes in
            bytes.isEmpty ? .nothing : .send("+PONG\r\n")
        }
        let clock = JumpingClock()
        let test = try ProberUnderTest([NodeAddress(host: "127.0.0.1", port: server.port)], clock: clock) {
            $0.timeout = .seconds(5)
        }
        #expect(test.sink.wait(for: 2) { $0.isAnswered })
        // Each jump is a pause in which every deadline passed.
        for _ in 1...5 {
            let seen = test.sink.outcomes().count
            clock.jump(.seconds(30))
            #expect(test.sink.wait(for: 2, from: seen) { $0.isAnswered })
        }
        #expect(test.sink.heartbeats.allSatisfy { $0.outcome.isAnswered })
        #expect(test.sink.all.filter { if case .troubled(.lateTick) = $0 { true } else { false } }.count >= 5)
    }

    @Test("nothing is reported after the prober was stopped, and all connections are closed")
    func stop() throws {
        let server = try RedisServer()
        let test = try ProberUnderTest(port: server.port, RedisProbe(connectionName: "prober"))
        #expect(test.sink.wait(for: 1) { $0.isAnswered })
        test.prober.stop()
        let count = test.sink.all.count
        #expect(try !server.command("CLIENT", "LIST").contains("name=prober"))
        #expect(test.sink.all.count == count)
    }
}

/// Whether this machine's loopback has ::1.
private let hasIPv6 = (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?.contains(" lo") == true

/// The system's clock, ahead of it by all jumps so far.
final class JumpingClock: Clock {
    private let ahead = Mutex(Duration.zero)

    func jump(_ duration: Duration) { ahead.withLock { $0 += duration } }
    func now() -> Instant { SystemClock().now() + ahead.withLock { $0 } }
    func wallTime() -> Double { SystemClock().wallTime() }
}
