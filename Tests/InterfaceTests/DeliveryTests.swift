import Foundation
import HTTPTypes
import RecoveryCore
import TestSupport
import Testing

@testable import Interface

/// What goes to callers over HTTP: webhooks to a server of the test's own, keys to a real etcd.
struct DeliveryTests {
    @Test func `a webhook is applied when it says so, delivered when it only takes it, and failed otherwise`()
        async throws
    {
        let receiver = try await Receiver()
        defer { receiver.stop() }
        let webhook = Webhook(WebClient(deadline: .seconds(30)))
        let url = "http://127.0.0.1:\(receiver.port)/configuration"
        func deliver() async -> DeliveryOutcome {
            await webhook.deliver(to: url, "{\"epoch\":7}", 7, signature: "abc")
        }
        receiver.answer(.ok, "{\"applied\":7}")
        #expect(await deliver() == .applied)
        #expect(receiver.received.last?.body == "{\"epoch\":7}")
        #expect(receiver.received.last?.headers["drtop-signature"] == "abc")
        #expect(receiver.received.last?.headers["content-type"] == "application/json")
        for body in ["", "{\"applied\":6}", "thanks"] {
            receiver.answer(.accepted, body)
            #expect(await deliver() == .delivered, "\(body)")
        }
        receiver.answer(.serviceUnavailable, "busy\u{1b}[2J")
        #expect(await deliver() == .failed("\(url) answers 503: busy [2J"))
    }

    @Test func `a redirect is not followed, and nobody there is a failure in words`() async throws {
        let (receiver, elsewhere) = (try await Receiver(), try await Receiver())
        defer {
            receiver.stop()
            elsewhere.stop()
        }
        let webhook = Webhook(WebClient(deadline: .seconds(30)))
        receiver.answer(.temporaryRedirect, headers: [.location: "http://127.0.0.1:\(elsewhere.port)/"])
        let outcome = await webhook.deliver(
            to: "http://127.0.0.1:\(receiver.port)/", "{}", 1, signature: nil)
        guard case .failed(let why) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(why.contains("answers 307"))
        #expect(elsewhere.received.isEmpty)
        let port = try freePort()
        let none = await webhook.deliver(to: "http://127.0.0.1:\(port)/", "{}", 1, signature: nil)
        #expect(none == .failed("http://127.0.0.1:\(port)/: connection refused"))
    }

    @Test func `a thousand keys go to etcd in few transactions, and hold what was put`() async throws {
        let folder = try TemporaryFolder()
        let (port, peer) = (try freePort(), try freePort())
        let server = try RealServer(
            "/usr/bin/etcd",
            [
                "--data-dir", "\(folder.path)/etcd", "--listen-client-urls", "http://127.0.0.1:\(port)",
                "--advertise-client-urls", "http://127.0.0.1:\(port)", "--listen-peer-urls", "http://127.0.0.1:\(peer)",
                "--initial-advertise-peer-urls", "http://127.0.0.1:\(peer)", "--initial-cluster",
                "default=http://127.0.0.1:\(peer)",
            ], in: folder.path)
        try await aside { try server.listens(on: port) }
        let client = WebClient()
        let keys = EtcdKeys(client)
        let endpoint = "http://127.0.0.1:\(port)"
        try await eventually("etcd has a leader") {
            await keys.put([endpoint], key: "/first", "{}") == .applied
        }
        let dead = "http://127.0.0.1:\(try freePort())"
        let outcomes = await withTaskGroup(of: DeliveryOutcome.self) { group in
            for number in 0..<1000 {
                group.addTask { await keys.put([dead, endpoint], key: "/storage/\(number)", "{\"epoch\":\(number)}") }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0 == .applied })
        let key = Data("/storage/999".utf8).base64EncodedString()
        let answer = try await client.post("\(endpoint)/v3/kv/range", "{\"key\":\"\(key)\"}")
        #expect(String(buffer: answer.body).contains(Data("{\"epoch\":999}".utf8).base64EncodedString()))
        try await aside { server.stop() }
        guard case .failed(let why) = await keys.put([endpoint], key: "/x", "{}") else {
            return #expect(Bool(false), "put into nothing")
        }
        // Refused, or the end of a connection that was kept.
        #expect(why.hasPrefix("etcd \(endpoint): "), "\(why)")
    }
}
