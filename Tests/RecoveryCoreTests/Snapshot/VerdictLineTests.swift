import Testing

@testable import RecoveryCore

/// The one sentence that a person reads at 3 am: what it says, how bad it is, and which key (M16).
@Suite struct VerdictLineTests {
    /// fra1 was replaced and ams2 serves.
    private func replaced(sizes: [Int] = [3, 3], lastRoleChange: Instant? = nil) -> Bench {
        let settings = FakeSettings.make(sizes, callers: 0)
        var state = DurableState(settings: settings)
        state.roles[0] = .failed
        state.roles[1] = .primary
        state.epoch = 2
        state.unprotectedSince = .origin
        state.lastRoleChange = lastRoleChange
        return Bench(settings, state: state)
    }

    @Test("a shelved alarm is not what needs you")
    func shelved() {
        var bench = Bench.serving([3, 3])
        bench.miss([4], at: 2)
        #expect(bench.shown().verdict.priority == 3)
        bench.command(.shelve(AlarmID(1), reason: "known", duration: .seconds(600)), at: 3)
        #expect(bench.shown().verdict.priority == 0)
        #expect(bench.shown().verdict.text.hasPrefix("Nothing needs you."))
    }

    @Test("I8, I24: held up, drtop says so, and not that nothing needs you, until it has asked every node")
    func heldUp() {
        var bench = Bench.serving([3, 3])
        bench.feed(.troubled(.lateTick(.seconds(12))), at: 14)
        bench.miss([0, 1, 2], .refused, asked: 14.1, at: 14.2)
        #expect(bench.shown().clusters[0].available == 0)
        let held = bench.shown().verdict
        #expect(held.fact == "drtop was held up or its clock jumped: every node is asked once more.")
        #expect(held.priority == 0 && held.short == "held up: all nodes are asked anew")
        bench.answer([3, 4, 5], at: 14.3)
        #expect(bench.shown().verdict.short == "fra1 failing 0/3")
    }

    @Test("a failing primary is of the first priority before it has failed")
    func failing() {
        var bench = Bench.serving([3, 3])
        bench.miss([0, 1], at: 2)
        #expect(bench.shown().clusters[0].verdict == .failing)
        #expect(bench.shown().verdict.priority == 1)
        #expect(bench.shown().verdict.short == "fra1 failing 1/3")
    }

