import NIOHTTP1
import RecoveryCore
import TestSupport
import Testing

@testable import Interface

/// What holds for every route, asked of each line of the route tables.
struct SecurityMatrixTests {
    /// A path that leads to the route, and a body that it would take.
    private func sample(_ route: Route) -> (method: HTTPMethod, path: String, body: String?) {
        let path = route.path.replacing("{system}", with: "orders").replacing("{caller}", with: "checkout")
            .replacing("{kind}", with: "failover")
        let body =
            switch route.path {
            case "/v1/commands": "{\"command\":\"acknowledge\",\"alarm\":\"first\"}"
            default: "{\"epoch\":1,\"fingerprint\":\"print1\"}"
            }
        return (HTTPMethod(rawValue: route.method.rawValue), path, route.method == .post ? body : nil)
    }

    private func tokens(opening audience: Route.Audience) -> [String] {
        switch audience {
        case .caller: [OpenHouse.checkout]
        case .operator(.observe): [OpenHouse.observer, OpenHouse.acknowledger, OpenHouse.chief]
        case .operator(.acknowledge): [OpenHouse.acknowledger, OpenHouse.chief]
        case .operator(.operate): [OpenHouse.chief]
        }
    }

    private static let all = [
        OpenHouse.checkout, OpenHouse.billing, OpenHouse.observer, OpenHouse.acknowledger, OpenHouse.chief,
    ]

    @Test func `every route wants its token, its Host, and no Origin`() async throws {
        try await OpenHouse.open { house in
            house.publish(epoch: 1)
            #expect(house.routes.count >= 7)
            for route in house.routes {
                let (method, path, body) = sample(route)
                let key = ("Idempotency-Key", "k")
                func see(
                    _ wanted: UInt, _ token: String?, _ headers: [(String, String)] = [], _ what: String
                ) async throws {
                    let answer = try await house.ask(method, path, token: token, body: body, headers: [key] + headers)
                    #expect(answer.status == wanted, "\(path) \(what): \(answer.body)")
                }
                let good = tokens(opening: route.audience)
                try await see(401, nil, [], "without a token")
                try await see(401, "wrong", [], "with a wrong token")
                try await see(401, String(good[0].dropLast()), [], "with the beginning of the token")
                for token in Self.all where !good.contains(token) {
                    try await see(403, token, [], "with somebody else's token \(token)")
                }
                try await see(421, good[0], [("Host", "evil.example")], "with a foreign Host")
                try await see(421, good[0], [("Host", "localhost:\(house.port)")], "with another name")
                for origin in ["http://127.0.0.1:\(house.port)", "null", "https://evil.example"] {
                    try await see(403, good[0], [("Origin", origin)], "with the Origin \(origin)")
                }
                for token in good { try await see(200, token, [], "with its own token") }
            }
        }
    }

    @Test func `a GET changes nothing, and other methods are refused`() async throws {
        try await OpenHouse.open { house in
            house.publish(epoch: 1)
            for route in house.routes {
                let (_, path, _) = sample(route)
                let token = tokens(opening: route.audience)[0]
                for method: HTTPMethod in [.PUT, .DELETE, .PATCH, .HEAD, .OPTIONS, .GET, .POST]
                where method.rawValue != route.method.rawValue {
                    let answer = try await house.ask(method, path, token: token, headers: [("Idempotency-Key", "k")])
                    #expect(answer.status == 405, "\(method) \(path)")
                }
                if route.method == .get { _ = try await house.ask(.GET, path, token: token) }
            }
            #expect(house.commands.isEmpty)
            // To have fetched is all that a GET leaves behind.
            #expect(house.words.allSatisfy { !$0.applies })
        }
    }

