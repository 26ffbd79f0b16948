import RecoveryCore
import Simulator
import Testing

/// `drtop verify`: the checkers over a journal.
@Suite struct VerificationTests {
    private func verify(_ entries: [JournalEntry], isPruned: Bool = false) -> [Verification.Finding] {
        verify(entries.enumerated().map { ($1, Moment($0) * .second) }, isPruned: isPruned)
    }

    private func verify(_ journal: [(entry: JournalEntry, at: Moment)], isPruned: Bool = false)
        -> [Verification.Finding]
    {
        var names = JournalNames()
        for (entry, _) in journal { names.add(entry) }
        var verification = Verification(names, isPruned: isPruned)
        for (index, (entry, at)) in journal.enumerated() {
            verification.look(entry, number: Int64(index + 1), wallTime: 1_700_000_000 + Double(at) / 1e6)
        }
        return verification.findings
    }

    private let failover: [JournalEntry] = [
        .started(version: "", holder: ""), .noted("a clean round of heartbeats has ended"),
        .verdictChanged(cluster: "fra1", verdict: "available", available: 3, total: 3),
        .verdictChanged(cluster: "ams2", verdict: "available", available: 3, total: 3),
        .intended(effect: 1, action: "publish epoch 1: fra1", reason: ""), .ended(effect: 1, outcome: "published"),
        .published(epoch: 1, cluster: "fra1", fingerprint: nil),
        .alarmChanged(
            id: 1, kind: "first-alarm", state: "NEW", occurrence: 1, priority: 1, by: nil, text: "fra1 has failed"),
        .planned(kind: "failover", fingerprint: "f1", rows: []),
        .commanded(by: "op", command: "confirm failover f1, typed \"ams2\"", answer: "", refused: false),
        .intended(effect: 2, action: "claim the confirmation of failover f1", reason: ""),
        .ended(effect: 2, outcome: "claimed"), .claimed(kind: "failover", fingerprint: "f1", epoch: 1, by: "op"),
        .intended(effect: 3, action: "publish epoch 2: ams2", reason: ""), .ended(effect: 3, outcome: "published"),
        .published(epoch: 2, cluster: "ams2", fingerprint: "f1"), .applied(caller: "caller1", epoch: 2),
        .noted("failover f1 is complete"),
    ]

    @Test("A sound journal has no fault")
    func sound() {
        #expect(verify(failover).isEmpty, "\(verify(failover))")
    }

    /// What the simulated controller kept, as its real journal would have it.
    @Test("The journals of whole runs have no fault", arguments: NamedScenario.allCases)
    func scenarios(_ scenario: NamedScenario) {
        var simulation = Simulation(scenario.script(), isTold: true)
        simulation.run()
        #expect(simulation.journal.count > 10)
        #expect(verify(simulation.journal).isEmpty, "\(verify(simulation.journal))")
    }

    @Test("The journals of worlds with faults of every kind have no fault", arguments: UInt64(1)...3)
    func worlds(_ seed: UInt64) {
        var simulation = Simulation(Script(seed: seed, minutes: 10), isTold: true)
        simulation.run()
        #expect(verify(simulation.journal).isEmpty, "\(verify(simulation.journal))")
    }

    @Test("A journal whose beginning was pruned has no fault")
    func pruned() {
        let rest = Array(failover.suffix(5))
        #expect(verify(rest, isPruned: true).allSatisfy { $0.invariant == "I5" }, "\(verify(rest, isPruned: true))")
        let later = [
            JournalEntry.published(epoch: 41, cluster: "ams2", fingerprint: nil), .ended(effect: 7, outcome: ""),
        ]
        #expect(verify(later, isPruned: true).isEmpty, "\(verify(later, isPruned: true))")
    }

    /// Each invariant, and a journal in which it is broken.
    private var broken: [(String, [JournalEntry])] {
        [
            ("I1", failover + [.published(epoch: 2, cluster: "fra1", fingerprint: nil)]),
            ("I2", failover + [.published(epoch: 4, cluster: "ams2", fingerprint: nil)]),
            ("I5", failover + [.claimed(kind: "failover", fingerprint: "f1", epoch: 1, by: "op")]),
            ("I5", failover + [.claimed(kind: "failover", fingerprint: "f2", epoch: 2, by: "nobody")]),
            (
                "I8",
                failover + [
                    .noted("a tick came 9000 ms late: all misses are void until one clean round of heartbeats"),
                    .verdictChanged(cluster: "ams2", verdict: "failed", available: 0, total: 3),
                ]
            ),
            ("I10", failover + [.ended(effect: 9, outcome: "")]), ("I10", failover + [.ended(effect: 3, outcome: "")]),
            ("I11", failover + [.intended(effect: 3, action: "park b1", reason: "")]),
            (
                "I15",
                [
                    .started(version: "", holder: ""), .noted("a clean round of heartbeats has ended"),
                    .planned(kind: "failover", fingerprint: "f1", rows: []),
                ]
            ),
            ("I16", failover + [.applied(caller: "caller1", epoch: 1)]),
            (
                "I19",
                failover + [
                    .planned(kind: "failover", fingerprint: "f2", rows: []),
                    .planned(kind: "failover", fingerprint: "f3", rows: []),
                ]
            ),
            (
                "I21",
                failover + [
                    .noted("the journal cannot be written"), .intended(effect: 9, action: "promote b1", reason: ""),
                ]
            ),
        ]
    }

    @Test("Every rule of the verification is broken by some journal, and found")
    func faults() {
        for (invariant, entries) in broken {
            #expect(verify(entries).contains { $0.invariant == invariant }, "\(invariant) is not found")
        }
        let covered = Set(broken.map(\.0))
        let missing = Verification.visible.map(\.invariant).filter { !covered.contains($0) }
        #expect(missing.isEmpty, "no broken journal for \(missing)")
    }
}
