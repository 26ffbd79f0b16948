import Engine
import RecoveryCore
import Testing

@testable import Drivers

@Suite(.serialized) struct ReplicationHandOverTests {
    @Test func `M13 I20: three pairs are handed over under a writer without losing an acknowledged write`() async throws
    {
        let pairs = try await ReplicationPairs(3)
        let isOver = Flag()
        let areWriting = (0..<3).map { _ in Flag() }
        // Writers write to both sides; only one takes it. What was acknowledged must be there afterwards.
        let acknowledged = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for pair in 0..<3 {
                group.addTask {
                    var number = 0
                    var tail = 0
                    while tail < 20 {
                        let server = number == 0 || !isOver.isRaised ? pairs.west[pair] : pairs.east[pair]
                        if isOver.isRaised { tail += 1 }
                        let answer = try await server.ask("SET", "numbered:\(number)", "x")
                        if answer == .simple("OK") { number += 1 }
                        if number == 5 { areWriting[pair].raise() }
                    }
                    return (pair, number)
                }
            }
            #expect(try await eventually { areWriting.allSatisfy(\.isRaised) })
            await withTaskGroup { orders in
                for pair in 0..<3 {
                    orders.addTask {
                        let outcome = await pairs.carryOut(.handOver(from: NodeID(pair), to: NodeID(3 + pair)))
                        #expect(outcome.text.contains("is primary, canary written and read"), "\(outcome)")
                    }
                }
            }
            isOver.raise()
            return try await group.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
        }
        for pair in 0..<3 {
            let (number, east) = (acknowledged[pair] ?? 0, pairs.east[pair])
            #expect(number > 20)
            for key in 0..<number {
                #expect(try await east.ask("EXISTS", "numbered:\(key)") == .integer(1), "pair \(pair) lost \(key)")
            }
            #expect(try await eventually { try await ReplicationPairs.isLevel(east, pairs.west[pair]) })
        }
        let again = await pairs.carryOut(.handOver(from: NodeID(0), to: NodeID(3)))
        #expect(again.text.hasPrefix("already handed over"), "\(again)")
    }

    @Test func `I20: a hand-over to a hung replica is aborted in time and the old primary stays primary`() async throws
    {
        let pairs = try await ReplicationPairs()
        let outcome = await withTaskGroup(of: OrderOutcome?.self) { group in
            group.addTask { await pairs.carryOut(.handOver(from: pairs.a, to: pairs.b), within: .seconds(1)) }
            pairs.b1.hang()
            return await group.next() ?? nil
        }
        #expect(outcome == .timedOut || outcome?.failure != nil, "\(String(describing: outcome))")
        #expect(try await eventually { try await pairs.a1.status().handOverState == "no-failover" })
        #expect(try await !pairs.a1.status().isReplica)
        pairs.b1.wakeUp()
    }

    @Test func `I20: a node that is not the other's replica is refused with the old primary unchanged`() async throws {
        let pairs = try await ReplicationPairs(isJoined: false)
        try await pairs.b1.ask("PING")
        let outcome = await pairs.carryOut(.handOver(from: pairs.a, to: pairs.b), within: .seconds(1))
        #expect(outcome.failure?.contains("a1 is still primary, nothing was changed") == true, "\(outcome)")
    }
}
