import Testing

@testable import RecoveryCore

/// What is in maintenance is no matter of the verdict, nor of drtop's own health (M16, I7).
@Suite struct MaintenanceTests {
    @Test("I7: a pair that is switched off in maintenance is no doubt about drtop's own health")
    func maintenanceIsNoDoubt() {
        var bench = Bench.serving([3, 3])
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(3600)), at: 2)
        bench.command(.startMaintenance(NodeID(3), duration: .seconds(3600)), at: 2)
        bench.miss([0, 3], at: 3)
        for second in 4...20 {
            bench.answer([1, 2, 4, 5], at: Double(second))
            bench.miss([0, 3], times: 1, at: Double(second) + 0.5)
            bench.wait(until: Double(second) + 0.9)
        }
        #expect(bench.recovery.doubt.stretch == 1)
    }

    @Test("a node that was missed before its maintenance is missed again when that ends")
    func missedAcrossMaintenance() {
        var bench = Bench.serving([3, 3])
        bench.miss([0], times: 1, at: 2)
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(60)), at: 3)
        #expect(bench.recovery.clusters[0].missing == 0)
        bench.answer([1, 2, 3, 4, 5], at: 4)
        bench.command(.endMaintenance(NodeID(0)), at: 5)
        #expect(bench.recovery.clusters[0].missing == 1)
        bench.answer([0], at: 6)
        #expect(bench.recovery.clusters[0].missing == 0)
    }

    @Test("M14: a node that went down in maintenance is among those that are out when its maintenance ends")
    func outAfterMaintenance() {
        var bench = Bench.serving([3, 3])
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(60)), at: 2)
        bench.miss([0], at: 3)
        bench.command(.endMaintenance(NodeID(0)), at: 4)
        #expect(bench.shown().clusters[0].firstOut.map(\.node) == [NodeID(0)])
    }

    @Test("M14: a node that was never heard of has not gone out")
    func neverHeard() {
        let bench = Bench(FakeSettings.make([3, 3], callers: 0), state: nil)
        #expect(bench.recovery.clusters.allSatisfy { $0.firstOut.isEmpty })
    }

    @Test("a node that changes twice by one moment is told once")
    func toldOnce() {
        var bench = Bench.serving([3, 3])
        bench.miss([4], times: 3, at: 3)
        #expect(
            bench.records.first == .nodesChanged(cluster: "ams2", state: "down", nodes: ["b2"], count: 1))
    }
}