    @Test func `a body over 64 KB is refused, be its length told or not`() async throws {
        try await OpenHouse.open { house in
            for route in house.routes where route.method == .post {
                let (_, path, _) = sample(route)
                let token = tokens(opening: route.audience)[0]
                let large = String(repeating: "x", count: 70_000)
                let answer = try await house.ask(
                    .POST, path, token: token, body: large, headers: [("Idempotency-Key", "k")])
                #expect(answer.status == 413)
                let port = house.port
                let line = try await aside {
                    let wire = try LoopbackConnection(port: port)
                    try wire.send(
                        Array(
                            """
                            POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(token)\r\n\
                            Idempotency-Key: k\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
                            11170\r\n\(large)\r\n0\r\n\r\n
                            """.utf8))
                    return try wire.firstLine()
                }
                #expect(line.contains(" 413 "), "\(path): \(line)")
                let text = try await house.ask(
                    .POST, path, token: token, body: "x",
                    headers: [("Idempotency-Key", "k"), ("Content-Type", "text/plain")])
                #expect(text.status == 415)
            }
            #expect(house.commands.isEmpty && house.words.isEmpty)
        }
    }

    @Test func `a connection whose request does not end is closed, and holds up nobody`() async throws {
        try await OpenHouse.open { house in
            let port = house.port
            async let closed = aside {
                let slow = try (0..<200).map { _ in try LoopbackConnection(port: port, patience: 30) }
                for wire in slow { try wire.send(Array("GET /v1/state HTTP/1.1\r\nHost: 127".utf8)) }
                return slow.count { (try? $0.firstLine()) == nil }  // A closed connection has no line.
            }
            let answer = try await house.ask(.GET, "/v1/state", token: OpenHouse.observer)
            #expect(answer.status == 200)
            #expect(try await closed == 200)
        }
    }

    @Test func `a command replayed a thousand times acts once`() async throws {
        try await OpenHouse.open { house in
            let body = "{\"command\":\"failover\",\"plan\":\"abc\",\"type\":\"ams2\"}"
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<1000 {
                    group.addTask {
                        let answer = try await house.ask(
                            .POST, "/v1/commands", token: OpenHouse.chief, body: body,
                            headers: [("Idempotency-Key", "the same")])
                        return "\(answer.status) \(answer.body)"
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(answers.count == 1, "\(answers)")
            #expect(house.commands.count == 1)
            #expect(house.commands.first?.operator == "chris")
            let other = try await house.ask(
                .POST, "/v1/commands", token: OpenHouse.chief, body: "{\"command\":\"abort\"}",
                headers: [("Idempotency-Key", "the same")])
            #expect(other.status == 422)
            let without = try await house.ask(.POST, "/v1/commands", token: OpenHouse.chief, body: body)
            #expect(without.status == 400)
            #expect(house.commands.count == 1)
        }
    }

    @Test func `an acknowledging role acknowledges, and does nothing else`() async throws {
        try await OpenHouse.open { house in
            for name in CommandForm.names {
                let form = """
                    {"command":"\(name)","alarm":"first","plan":"p","type":"t","mode":"observe","node":"a1","pair":"a1",\
                    "caller":"checkout","reason":"r","text":"t","duration":60}
                    """
                let needsNumber = ["shelve", "unshelve", "note"].contains(name)
                let body = needsNumber ? form.replacing("\"first\"", with: "\"1\"") : form
                let answer = try await house.ask(
                    .POST, "/v1/commands", token: OpenHouse.acknowledger, body: body,
                    headers: [("Idempotency-Key", name)])
                let isAllowed = ["acknowledge", "shelve", "unshelve", "note", "undo"].contains(name)
                #expect(answer.status == (isAllowed ? 200 : 403), "\(name): \(answer.body)")
                let chief = try await house.ask(
                    .POST, "/v1/commands", token: OpenHouse.chief, body: body, headers: [("Idempotency-Key", name)])
                #expect(chief.status == 200, "\(name): \(chief.body)")
            }
            #expect(Set(house.commands.map(\.operator)) == ["anna", "chris"])
            #expect(house.commands.count { $0.operator == "chris" } == CommandForm.names.count)
        }
    }

    @Test func `a name that is not the token's is refused`() async throws {
        try await OpenHouse.open { house in
            let answer = try await house.ask(
                .POST, "/v1/commands", token: OpenHouse.chief, body: "{\"command\":\"abort\",\"operator\":\"mallory\"}",
                headers: [("Idempotency-Key", "k")])
            #expect(answer.status == 403)
            #expect(house.commands.isEmpty)
        }
    }
}
