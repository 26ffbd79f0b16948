import Testing

@testable import RecoveryCore

/// From heartbeats to what the screen and the journal say of nodes and clusters (M2, M16, I8).
@Suite struct DetectionTests {
    @Test("an answer counts from when it arrived, not from when drtop came to read it, and never from later than now")
    func arrival() {
        var bench = Bench.serving([1, 1])
        func lastAnswered(_ bench: inout Bench) -> [Instant?] {
            [bench.shown().nodes[0].lastAnswered, bench.recovery.clusters[0].newestAnswer]
        }
        bench.take(.answered(latency: .milliseconds(5)), [0], asked: 2, at: 2.4)
        #expect(lastAnswered(&bench) == [Bench.at(2.005), Bench.at(2.005)])
        bench.take(.answered(latency: .milliseconds(500)), [0], asked: 3, at: 3.1)
        #expect(lastAnswered(&bench) == [Bench.at(3.1), Bench.at(3.1)])
    }

    @Test("what a node said is kept in its own words, the newest ones")
    func words() {
        var bench = Bench.serving([3, 3])
        func texts(_ bench: inout Bench) -> [String] { bench.shown().details.map { "\($0.node.index) \($0.text)" } }
        bench.take(.missed(.unreachable("no route to host")), [4], at: 2)
        bench.take(.missed(.invalid("HTTP/1.1 400")), [1], at: 2.1)
        bench.take(.refusedUs("NOAUTH"), [2], at: 2.2)
        #expect(texts(&bench) == ["1 HTTP/1.1 400", "2 NOAUTH", "4 no route to host"])
        bench.take(.refusedUs("WRONGPASS"), [2], at: 2.3)
        #expect(texts(&bench) == ["1 HTTP/1.1 400", "2 WRONGPASS", "4 no route to host"])
    }

    @Test("M16: the nodes that went first in a failure stay on the list until they are back, or in maintenance")
    func firstOut() {
        var bench = Bench.serving([5, 5])
        func out(_ bench: inout Bench) -> [Int] { bench.shown().clusters[0].firstOut.map(\.node.index) }
        bench.miss([3], at: 2)
        bench.miss([1, 0], at: 3)
        #expect(out(&bench) == [3, 1, 0])
        bench.answer([1], times: 3, at: 4)
        #expect(out(&bench) == [3, 0])
        bench.command(.startMaintenance(NodeID(3), duration: .seconds(60)), at: 5)
        #expect(out(&bench) == [0])
    }

