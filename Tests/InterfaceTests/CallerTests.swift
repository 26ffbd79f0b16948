import NIOHTTP1
import RecoveryCore
import TestSupport
import Testing

@testable import Interface

/// The callers' interface (M11, M12).
struct CallerTests {
    private let path = CallerPath.configuration

    @Test func `a caller gets its document with the epoch as its tag, and 304 when it has it`() async throws {
        try await OpenHouse.open { house in
            let before = try await house.ask(.GET, path, token: OpenHouse.checkout)
            #expect(before.status == 503)
            house.publish(epoch: 3)
            let first = try await house.ask(.GET, path, token: OpenHouse.checkout)
            #expect(first.status == 200)
            #expect(first.headers["ETag"] == ["\"3\""])
            #expect(first.body.contains("\"epoch\":3"))
            let again = try await house.ask(
                .GET, path, token: OpenHouse.checkout, headers: [("If-None-Match", "\"3\"")])
            #expect(again.status == 304 && again.body.isEmpty)
            let older = try await house.ask(
                .GET, path, token: OpenHouse.checkout, headers: [("If-None-Match", "\"2\"")])
            #expect(older.status == 200)
            #expect(house.words.contains(CallerWord(caller: "checkout", epoch: 3, applies: false)))
        }
    }

    @Test func `a long poll is held until the epoch is newer, or the time is over`() async throws {
        try await OpenHouse.open { house in
            house.publish(epoch: 1)
            let tag = [("If-None-Match", "\"1\"")]
            let short = try await house.ask(.GET, path + "?wait=100ms", token: OpenHouse.checkout, headers: tag)
            #expect(short.status == 304)
            async let held = house.ask(.GET, path + "?wait=60s", token: OpenHouse.checkout, headers: tag)
            house.publish(epoch: 2)
            let answer = try await held
            #expect(answer.status == 200 && answer.headers["ETag"] == ["\"2\""])
            let wrong = try await house.ask(.GET, path + "?wait=soon", token: OpenHouse.checkout)
            #expect(wrong.status == 400)
        }
    }

    @Test func `a stream begins with the current document and brings every change`() async throws {
        try await OpenHouse.open { house in
            house.publish(epoch: 1)
            var events = try await house.events(path, token: OpenHouse.checkout).makeAsyncIterator()
            #expect(try await events.next()?.contains("\"epoch\":1") == true)
            house.publish(epoch: 2)
            #expect(try await events.next()?.contains("\"epoch\":2") == true)
        }
    }

    @Test func `who comes back after hours gets the newest epoch at once, and nothing older`() async throws {
        try await OpenHouse.open { house in
            for epoch in 1...50 { house.publish(epoch: Epoch(epoch)) }
            house.publish(epoch: 49)
            var events = try await house.events(path, token: OpenHouse.checkout).makeAsyncIterator()
            #expect(try await events.next()?.contains("\"epoch\":50") == true)
            let polled = try await house.ask(
                .GET, path + "?wait=60s", token: OpenHouse.checkout, headers: [("If-None-Match", "\"1\"")])
            #expect(polled.body.contains("\"epoch\":50"))
        }
    }

    @Test func `what a caller applies is heard; an older or foreign word changes nothing`() async throws {
        try await OpenHouse.open { house in
            house.publish(epoch: 2)
            func say(_ epoch: Int, _ fingerprint: String) async throws -> OpenHouse.Answer {
                try await house.ask(
                    .POST, CallerPath.applied, token: OpenHouse.checkout,
                    body: "{\"epoch\":\(epoch),\"fingerprint\":\"\(fingerprint)\"}")
            }
            let older = try await say(1, "print1")
            #expect(older.status == 200 && older.body.contains("\"ignored\":true"))
            #expect(try await say(3, "print3").status == 409)
            #expect(try await say(2, "print1").status == 409)
            #expect(house.words.isEmpty)
            #expect(try await say(2, "print2").status == 200)
            #expect(house.words == [CallerWord(caller: "checkout", epoch: 2, applies: true)])
            let nonsense = try await house.ask(.POST, CallerPath.applied, token: OpenHouse.checkout, body: "[]")
            #expect(nonsense.status == 400)
        }
    }

    @Test func `a thousand watching callers all get the next epoch; one that does not read holds up nobody`()
        async throws
    {
        try await OpenHouse.open { house in
            house.publish(epoch: 1)
            let dead = try LoopbackConnection(port: house.port)
            try dead.send(
                Array(
                    """
                    GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nAuthorization: Bearer \
                    \(OpenHouse.checkout)\r\nAccept: text/event-stream\r\n\r\n
                    """.utf8))
            try await withThrowingTaskGroup(of: Bool.self) { group in
                let (watching, begun) = AsyncStream.makeStream(of: Void.self)
                for _ in 0..<1000 {
                    group.addTask {
                        var events = try await house.events(path, token: OpenHouse.checkout).makeAsyncIterator()
                        let first = try await events.next()
                        begun.yield()
                        let second = try await events.next()
                        return first?.contains("\"epoch\":1") == true && second?.contains("\"epoch\":2") == true
                    }
                }
                var count = 0
                for await _ in watching {
                    count += 1
                    if count == 1000 { break }
                }
                house.publish(epoch: 2)
                for try await isRight in group { #expect(isRight) }
            }
        }
    }
}
