import Testing

@testable import RecoveryCore

/// The count-down of an automatic failover: when it begins, what it waits for, and when the core wants to be called (I6, I19).
@Suite struct CountdownTests {
    @Test("I6: a failover is announced ten seconds before it begins, also for a failure that was there before drtop")
    func announced() {
        var bench = Bench.failed()
        #expect(bench.shown().phase == .awaitingConfirmation)
        #expect(bench.history.contains { $0.action == .record(.noted("automatic failover to ams2 in 10s")) })
        guard let countdown = bench.recovery.countdown else { return #expect(Bool(false), "it is not announced") }
        #expect(bench.recovery.nextDeadline == countdown, "nothing else is waited for")
        #expect(bench.shown().verdict.priority == 1)
        #expect(bench.shown().verdict.text.contains("unless aborted"))
        bench.command(.setMode(.automatic), at: 12)
        #expect(bench.recovery.countdown == countdown, "the mode it is in already changes nothing")
        for second in 12...22 { bench.answer([3, 4, 5], at: Double(second) + 0.4) }
        bench.wait(until: 22.5)
        #expect(bench.shown().phase == .failingOver)
    }

    @Test(
        "I6: aborted it stays aborted, in another mode it is for people, and inside the block window it does not begin")
    func stopped() {
        func check(_ bench: Bench) {
            var bench = bench
            #expect(bench.recovery.countdown == nil && bench.shown().phase == .awaitingConfirmation)
            let rest = bench.recovery.nextDeadline - bench.now
            #expect(rest > .seconds(1), "nothing is to be looked at again before something happens: \(rest)")
        }
        var aborted = Bench.failed()
        #expect(aborted.command(.abort, at: 12)?.isRefused == false)
        check(aborted)
        check(Bench.failed(mode: .confirm))
        check(Bench.failed(mode: .observe))
        check(Bench.failed { $0.lastRoleChange = .origin })
    }

    @Test("I4: while the backup is not heard, an automatic failover waits for it, and looks ten times a second")
    func backupNotHeard() {
        var bench = Bench.failed()
        bench.wait(until: 14)
        #expect(bench.recovery.countdown == nil && bench.shown().phase == .awaitingConfirmation)
        #expect(bench.recovery.nextDeadline == Bench.at(14.1))
        bench.answer([3, 4, 5], at: 14.05)
        bench.wait(until: 14.1)
        #expect(bench.recovery.countdown == Bench.at(24.1))
    }

    @Test("I4: a promotion waits for the backup's next answer, and looks ten times a second")
    func promotionWaits() {
        var bench = Bench.failed(mode: .confirm)
        bench.confirm(.failover, at: 11.6)
        let claim = bench.effects.filter { if case .claim = $0.action { true } else { false } }
        bench.feed(claim.map { .effectEnded($0.id, .claim(.claimed)) }, at: 11.7)
        bench.wait(until: 14)
        let fences = bench.history.filter { if case .order = $0.action { true } else { false } }
        bench.feed(fences.map { .effectEnded($0.id, .order(.timedOut)) }, at: 14)
        #expect(bench.shown().change?.currentStep == .promote && bench.orders.isEmpty)
        #expect(bench.recovery.nextDeadline == Bench.at(14.1))
        bench.answer([3, 4, 5], at: 14.05)
        bench.wait(until: 14.1)
        #expect(bench.orders.count == 3)
    }

    @Test("what can be confirmed says F; what cannot says why not", arguments: Mode.allCases)
    func keys(_ mode: Mode) {
        var bench = Bench.failed(mode: mode) { $0.lastRoleChange = .origin }
        let verdict = bench.shown().verdict
        #expect(verdict.priority == 1)
        #expect(verdict.press == (mode == .observe ? "w why failover is not possible." : "F to fail over to ams2."))
    }

    @Test(
        "a role change under way is of the first priority when the primary has failed, of the second when it was planned"
    )
    func underWay() {
        var failover = Bench.failed(mode: .confirm)
        failover.confirm(.failover, at: 11.6)
        #expect(failover.shown().verdict.priority == 1)
        #expect(failover.shown().verdict.short == "failover: claim the confirmation")
        var switchover = Bench.serving([3, 3])
        switchover.compare([3, 4, 5], at: 2)
        switchover.confirm(.switchover, at: 2.5)
        #expect(switchover.shown().verdict.priority == 2)
        #expect(switchover.shown().verdict.short == "switchover: claim the confirmation")
    }
}
