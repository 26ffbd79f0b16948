import Glibc
import TestSupport
import Testing

@testable import Drivers

struct SelfConnectionTests {
    @Test func `a connection whose two ends are the same is drtop's own socket that met itself`() {
        let here: [UInt8] = [2, 0, 0xa0, 0x01, 127, 0, 0, 1]
        var elsewhere = here
        elsewhere[3] = 0x02
        #expect(SelfConnection.isItself(local: here, peer: here))
        #expect(!SelfConnection.isItself(local: here, peer: elsewhere))
    }

    @Test func `a socket that met itself is told from one that met a server`() throws {
        let (listener, port) = try listenOnLoopback(port: 0)
        defer { close(listener) }
        let honest = try connected(from: nil, to: port)
        defer { close(honest) }
        #expect(!SelfConnection.isItself(honest))
        let free = try freePort()
        let own = try connected(from: free, to: free)
        defer { close(own) }
        #expect(SelfConnection.isItself(own))
        #expect(!SelfConnection.isItself(listener), "not connected at all")
    }

    private func connected(from: UInt16?, to: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if let from { try #require(withLoopback(port: from) { bind(descriptor, $0, $1) } == 0) }
        try #require(withLoopback(port: to) { connect(descriptor, $0, $1) } == 0)
        return descriptor
    }
}
