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
                func ask(_ token: String?, _ headers: [(String, String)] = []) async throws -> UInt {
                    try await house.ask(method, path, token: token, body: body, headers: [key] + headers).status
                }
                let good = tokens(opening: route.audience)
                #expect(try await ask(nil) == 401, "\(path) without a token")
                #expect(try await ask("wrong") == 401, "\(path) with a wrong token")
                #expect(try await ask(good[0].dropLast() + "") == 401, "\(path) with the beginning of the token")
                for token in Self.all where !good.contains(token) {
                    #expect(try await ask(token) == 403, "\(path) with somebody else's token \(token)")
                }
                #expect(try await ask(good[0], [("Host", "evil.example")]) == 421, "\(path) with a foreign Host")
                #expect(
                    try await ask(good[0], [("Host", "localhost:\(house.port)")]) == 421, "\(path) with another name")
                for origin in ["http://127.0.0.1:\(house.port)", "null", "https://evil.example"] {
                    #expect(try await ask(good[0], [("Origin", origin)]) == 403, "\(path) with the Origin \(origin)")
                }
                for token in good { #expect(try await ask(token) == 200, "\(path) with \(token)") }
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
                let wire = try LoopbackConnection(port: house.port)
                try wire.send(
                    Array(
                        """
                        POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nAuthorization: Bearer \(token)\r\n\
                        Idempotency-Key: k\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
                        11170\r\n\(large)\r\n0\r\n\r\n
                        """.utf8))
                #expect(try wire.firstLine().contains(" 413 "), "\(path)")
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
            let slow = try (0..<200).map { _ in try LoopbackConnection(port: house.port, patience: 20) }
            for wire in slow { try wire.send(Array("GET /v1/state HTTP/1.1\r\nHost: 127".utf8)) }
            let answer = try await house.ask(.GET, "/v1/state", token: OpenHouse.observer)
            #expect(answer.status == 200)
            for wire in slow { #expect(throws: TestFault.self) { try wire.firstLine() } }
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
                    "caller":"checkout","reason":"r","duration":60}
                    """
                let body = name.hasSuffix("shelve") ? form.replacing("\"first\"", with: "\"1\"") : form
                let answer = try await house.ask(
                    .POST, "/v1/commands", token: OpenHouse.acknowledger, body: body,
                    headers: [("Idempotency-Key", name)])
                let isAllowed = ["acknowledge", "shelve", "unshelve"].contains(name)
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
