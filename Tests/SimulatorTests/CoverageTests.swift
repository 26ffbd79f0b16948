import RecoveryCore
import Simulator
import Testing

/// What `drtop simulate --coverage` says. That all is reached takes thousands of seeds; that it is counted rightly takes few.
@Suite struct CoverageTests {
    private func reached(_ seeds: ClosedRange<UInt64>) -> Coverage {
        var all = Coverage()
        for seed in seeds {
            if let more = Outcome(of: Script(seed: seed, minutes: 5), isCovered: true).coverage { all.add(more) }
        }
        return all
    }

    @Test("Nothing is reached by no world, more by more worlds, and no phase follows another unexpectedly")
    func grows() {
        let (none, few, more) = (Coverage(), reached(1...1), reached(1...3))
        for index in none.parts.indices {
            #expect(none.parts[index].reached == 0)
            #expect(few.parts[index].reached > 0)
            #expect(more.parts[index].reached >= few.parts[index].reached)
            #expect(more.parts[index].reached + more.parts[index].missing.count == more.parts[index].all)
        }
        #expect(more.unexpected.isEmpty, "\(more.unexpected): add the arrow to EventKind.swift, or mend the core")
    }

    @Test("A failover by an operator is seen as one")
    func failover() {
        var simulation = Simulation(NamedScenario.primaryLost.script(), isCovered: true)
        simulation.run()
        let missing = simulation.coverage?.parts.flatMap(\.missing) ?? []
        for path in [
            "failing-over to unprotected", "a failover is complete", "a reverse sync is complete",
            "alarm: first-alarm",
        ] {
            let isMissing = missing.contains(path)
            #expect(!isMissing, "\(path) was not counted")
        }
        let isSwitchoverMissing = missing.contains("a switchover is complete")
        #expect(isSwitchoverMissing, "nobody switched over, and it was counted")
    }
}
