import RecoveryCore
import Testing

@testable import Drivers

/// What was forecast is compared with what Redis then really does, by its own counters.
@Suite(.serialized) struct ReplicationForecastTests {
    @Test func `M14: after a clean failover the forecast is incremental, and so is the reverse sync`() async throws {
        let pairs = try await failedOver()
        try await pairs.b1.write(100..<150)
        let forecast = try await reverseForecast(pairs)
        let missing = try await (pairs.b1.status().position ?? 0) - (pairs.a1.status().position ?? 0)
        #expect(forecast == .incremental(bytes: missing))
        try await expectPartial(pairs, true)
    }

    @Test func `M14: writes of its own after the split make it full, are counted, and the forecast says so`()
        async throws
    {
        let pairs = try await ReplicationPairs()
        try await pairs.a1.write(0..<100)
        #expect(try await eventually { try await ReplicationPairs.isLevel(pairs.a1, pairs.b1) })
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        try await pairs.a1.write(500..<505)
        #expect(await pairs.carryOut(.promote(pairs.b)).finding != nil)
        let late = await pairs.carryOut(.fence(pairs.a, against: pairs.b))
        #expect(late.finding?.ownWrites?.commands == 5, "fenced after the promotion: \(late)")
        let report = try await reverse(pairs)
        #expect(report.ownWrites?.bytes == late.finding?.ownWrites?.bytes)
        #expect(report.forecast.reason.contains("of its own after the split"), "\(report.forecast)")
        try await expectPartial(pairs, false)
    }

    @Test func `M14: an exceeded backlog makes it full, and the forecast says so`() async throws {
        let pairs = try await failedOver(arguments: ["--repl-backlog-size", "16kb"])
        try await pairs.b1.write(100..<200, value: String(repeating: "x", count: 2000))
        let forecast = try await reverseForecast(pairs)
        #expect(forecast.reason.contains("backlog of b1 is exceeded"), "\(forecast)")
        try await expectPartial(pairs, false)
    }

    @Test func `M14: an old primary that was restarted EMPTY is filled by a full copy, which discards nothing`()
        async throws
    {
        let pairs = try await failedOver()
        pairs.a1.kill()
        pairs.a1.start()
        let report = try await reverse(pairs)
        #expect(report.forecast.reason == "a1 is empty", "\(report.forecast)")
        #expect(report.ownWrites == OwnWrites(bytes: 0, commands: 0))
        try await expectPartial(pairs, false)
    }

    @Test
    func `M14: an old primary that was restarted and wrote has another history: full, of as many bytes as the source`()
        async throws
    {
        let pairs = try await failedOver()
        try await pairs.b1.write(0..<500, value: String(repeating: "x", count: 1000))
        pairs.a1.kill()
        pairs.a1.start()
        try await pairs.a1.write(900..<903)
        let report = try await reverse(pairs)
        guard case .full(let reason, let bytes) = report.forecast else { return #expect(Bool(false), "\(report)") }
        #expect(reason.contains("different histories") && report.ownWrites == nil, "\(report)")
        let size = try #require(bytes)
        #expect((500_000..<2_000_000).contains(size), "\(size)")
        try await expectPartial(pairs, false)
    }

    @Test func `M4: a parked backup goes back incrementally, with exactly the bytes it lacks`() async throws {
        let pairs = try await ReplicationPairs()
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        try await pairs.a1.write(0..<100)
        let report = try await pairs.look()
        let lacking = try #require(report.lag?.bytes)
        #expect(report.forecast == .incremental(bytes: lacking) && lacking > 3000)
        #expect(report.ownWrites?.bytes == 0)
        let before = try await pairs.a1.status()
        #expect(await pairs.carryOut(.follow(pairs.b, source: pairs.a), within: nil).finding != nil)
        let after = try await pairs.a1.status()
        #expect(after.partialSyncs == before.partialSyncs + 1 && after.fullSyncs == before.fullSyncs)
    }

    @Test func `I9: a primary that returns EMPTY is reported empty and never as a source of an incremental sync`()
        async throws
    {
        let pairs = try await ReplicationPairs()
        try await pairs.a1.write(0..<100)
        #expect(try await eventually { try await ReplicationPairs.isLevel(pairs.a1, pairs.b1) })
        _ = try await pairs.look()
        #expect(pairs.log.report(of: 0) == nil || pairs.log.report(of: 0)?.data == .holds(keys: 100))
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        pairs.log.forget()
        pairs.a1.kill()
        pairs.a1.start()
        let report = try await pairs.look()
        #expect(report.forecast.reason.contains("different histories"), "\(report.forecast)")
        #expect(report.lag == nil && report.ownWrites == nil)
        #expect(pairs.driver.board.status(of: pairs.a)?.data == .empty)
        #expect(pairs.driver.board.status(of: pairs.b)?.data == .holds(keys: 100))
    }

    /// a1 fenced without writes of its own, b1 promoted.
    private func failedOver(arguments: [String] = []) async throws -> ReplicationPairs {
        let pairs = try await ReplicationPairs(arguments: arguments)
        try await pairs.a1.write(0..<100)
        #expect(try await eventually { try await ReplicationPairs.isLevel(pairs.a1, pairs.b1) })
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        #expect(await pairs.carryOut(.fence(pairs.a, against: pairs.b)).finding != nil)
        #expect(await pairs.carryOut(.promote(pairs.b)).finding != nil)
        return pairs
    }

    /// Seen from b1 as the primary.
    private func reverse(_ pairs: ReplicationPairs) async throws -> PairReport {
        try await pairs.look(primary: ClusterID(1))
    }

    private func reverseForecast(_ pairs: ReplicationPairs) async throws -> SyncForecast {
        try await reverse(pairs).forecast
    }

    private func expectPartial(_ pairs: ReplicationPairs, _ isPartial: Bool) async throws {
        let before = try await pairs.b1.status()
        let followed = await pairs.carryOut(.follow(pairs.a, source: pairs.b), within: nil)
        #expect(followed.text.contains(isPartial ? "a partial resync" : "a full copy"), "\(followed)")
        let after = try await pairs.b1.status()
        #expect((after.partialSyncs > before.partialSyncs) == isPartial)
        #expect((after.fullSyncs > before.fullSyncs) != isPartial)
    }
}

extension SyncForecast {
    /// Why it is full; empty when it is not.
    fileprivate var reason: String { if case .full(let reason, _) = self { reason } else { "" } }
}
