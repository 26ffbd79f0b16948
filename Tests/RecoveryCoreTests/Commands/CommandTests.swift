import Testing

@testable import RecoveryCore

/// Every command is answered and journaled, also a refused one, and does what its answer says (M15).
@Suite struct CommandTests {
    private func commanded(_ bench: Bench) -> [JournalEntry] {
        bench.records.filter { if case .commanded = $0 { true } else { false } }
    }

    @Test("every command is journaled with its author and its answer, the refused ones too")
    func journaled() {
        var bench = Bench.serving([3, 3])
        bench.command(.startMaintenance(NodeID(4), duration: .seconds(60)), at: 2)
        #expect(
            commanded(bench) == [
                .commanded(
                    by: "eva", command: "maintenance of b2 for 60 s", answer: "b2 is in maintenance", refused: false)
            ])
        bench.command(.abort, by: "ben", at: 3)
        #expect(
            commanded(bench) == [
                .commanded(by: "ben", command: "abort", answer: "nothing is under way", refused: true)
            ])
        #expect(bench.answers == [.refused("nothing is under way")])
    }

    @Test(
        "a command from a program with other settings is refused, whatever it names",
        arguments: [
            OperatorCommand.startMaintenance(NodeID(99), duration: .seconds(60)), .endMaintenance(NodeID(99)),
            .resume(NodeID(99)), .restore(NodeID(99)), .waive(CallerID(99), reason: "r"), .sendAgain(CallerID(99)),
            .goOnWithout(PairID(99)),
        ])
    func foreign(_ command: OperatorCommand) {
        var bench = Bench.serving([3, 3], callers: 2)
        #expect(
            bench.command(command, at: 2)
                == .refused("it names a node, pair or caller that the settings do not know"))
    }

    @Test(
        "an alarm is shelved, and a node maintained, for at most a year, leap years included, and for some time at all")
    func durations() {
        let year = 366 * 86_400
        for (seconds, isAllowed) in [(-1, false), (0, false), (1, true), (year, true), (year + 1, false)] {
            var bench = Bench.serving([3, 3])
            bench.miss([4], at: 2)
            let duration = Duration.seconds(seconds)
            let shelved = bench.command(.shelve(AlarmID(1), reason: "known", duration: duration), at: 3)
            let maintained = bench.command(.startMaintenance(NodeID(4), duration: duration), at: 3)
            #expect(shelved?.isRefused == !isAllowed && maintained?.isRefused == !isAllowed, "\(seconds) s")
        }
    }

    @Test("who took an alarm off its shelf is in the journal")
    func unshelve() {
        var bench = Bench.serving([3, 3])
        bench.miss([4], at: 2)
        bench.command(.shelve(AlarmID(1), reason: "known", duration: .seconds(60)), at: 3)
        bench.command(.unshelve(AlarmID(1)), by: "ben", at: 4)
        let told = bench.records.contains { entry in
            if case .alarmChanged(1, "nodes-down", "NEW", 1, 3, "ben", _) = entry { true } else { false }
        }
        #expect(told, "\(bench.records)")
    }

    @Test("a shelf ends at its time, although nothing else happens")
    func endOfShelf() {
        var bench = Bench.serving([3, 3])
        bench.miss([4], at: 2)
        bench.command(.shelve(AlarmID(1), reason: "known", duration: .milliseconds(33_333)), at: 3)
        bench.wait(until: 36.3)
        #expect(bench.alarm(.nodesDown)?.state == .shelved)
        #expect(bench.recovery.nextDeadline == Bench.at(36.333))
        bench.wait(until: 36.4)
        #expect(bench.alarm(.nodesDown)?.state == .new)
    }

    @Test("maintenance said anew counts from the newest word, also when that is sooner; ended, the node counts at once")
    func maintenance() {
        var bench = Bench.serving([3, 3])
        func total() -> Int { bench.shown().clusters[0].total }
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(3600)), at: 2)
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(10)), at: 3)
        #expect(total() == 2)
        bench.wait(until: 13)
        #expect(total() == 3)
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(3600)), at: 14)
        #expect(total() == 2)
        bench.command(.endMaintenance(NodeID(0)), at: 15)
        #expect(total() == 3 && bench.shown().nodes[0].state == .up)
        #expect(bench.command(.endMaintenance(NodeID(0)), at: 16) == .refused("a1 is not in maintenance"))
    }

    @Test("observe cannot be chosen over a change that is under way; any other mode can")
    func modeDuringChange() {
        var bench = Bench.serving([3, 3])
        bench.compare([3, 4, 5], at: 2)
        #expect(bench.command(.setMode(.observe), at: 2.1) == .done("mode observe"))
        #expect(bench.command(.setMode(.confirm), at: 2.2) == .done("mode confirm"))
        bench.confirm(.switchover, at: 2.3)
        #expect(bench.command(.setMode(.observe), at: 2.4)?.isRefused == true)
        #expect(bench.command(.setMode(.automatic), at: 2.5) == .done("mode automatic"))
        #expect(bench.command(.retry, at: 2.6) == .refused("nothing is stuck"))
        #expect(bench.shown().change?.steps[0].state == .running, "its claim is under way still")
    }

    @Test("who sets the mode observe anew is told anew what it holds back")
    func heldBack() {
        var bench = Bench.serving([3, 3]) { $0.failover.mode = .observe }
        bench.report([4], role: .writable, at: 2)
        let told = JournalEntry.noted("observe: would fence b2: a2 serves, a backup must not take writes")
        #expect(bench.records.contains(told))
        bench.pass(to: 3)
        #expect(!bench.records.contains(told), "once is enough")
        bench.command(.setMode(.observe), at: 4)
        #expect(bench.records.contains(told))
    }

    @Test("others see the beginning of what somebody asked for, however long it is")
    func longWords() {
        var board = OperatorBoard()
        let long = String(repeating: "x", count: 1000)
        board.commanded(by: "eva", long, .refused(long), at: .origin)
        #expect(board.entries[0].last?.command.count == 200 && board.entries[0].last?.answer.count == 200)
    }
}
