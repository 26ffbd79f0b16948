import Foundation
import Glibc
import TestSupport
import Testing

/// The built program under more connections than anybody needs.
@Suite struct FloodTests {
    private static let token = "late-token-4730"
    private static let count = 10_000

    @Test("10,000 idle connections: heartbeats, operators and a watching caller go on; then others can come in")
    func idle() async throws {
        try await Story.tell(nodes: 1, isOpen: false) { story in
            let port = try freePort()
            try story.folder.write("late.token", Self.token + "\n")
            try story.append(
                """
                  - name: late
                    uses: [s1]
                    token-file: late.token
                interface:
                  listen: "127.0.0.1:\(port)"
                """)
            let engine = try story.serve()
            try await story.seeStatus("\"epoch\":1,\"name\":\"late\"")
            let stream = try LoopbackConnection(port: port, patience: 60)
            try stream.send(Self.request(port, "text/event-stream"))
            try check(try Self.next(stream, "\"epoch\":1,"), "the stream does not begin")
            try await story.seeFollowing(story.b, story.a)

            var idle: [LoopbackConnection] = []
            while idle.count < Self.count { idle.append(try LoopbackConnection(port: port)) }
            // Every heartbeat is answered, and a role change goes through.
            try await story.command("switchover", typing: "ams2")
            try check(try Self.next(stream, "\"epoch\":2,"), "the caller that watches is not told")
            let log = try await story.call(["log", story.settings, "--state", story.state])
            try check(!log.output.contains("is down"), log.output)
            idle = []
            try await eventually("a caller can come in") {
                let caller = try LoopbackConnection(port: port)
                try caller.send(Self.request(port, "application/json"))
                return try caller.firstLine().contains(" 200 ")
            }
            try check(try engine.ended() == nil, "drtop has ended")
        }
    }

    private static func request(_ port: UInt16, _ type: String) -> [UInt8] {
        Array(
            """
            GET /v1/systems/orders/callers/late/configuration HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\
            Authorization: Bearer \(token)\r\nAccept: \(type)\r\n\r\n
            """.utf8)
    }

    /// Reads on to a line that holds the text.
    private static func next(_ stream: LoopbackConnection, _ text: String) throws -> Bool {
        while true { if try stream.firstLine().contains(text) { return true } }
    }
}