    @Test("a failed primary whose sync is not stopped yet is of the first priority")
    func stopping() {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 9)
        bench.answer([3, 4, 5], at: 9.9)
        bench.miss([0, 1, 2], asked: 9.5, at: 10)
        bench.answer([3, 4, 5], at: 10.9)
        bench.wait(until: 11)
        #expect(bench.shown().phase == .primaryFailed)
        #expect(bench.shown().verdict.priority == 1)
        #expect(bench.shown().verdict.text.hasSuffix("Stopping the sync."))
    }

    @Test("a replaced cluster that is back, and a backup that differs, say so also where there is little room")
    func short() {
        var bench = replaced()
        bench.report([0, 1, 2], role: .following(.parked, .down), at: 0.5)
        bench.report([3, 4, 5], role: .writable, at: 0.5)
        bench.answer(at: 1)
        #expect(bench.shown().phase == .awaitingReverseSync)
        #expect(bench.shown().verdict.short == "fra1 IS BACK  R reverse sync")
        var other = Bench.serving([3, 3])
        other.report([3, 4, 5], role: .following(.parked, .down), at: 2)
        let reports = (0..<3).map { place in
            PairReport(
                pair: PairID(place), upstream: NodeID(place), downstream: NodeID(place + 3), at: Bench.at(2.1),
                upstreamSampled: Bench.at(2.1), forecast: .full(reason: "histories differ", bytes: nil),
                ownWrites: OwnWrites(bytes: 5))
        }
        other.feed(.pairsReported(reports), at: 2.1)
        #expect(other.shown().phase == .awaitingReverseSync)
        #expect(other.shown().verdict.short == "ams2 differs  R reverse sync")
    }

    @Test("after a failover the new primary serves alone: priority two, and what to do")
    func alone() {
        var bench = replaced()
        bench.report([3, 4, 5], role: .writable, at: 0.5)
        bench.answer([3, 4, 5], at: 1)
        bench.wait(until: 12)
        bench.answer([3, 4, 5], at: 12)
        #expect(bench.shown().verdict.priority == 2)
        #expect(bench.shown().verdict.press == "Bring fra1 back, then R.")
        // A worse alarm is the one to look at.
        bench.feed(.journalChanged(.failing("disk full")), at: 12.1)
        #expect(bench.shown().verdict.priority == 1)
        #expect(bench.shown().verdict.text.hasPrefix("journal not writable"))
    }

    @Test("a cluster that was replaced is fenced when each of its nodes is known to take no writes, and not before")
    func fenced() {
        func isFenced(_ roles: [StorageRole?], _ cluster: Int = 0) -> Bool {
            var bench = replaced()
            for (place, role) in roles.enumerated() {
                if let role { bench.report([place], role: role, at: 0.5) }
            }
            bench.report([3, 4, 5], role: cluster == 0 ? .writable : .following(.parked, .down), at: 0.5)
            bench.answer(at: 1)
            return bench.shown().clusters[cluster].isFenced
        }
        let parked = StorageRole.following(.parked, .down)
        #expect(isFenced([parked, parked, parked]))
        #expect(!isFenced([parked, parked, nil]), "of one nobody knows")
        #expect(!isFenced([parked, .writable, parked]))
        #expect(!isFenced([parked, parked, parked], 1), "the primary is not fenced, whatever it says")
    }

    @Test("sync that is down shows since when there is no protection, after three seconds of grace")
    func unprotected() {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 5)
        #expect(bench.shown().unprotectedSince == nil)
        bench.report([3, 4, 5], role: .following(.node(NodeID(0)), .down), at: 6)
        #expect(bench.shown().unprotectedSince == nil)
        bench.wait(until: 9)
        #expect(bench.shown().unprotectedSince == Bench.at(6))
    }

    @Test(
        "how far a backup follows is said in whole seconds",
        arguments: [
            (999, "ams2 is in sync"), (1000, "ams2 is 1 s behind"), (1999, "ams2 is 1 s behind"),
            (2000, "ams2 is 2 s behind"), (9009, "ams2 is 9 s behind"),
        ])
    func following(_ milliseconds: Int, _ words: String) {
        var bench = Bench.serving([3, 3])
        bench.compare([3, 4, 5], lag: Lag(bytes: 1, time: .milliseconds(milliseconds)), at: 2)
        #expect(bench.shown().verdict.fact == "Nothing needs you. fra1 serves with 3/3 nodes, \(words).")
    }

    @Test("I9: who may still have the data of a node that came back empty, where no backup has its pair")
    func dataOfTheEmptied() {
        func fact(_ replaced: DataState?) -> String {
            let stage = Stage([3, 3])
            stage.failOver()
            stage.kill("b1")
            stage.after(.seconds(2))
            stage.start("b1", empty: true)
            stage.after(.seconds(3))
            if let replaced {
                let report = NodeReport(
                    node: stage.node("a1"), at: stage.now, incarnation: "2", role: .following(.parked, .down),
                    data: replaced)
                stage.update { _ = $0.reports.take(report) }
            }
            return stage.shown.verdict.fact
        }
        #expect(fact(nil) == "b1 came back EMPTY; only a1 may have the data.")
        #expect(fact(.unknown) == "b1 came back EMPTY; only a1 may have the data.")
        #expect(fact(.empty) == "b1 came back EMPTY; no node of its pair has the data.")
    }

    @Test("nodes of the primary that take no writes are named, three of them; not those that are gone, or have no pair")
    func mute() {
        func verdict(
            _ mute: [Int], gone: [Int] = [], back: [Int] = [], unpaired: [Int] = [],
            role: StorageRole = .following(.elsewhere("10.9.9.9:6379"), .up)
        ) -> Verdict {
            var bench = Bench.serving([5, 5]) { settings in
                settings.failover.mode = .observe
                for place in unpaired { settings.nodes[place].pair = nil }
            }
            bench.report(mute, role: role, at: 2)
            if !gone.isEmpty { bench.miss(gone, at: 2.1) }
            if !back.isEmpty {
                bench.miss(back, at: 2.1)
                bench.answer(back, at: 2.2)
                bench.report(back, role: role, at: 2.3)
            }
            bench.pass(to: 2.4)
            return bench.shown().verdict
        }
        func fact(_ mute: [Int], gone: [Int] = [], back: [Int] = [], unpaired: [Int] = []) -> String {
            verdict(mute, gone: gone, back: back, unpaired: unpaired).fact
        }
        #expect(verdict([1]).priority == 1 && verdict([1]).press == nil, "whom it follows is none of ours")
        #expect(verdict([1], role: .following(.node(NodeID(6)), .down)).press == "Bring b2 back.")
        #expect(fact([1]).contains("a2 of fra1 takes no writes, and nobody serves instead."))
        #expect(fact([0, 1, 2, 3, 4]).contains("a1 a2 a3 and 2 more of fra1 take no writes"))
        #expect(fact([1, 2], gone: [1]).contains("a3 of fra1 takes no writes"))
        #expect(fact([2], back: [1]).contains("a3 of fra1 takes no writes"), "a2 has yet to show that it is back")
        #expect(!fact([1], unpaired: [1]).contains("no writes"))
        #expect(!fact([], unpaired: [1]).contains("no writes"))
    }

    @Test("what nodes say just after a role change is from before it", arguments: [(1.999, false), (2.0, true)])
    func muteAfterChange(_ age: Double, _ isSaid: Bool) {
        var bench = replaced(lastRoleChange: Bench.at(0.5))
        bench.report([3, 4, 5], role: .following(.elsewhere("10.9.9.9:6379"), .up), at: 0.5)
        bench.answer([3, 4, 5], at: 1)
        bench.answer([0, 1, 2], at: 1)
        bench.miss([0, 1, 2], at: 1.1)
        bench.pass(to: 0.5 + age)
        #expect(bench.shown().verdict.fact.contains("no writes") == isSaid, "\(bench.shown().verdict.fact)")
    }

    @Test("I16: a caller that fetches is as far as what it fetched; one that tells, as far as it tells")
    func reached() {
        let fetches = CallerStatus(delivered: 5, applied: 3, pulls: true)
        let tells = CallerStatus(delivered: 5, applied: 3, pulls: false)
        #expect(fetches.reached == 5 && tells.reached == 3)
        #expect(CallerStatus(delivered: 3, applied: 5, pulls: true).reached == 5)
    }

    @Test("I16: waived is who is behind an epoch that an operator does not wait for; who has it is not")
    func waived() {
        func isWaived(applied: Epoch, waiver: Epoch?, for epoch: Epoch) -> Bool {
            CallerStatus(applied: applied, pulls: false, waiver: waiver.map { CallerStatus.Waiver(epoch: $0) })
                .isWaived(for: epoch)
        }
        #expect(isWaived(applied: 4, waiver: 5, for: 5))
        #expect(!isWaived(applied: 5, waiver: 5, for: 5) && !isWaived(applied: 6, waiver: 5, for: 5))
        #expect(!isWaived(applied: 4, waiver: 5, for: 6) && !isWaived(applied: 4, waiver: nil, for: 5))
    }
}
