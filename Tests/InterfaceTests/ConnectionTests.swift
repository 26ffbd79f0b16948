import Foundation
import NIOCore
import NIOEmbedded
import RecoveryCore
import TestSupport
import Testing

@testable import Interface

/// What connections cost each other: nothing.
struct ConnectionTests {
    private static let path = CallerPath.configuration
    /// More than the buffers of both kernels hold.
    private static let length = 16 << 20

    private static func publishMuch(_ house: OpenHouse) {
        house.documents.publish(
            DocumentBoard.Document(
                epoch: 1, fingerprint: "print1", json: String(repeating: "x", count: length)), of: "checkout")
    }

    private static func watch(_ port: UInt16) throws -> LoopbackConnection {
        let wire = try LoopbackConnection(port: port, patience: 60)
        try wire.send(
            Array(
                """
                GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(OpenHouse.checkout)\r\n\
                Accept: text/event-stream\r\n\r\n
                """.utf8))
        return wire
    }

    @Test func `a reader that takes nothing for too long is dropped, and its place is free again`() async throws {
        try await OpenHouse.open(mostConnections: 1, patience: .milliseconds(500)) { house in
            Self.publishMuch(house)
            let dead = try Self.watch(house.port)
            let port = house.port
            try await eventually("somebody else finds a place") {
                try await aside { try Self.answer(port).contains(" 401 ") }
            }
            let rest = try await aside { dead.count() }
            #expect(rest < Self.length, "it has got everything")
        }
    }

    @Test func `a reader that takes little, but takes, gets everything`() async throws {
        try await OpenHouse.open(patience: .seconds(2)) { house in
            Self.publishMuch(house)
            let wire = try Self.watch(house.port)
            let port = house.port
            // Four times its patience, and the connection is there as long.
            let taken = try await aside {
                var taken = 0
                for _ in 0..<200 {
                    usleep(40_000)
                    taken += try wire.take(atMost: 64 << 10)
                }
                while taken < Self.length { taken += try wire.take(atMost: 1 << 20) }
                return taken
            }
            #expect(taken >= Self.length)
            let answer = try await aside { try Self.answer(port) }
            #expect(answer.contains(" 401 "))
        }
    }

    /// What somebody without a token is answered: 401 by the interface, 503 where there is no place.
    private static func answer(_ port: UInt16) throws -> String {
        let wire = try LoopbackConnection(port: port)
        try wire.send(Array("GET /v1/state HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8))
        return try wire.everything()
    }

    @Test func `who finds no place is turned away plainly; who has one goes on, operators on the socket too`()
        async throws
    {
        try await OpenHouse.open(mostConnections: 20) { house in
            house.publish(epoch: 1)
            let port = house.port
            let inside = try (0..<20).map { _ in try Self.watch(port) }
            let answers = try await aside { try inside.map { try $0.firstLine() } }
            #expect(answers.allSatisfy { $0.contains(" 200 ") }, "\(answers)")
            for _ in 0..<100 {
                let answer = try await aside { try LoopbackConnection(port: port).everything() }
                #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
                #expect(answer.contains("too many connections are open"))
            }
            let client = try OperatorClient(socket: house.folder.path + "/operators")
            _ = try await client.state()
            #expect(house.meter.now.turnedAway == 100)
            house.publish(epoch: 2)
            let told = try await aside {
                try inside.count { wire in
                    while try !wire.firstLine().contains("\"epoch\":2") {}
                    return true
                }
            }
            #expect(told == 20)
            inside[0].leave()
            try await eventually("the free place is given away") {
                try await aside { try Self.answer(port).contains(" 401 ") }
            }
        }
    }

    @Test func `a connection that cannot be accepted is no reason to accept none any more`() throws {
        let reads = Reads()
        let meter = Meter()
        let socket = EmbeddedChannel(handlers: [reads, AcceptPause(meter), Unhappy()])
        socket.read()
        #expect(reads.count == 1)
        socket.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
        #expect(meter.now.unaccepted == 1)
        // Nobody behind hears of it, and nothing spins.
        socket.read()
        socket.read()
        #expect(reads.count == 1)
        socket.embeddedEventLoop.advanceTime(by: .milliseconds(100))
        #expect(reads.count == 2)
        socket.read()
        #expect(reads.count == 3)
        #expect(throws: Never.self) { try socket.throwIfErrorCaught() }
    }

    private final class Reads: ChannelOutboundHandler {
        typealias OutboundIn = NIOAny
        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    private final class Unhappy: ChannelInboundHandler {
        typealias InboundIn = NIOAny

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            Issue.record("the accepting side hears of \(error)")
        }
    }
}
