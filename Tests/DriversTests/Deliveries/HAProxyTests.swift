import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// A real HAProxy in front of two real nodes.
@Suite(.serialized) struct HAProxyTests {
    private struct Proxy {
        let folder: ShortFolder
        let server: RealServer
        let port: UInt16
        var socket: String { "\(folder.path)/admin.sock" }
        var stateFile: String { "\(folder.path)/server-state" }

        init(_ first: RedisServer) throws {
            folder = try ShortFolder()
            port = try freePort()
            let settings = try folder.write(
                "haproxy.cfg",
                """
                global
                    stats socket \(folder.path)/admin.sock level admin
                    server-state-file \(folder.path)/server-state
                defaults
                    mode tcp
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    load-server-state-from-file global
                frontend f
                    bind 127.0.0.1:\(port)
                    default_backend be_orders
                backend be_orders
                    server s1 127.0.0.1:\(first.port)

                """)
            server = try RealServer("/usr/sbin/haproxy", ["-db", "-f", settings], in: folder.path)
            try server.listens(on: port)
        }

        func reached() throws -> String {
            let connection = try LoopbackConnection(port: port)
            try connection.send(Array("GET name\r\n".utf8))
            return try connection.reply()
        }
    }

    private let caller = Caller(id: CallerID(0), name: "checkout", uses: [0])

    private func deliver(
        _ port: UInt16, epoch: Epoch, to proxy: Proxy, servers: [String] = ["be_orders/s1"]
    ) async -> DeliveryOutcome {
        var caller = caller
        caller.deliveries = [
            .haproxy(
                socket: proxy.socket, servers: [HAProxyServers(service: "orders", servers: servers)],
                stateFile: proxy.stateFile)
        ]
        let endpoint = ConfigurationInformation.Endpoint(
            service: "orders", interface: "redis", node: "n", address: "127.0.0.1:\(port)")
        return await Deliveries(issued: { _ in "2026-01-01T00:00:00Z" }).deliver(
            ConfigurationInformation(
                system: "orders", caller: "checkout", epoch: epoch, cluster: "ams2", endpoints: [endpoint]),
            to: caller)
    }

    @Test func `a delivery moves the server, closes its old sessions, and is kept through a reload`() async throws {
        let (a, b) = (try RedisServer(), try RedisServer())
        try a.command("SET", "name", "a1")
        try b.command("SET", "name", "b1")
        let proxy = try Proxy(a)
        #expect(try proxy.reached() == "a1")
        let old = try LoopbackConnection(port: proxy.port)
        try old.send(Array("GET name\r\n".utf8))
        #expect(try old.reply() == "a1")

        #expect(await deliver(b.port, epoch: 2, to: proxy) == .applied)
        #expect(try proxy.reached() == "b1")
        #expect(throws: TestFault.self, "the old session goes on") {
            try old.send(Array("GET name\r\n".utf8))
            _ = try old.reply()
        }
        let state = try String(contentsOfFile: proxy.stateFile, encoding: .utf8)
        #expect(state.contains("be_orders") && state.contains(" \(b.port) "))

        // The same again changes nothing and closes nobody.
        let kept = try LoopbackConnection(port: proxy.port)
        try kept.send(Array("GET name\r\n".utf8))
        #expect(try kept.reply() == "b1")
        #expect(await deliver(b.port, epoch: 2, to: proxy) == .applied)
        try kept.send(Array("GET name\r\n".utf8))
        #expect(try kept.reply() == "b1")
    }

    @Test func `a server that HAProxy does not have, and a HAProxy that is not there, are failures in words`()
        async throws
    {
        let a = try RedisServer()
        let proxy = try Proxy(a)
        let unknown = await deliver(a.port, epoch: 2, to: proxy, servers: ["be_orders/s9"])
        #expect(unknown == .failed("HAProxy has no server \"be_orders/s9\""))
        let two = await deliver(a.port, epoch: 2, to: proxy, servers: ["be_orders/s1", "be_orders/s2"])
        guard case .failed(let why) = two else { return #expect(Bool(false), "\(two)") }
        #expect(why.contains("1 addresses, but 2 servers"))
        proxy.server.stop()
        guard case .failed(let gone) = await deliver(a.port, epoch: 2, to: proxy) else {
            return #expect(Bool(false), "delivered to nobody")
        }
        #expect(gone.contains(proxy.socket))
    }
}
