import Testing

@testable import RecoveryCore

@Suite struct LossBoundTests {
    private func report(lag: Int64?, sampled: Int?, rate: Double?) -> PairReport {
        PairReport(
            pair: PairID(0), upstream: NodeID(0), downstream: NodeID(1), at: .origin,
            lag: lag.map { Lag(bytes: $0, time: nil) }, upstreamSampled: sampled.map { .origin + .seconds($0) },
            writeRate: rate)
    }

    private func bound(_ report: PairReport?, until seconds: Int) -> Int64? {
        lossBound(report, lastWrite: .origin + .seconds(seconds))
    }

    @Test("the loss is the lag at the last sample, widened by the write rate for as long as nobody looked")
    func bounds() {
        #expect(bound(report(lag: 100, sampled: 10, rate: 50), until: 12) == 200)
        #expect(bound(report(lag: 100, sampled: 10, rate: nil), until: 10) == 100)
        #expect(bound(report(lag: 100, sampled: 10, rate: 50), until: 5) == 100)
    }

    @Test("what cannot be known is UNKNOWN, never 0")
    func unknown() {
        #expect(bound(nil, until: 1) == nil)
        #expect(bound(report(lag: nil, sampled: 1, rate: 1), until: 1) == nil)
        #expect(bound(report(lag: 1, sampled: nil, rate: 1), until: 1) == nil)
        #expect(bound(report(lag: 1, sampled: 1, rate: nil), until: 2) == nil)
        #expect(bound(report(lag: 1, sampled: 1, rate: .nan), until: 2) == nil)
    }

    @Test("a driver's nonsense does not stop the engine")
    func nonsense() {
        #expect(bound(report(lag: -5, sampled: 1, rate: -7), until: 2) == 0)
        #expect(bound(report(lag: .max, sampled: 0, rate: 1e300), until: 100) ?? 0 > 1_000_000_000_000)
    }
}
