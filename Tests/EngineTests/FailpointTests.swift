import Foundation
import RecoveryCore
import Synchronization
import Testing

@testable import Engine

struct FailpointTests {
    private let parkWords = "park b1"

    /// Performs one order with a failpoint that tells instead of killing: what had happened at its moment.
    private func seen(at failpoint: String, orders: Int = 1) async throws -> [[String]] {
        let shop = Workshop()
        let moments = Moments()
        let point = try #require(Failpoint(failpoint))
        let ports = point.around(shop.ports, in: shop.settings) { moments.add(shop.trace.all) }
        let perform = Perform(
            ports: ports, settings: shop.settings, clock: shop.clock, sink: shop.sink, board: shop.board)
        Thread { perform.writeTurns() }.start()
        for effect in 1...UInt64(orders) {
            var turn = shop.turn([], [(effect, Workshop.order(.park(NodeID(2))))])
            turn.entries = [.intended(effect: effect, action: parkWords, reason: "a test")]
            perform.take(turn)
            #expect(await eventually { shop.sink.outcomes(of: effect).count == 1 })
            turn = shop.turn()
            turn.entries = [.ended(effect: effect, outcome: "done")]
            perform.take(turn)
            #expect(await eventually { shop.journal.batches.count == Int(effect) * 2 })
        }
        perform.finish(within: .seconds(5))
        return moments.all
    }

    @Test func `a failpoint comes at its moment and no other`() async throws {
        let park = "\(Order.Action.park(NodeID(2)))"
        #expect(try await seen(at: "park b1:before-intent") == [[]])
        #expect(try await seen(at: "park b1:after-intent") == [["durable"]])
        #expect(try await seen(at: "park b1:after-effect") == [["durable", park]])
        #expect(try await seen(at: "park b1:after-result") == [["durable", park, "durable"]])
        #expect(try await seen(at: ":after-effect") == [["durable", park]])
        #expect(try await seen(at: "promote:after-effect") == [])
        #expect(try await seen(at: "park:after-intent:2", orders: 3) == [["durable", park, "durable", "durable"]])
    }

    @Test func `what is no failpoint is none`() {
        for text in ["", "park", "park:", "park:later", "park:after-effect:0", "park:after-effect:x", "a:b:c:d"] {
            #expect(Failpoint(text) == nil, "\(text)")
        }
        #expect(Failpoint("let a1 follow b1:after-result:3")?.words == "let a1 follow b1")
    }
}

private final class Moments: Sendable {
    private let seen = Mutex<[[String]]>([])
    func add(_ trace: [String]) { seen.withLock { $0.append(trace) } }
    var all: [[String]] { seen.withLock { $0 } }
}