    @Test("maintenance ends at its time: the node is counted again, and that is saved")
    func endOfMaintenance() {
        var bench = Bench.serving([3, 3])
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(60)), at: 2)
        #expect(bench.saved?.maintenance.map(\.node) == [NodeID(0)])
        #expect(bench.shown().clusters[0].total == 2 && bench.shown().clusters[0].available == 2)
        bench.wait(until: 61.9)
        #expect(bench.saved == nil || bench.saved?.maintenance.count == 1)
        bench.wait(until: 62)
        #expect(bench.saved?.maintenance == [])
        #expect(bench.records.contains(.noted("maintenance of a1 has ended")))
        #expect(bench.shown().clusters[0].total == 3 && bench.shown().clusters[0].available == 3)
    }

    @Test("a node whose maintenance ends counts in the verdict of the same moment")
    func maintenanceAndVerdict() {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 4)
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(6)), at: 5)
        bench.serve(until: 9)
        bench.answer([0, 1, 3, 4, 5], at: 9.9)
        bench.miss([2], asked: 9.5, at: 10)
        #expect(bench.shown().clusters[0].verdict == .failing)
        bench.answer([0, 1, 3, 4, 5], at: 10.9)
        bench.wait(until: 11)
        #expect(bench.shown().clusters[0].verdict == .available && bench.alarm(.first) == nil)
    }

    @Test("a pair that is left out no more is parked no more, in the same moment")
    func takenBackIn() {
        let settings = FakeSettings.make([3, 3], callers: 0)
        var state = DurableState(settings: settings)
        state.epoch = 1
        state.leftOut = [PairID(1)]
        var bench = Bench(settings, state: state)
        bench.report(at: 0.5)
        bench.answer(at: 1)
        #expect(bench.recovery.leftOut.isEmpty && bench.shown().phase != .starting)
        #expect(bench.orders.isEmpty)
    }

    @Test("a cluster's failure is one line in the journal: eight names, and how many they are")
    func manyNodes() {
        var bench = Bench.serving([10, 10])
        bench.miss(Array(0..<10), times: 2, at: 2)
        bench.miss(Array(0..<10), times: 1, at: 2.5)
        let names = (1...8).map { "a\($0)" }
        #expect(bench.records.contains(.nodesChanged(cluster: "fra1", state: "down", nodes: names, count: 10)))
    }

    @Test("I8: half of the nodes of every cluster missed makes drtop doubt itself; half of one cluster does not")
    func halfMissed() {
        func stretches(_ missed: [Int]) -> [Effect.Action] {
            var bench = Bench.serving([2, 4])
            bench.miss(missed, times: 1, at: 2)
            return bench.effects.map(\.action).filter { $0 == .stretchTimeouts(2) }
        }
        #expect(stretches([0, 1, 2]) == [])
        #expect(stretches([0, 2]) == [])
        #expect(stretches([0, 2, 3]) == [.stretchTimeouts(2)])
    }

    @Test("I8: a freeze ends after ten seconds by itself when nobody can be heard", arguments: [true, false])
    func endOfFreeze(_ isLateTick: Bool) {
        var bench = Bench.serving([3, 3])
        let trouble = isLateTick ? OwnTrouble.lateTick(.seconds(3)) : .clockJump(.seconds(-60))
        bench.serve(until: 19)
        bench.feed(.troubled(trouble), at: 20)
        #expect(bench.shown().overlays == [.frozen] && bench.recovery.nextDeadline == Bench.at(30))
        bench.wait(until: 29.9)
        #expect(bench.shown().overlays == [.frozen])
        bench.wait(until: 30)
        #expect(bench.shown().overlays == [])
    }

    @Test("the grace after the start is over after ten seconds, whoever has not answered")
    func endOfGrace() {
        var bench = Bench(FakeSettings.make([3, 3], callers: 0))
        bench.answer([0, 1], at: 1)
        bench.wait(until: 9.9)
        #expect(bench.shown().phase == .starting && bench.recovery.nextDeadline == Bench.at(10))
        bench.wait(until: 10)
        #expect(bench.shown().phase != .starting)
    }

    @Test("drtop's own sockets fail: that is told once, and the timeouts stretch at once")
    func sockets() {
        var bench = Bench.serving([3, 3])
        bench.feed(.troubled(.socket("too many open files")), at: 2)
        #expect(bench.records == [.noted("drtop's own sockets fail: too many open files")])
        #expect(bench.effects.contains { $0.action == .stretchTimeouts(2) })
        bench.feed(.troubled(.socket("too many open files")), at: 2.1)
        #expect(bench.records == [])
        bench.feed(.troubled(.socket("no local address")), at: 2.2)
        #expect(bench.records == [.noted("drtop's own sockets fail: no local address")])
        #expect(bench.shown().verdict.priority == 1)
        #expect(bench.shown().verdict.short == "drtop's own sockets fail")
    }

    @Test(
        "an engine at rest asks for nothing, and wants to be called for its next sample alone", arguments: Mode.allCases
    )
    func rest(_ mode: Mode) {
        var bench = Bench.serving([3, 3]) { $0.failover.mode = mode }
        bench.serve(until: 19)
        bench.pass(to: 19.5)
        #expect(bench.effects.isEmpty)
        #expect(bench.recovery.nextDeadline == Bench.at(60))
    }

    @Test("M16: once a minute the ratio of every cluster and the lag of the first backup go to the journal")
    func samples() {
        var bench = Bench.serving([3, 3, 3])
        bench.compare([3, 4, 5], lag: Lag(bytes: 5, time: .zero), at: 2)
        bench.compare([6, 7, 8], lag: Lag(bytes: 1000, time: .zero), at: 2)
        bench.miss([8], at: 3)
        func samples() -> [JournalEntry] {
            bench.records.filter { if case .sampled = $0 { true } else { false } }
        }
        bench.wait(until: 59.9)
        #expect(samples() == [])
        bench.wait(until: 60)
        #expect(samples() == [.sampled(available: [3, 3, 2], total: [3, 3, 3], lagBytes: 15)])
        // What was shown in between is no longer the truth.
        _ = bench.shown()
        bench.compare([3, 4, 5], lag: Lag(bytes: 7, time: .zero), at: 61)
        bench.wait(until: 119.9)
        #expect(samples() == [])
        bench.wait(until: 120)
        #expect(samples() == [.sampled(available: [3, 3, 2], total: [3, 3, 3], lagBytes: 21)])
    }

    @Test("a command meets what became known just before it, in the same moment")
    func commandAfterNews() {
        var bench = Bench.serving([3, 3])
        let misses = (0..<3).map { _ in
            Event.heartbeats([Heartbeat(node: NodeID(4), asked: Bench.at(2), outcome: .missed(.timeout))])
        }
        let request = CommandRequest(id: CommandID("1"), operator: "eva", command: .acknowledge(.all))
        bench.feed(misses + [.commanded(request)], at: 2)
        #expect(bench.answers == [.done("acknowledged: nodes down")])
        #expect(bench.alarm(.nodesDown)?.state == .acked)
    }
}
