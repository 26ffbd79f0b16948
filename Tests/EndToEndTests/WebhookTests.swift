import Foundation
import Synchronization
import TestSupport
import Testing

/// Webhooks of the built program, for a caller and for people.
@Suite struct WebhookTests {
    private static let secret = "hook-secret-4751"

    @Test(
        "A caller that fails, hangs and comes back has the newest epoch, signed; people hear of each alarm and its end")
    func hooked() async throws {
        try await Story.tell(nodes: 1, isOpen: false) { story in
            let (caller, people) = (try WebServer(), try WebServer())
            caller.answer(.with(500, "not now"))
            try story.folder.write("hook.secret", Self.secret + "\n")
            try story.folder.write("paged", "")
            try story.append(
                """
                  - name: hooked
                    uses: [s1]
                    deliver: [{webhook: "\(caller.address)/configuration", secret-file: hook.secret}]
                notify:
                  - {webhook: "\(people.address)/alarm"}
                  - {command: [/bin/sh, -c, "echo $DRTOP_ALARM $DRTOP_STATE >> \(story.folder.path)/paged"], after: 2s}
                """)
            let engine = try story.serve()
            try await story.seeStatus("answers 500: not now")
            caller.answer(.applying)
            try await story.seeApplied("hooked", epoch: 1)
            try await story.seeFollowing(story.b, story.a)

            caller.answer(.nothing)
            story.kill(story.a)
            try await eventually("people hear of it") { people.has("\"kind\":\"first-alarm\"", "\"state\":\"firing\"") }
            try await eventually("somebody is paged: nobody acknowledged it") {
                try story.folder.read("paged") == "first-alarm firing\n"
            }
            try await story.command("failover", typing: "ams2")
            try await story.seeStatus("hooked\"[^}]*no answer in time|no answer in time[^}]*hooked\"")
            caller.answer(.applying)
            try await story.seeApplied("hooked", epoch: 2)
            let newest = try #require(caller.requests.last)
            try check(newest.body.contains("\"epoch\":2") && newest.body.contains("ams2"), newest.body)
            try Self.checkSignature(newest, story)
            try await eventually("people hear of its end") {
                people.has("\"kind\":\"first-alarm\"", "\"state\":\"resolved\"")
            }
            try await eventually("who was paged, too") {
                try story.folder.read("paged").hasSuffix("first-alarm resolved\n")
            }
            try check(people.count("\"kind\":\"first-alarm\"", "\"state\":\"firing\"") == 1, "told more than once")
            try check(try engine.ended() == nil, "the engine has ended")
        }
    }

    /// Reckoned by another program.
    private static func checkSignature(_ request: WebServer.Request, _ story: Story) throws {
        let body = try story.folder.write("body", request.body)
        let reckoned = try run(["openssl", "dgst", "-sha256", "-hmac", secret, "-r", body])
        let hash = try #require(reckoned.split(separator: " ").first)
        try check(
            request.header("drtop-signature")?.hasSuffix(hash) == true, "\(request.head) is not signed with \(hash)")
    }
}

/// An HTTP server of the test's own on loopback, which keeps what it is asked and answers as it is told to.
private final class WebServer: Sendable {
    struct Request: Sendable {
        var head: String
        var body: String

        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    enum Answer: Sendable {
        case with(Int, String)
        /// As a caller answers that uses what it was sent.
        case applying
        case nothing
    }

    fileprivate struct State: Sendable {
        var answer = Answer.with(200, "")
        var requests: [Request] = []
        /// By connection.
        var unread: [Int: String] = [:]
    }

    private let state: Shared<State>
    private let server: ScriptedServer

    init() throws {
        let state = Shared(State())
        self.state = state
        server = try ScriptedServer { connection, bytes in
            state.value.withLock { $0.take(String(decoding: bytes, as: UTF8.self), connection) }
        }
    }

    var address: String { "http://127.0.0.1:\(server.port)" }
    var requests: [Request] { state.value.withLock { $0.requests } }

    func answer(_ answer: Answer) { state.value.withLock { $0.answer = answer } }

    /// How many requests have all of the texts.
    func count(_ texts: String...) -> Int { requests.count { request in texts.allSatisfy(request.body.contains) } }
    func has(_ texts: String...) -> Bool { requests.contains { request in texts.allSatisfy(request.body.contains) } }
}

extension WebServer.State {
    /// A request may come in pieces.
    fileprivate mutating func take(_ piece: String, _ connection: Int) -> ScriptedServer.Action {
        let text = unread[connection, default: ""] + piece
        unread[connection] = text
        guard let gap = text.range(of: "\r\n\r\n") else { return .nothing }
        let request = WebServer.Request(head: String(text[..<gap.lowerBound]), body: String(text[gap.upperBound...]))
        guard let length = request.header("content-length").flatMap({ Int($0) }), request.body.utf8.count == length
        else { return .nothing }
        unread[connection] = nil
        requests.append(request)
        switch answer {
        case .nothing: return .nothing
        case .with(let status, let body): return Self.reply(status, body)
        case .applying:
            let epoch = request.body.firstMatch(of: /"epoch":([0-9]+)/)?.1 ?? "0"
            return Self.reply(200, "{\"applied\":\(epoch)}")
        }
    }

    private static func reply(_ status: Int, _ body: String) -> ScriptedServer.Action {
        .send("HTTP/1.1 \(status) So\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}
