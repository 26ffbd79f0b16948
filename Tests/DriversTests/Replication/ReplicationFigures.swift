import Engine
import Foundation
import RecoveryCore
import Testing

@testable import Drivers

/// How long a whole cluster takes: `DRTOP_FIGURES=200 swift test --filter ReplicationFigures` starts 400 servers.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["DRTOP_FIGURES"] != nil))
struct ReplicationFigures {
    @Test func `park, fence, promote and follow of all pairs at once`() async throws {
        let count = Int(ProcessInfo.processInfo.environment["DRTOP_FIGURES"] ?? "") ?? 3
        let pairs = try await ReplicationPairs(count, arguments: ["--hz", "1"])
        try await measure("park", pairs) { .park(NodeID(count + $0)) }
        try await measure("fence", pairs) { .fence(NodeID($0), against: NodeID(count + $0)) }
        try await measure("promote", pairs) { .promote(NodeID(count + $0)) }
        try await measure("follow", pairs) { .follow(NodeID($0), source: NodeID(count + $0)) }
        try await measure("hand over", pairs) { .handOver(from: NodeID(count + $0), to: NodeID($0)) }
    }

    private func measure(
        _ name: String, _ pairs: ReplicationPairs, _ action: @escaping @Sendable (Int) -> Order.Action
    ) async throws {
        let clock = SystemClock()
        let start = clock.now()
        await withTaskGroup { group in
            for pair in pairs.west.indices {
                group.addTask {
                    let outcome = await pairs.carryOut(action(pair), within: .seconds(60))
                    #expect(outcome.finding != nil, "\(name): \(outcome)")
                }
            }
        }
        print("figures: \(name) of \(pairs.west.count) pairs: \((clock.now() - start).milliseconds) ms")
    }
}
