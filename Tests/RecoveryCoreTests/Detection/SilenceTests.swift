import Testing

@testable import RecoveryCore

/// Who is called failed, and who is not although nobody answers: silence has more reasons than one (I6, I7).
@Suite struct SilenceTests {
    private func verdicts(_ bench: inout Bench) -> [ClusterVerdict] {
        bench.shown().clusters.map(\.verdict)
    }

    /// Five nodes of the primary, five of the backup; watched for nine seconds. What fails has to fail for ten.
    private func five(_ change: (inout Settings) -> Void = { _ in }) -> Bench {
        var bench = Bench.serving([5, 5]) { settings in
            settings.heartbeat.hold = .seconds(10)
            change(&settings)
        }
        bench.serve(until: 9)
        return bench
    }

    /// Only these have answered since then; the others missed.
    private func five(answering: [Int], until end: Int) -> Bench {
        var bench = five()
        bench.serve(answering, until: 10)
        bench.miss((0...9).filter { !answering.contains($0) }, asked: 9, at: 10)
        bench.serve(answering, until: end)
        return bench
    }

    private func isContradicted(_ bench: inout Bench) -> Bool {
        bench.shown().overlays.contains(.contradicted)
    }

    @Test(
        "I7: nobody is called failed before somebody has answered a question from the time of the silence",
        arguments: [Heartbeat.Outcome.answered(latency: .zero), .refusedUs("NOAUTH")])
    func unprovenSilence(_ proof: Heartbeat.Outcome) {
        var bench = Bench.serving([3, 3]) { $0.heartbeat.hold = .milliseconds(500) }
        bench.serve(until: 9)
        bench.answer([3, 4, 5], at: 9.8)
        bench.miss([0, 1, 2], asked: 9.5, at: 10)
        bench.wait(until: 10.8)
        #expect(verdicts(&bench) == [.failing, .available])
        bench.take(proof, [3, 4, 5], at: 10.9)
        bench.wait(until: 11)
        #expect(verdicts(&bench)[0] == .failed, "who refuses drtop has answered, too")
    }

    @Test(
        "I7: what was asked while drtop may have been cut off holds a verdict back for ten seconds, and no longer"
    )
    func endOfDoubt() {
        var bench = Bench.serving([3, 3])
        bench.serve(until: 8)
        bench.answer([3, 4, 5], at: 9.9)
        bench.miss([0, 1, 2], asked: 9.5, at: 10)
        for second in 10...19 { bench.answer([3, 4, 5], at: Double(second) + 0.5) }
        bench.pass(to: 19.999)
        #expect(verdicts(&bench)[0] == .failing)
        bench.pass(to: 20)
        #expect(verdicts(&bench)[0] == .failed)
    }

    @Test("a node in maintenance that answers again is no hope for its cluster")
    func hopeInMaintenance() {
        var bench = Bench.serving([4, 4])
        bench.serve(until: 8)
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(3600)), at: 8.5)
        bench.serve(until: 9)
        bench.answer([1, 4, 5, 6, 7], at: 10)
        bench.miss([0, 2, 3], asked: 9, at: 10)
        bench.answer([0, 1, 4, 5, 6, 7], at: 10.5)
        #expect(bench.shown().nodes[0].state == .maintenance && bench.recovery.nodes[0].state == .late)
        bench.answer([1, 4, 5, 6, 7], at: 11)
        #expect(verdicts(&bench)[0] == .failed)
    }

    @Test(
        "the second opinion is about a failing primary: one node that only its backup hears is not one")
    func oneNodeSilent() {
        var bench = five(answering: [1, 2, 3, 4, 5, 6, 7, 8, 9], until: 14)
        bench.compare([5], heard: 14, at: 14)
        #expect(!isContradicted(&bench) && bench.alarm(.contradicted) == nil)
    }

    @Test("so few nodes that the backups hear make no cluster available, and contradict nothing")
    func tooFewAreHeard() {
        var bench = five(answering: [5, 6, 7, 8, 9], until: 14)
        bench.compare([5, 6], heard: 14, at: 14)
        #expect(!isContradicted(&bench))
        bench.compare([7], heard: 14, at: 14)
        #expect(isContradicted(&bench), "three of five would do")
    }

    @Test("a node that comes back is not spoken for: the contradiction waits for what it does")
    func comesBack() {
        var bench = five(answering: [0, 1, 5, 6, 7, 8, 9], until: 13)
        bench.answer([3], at: 13)
        bench.compare([7], heard: 13, at: 13)
        #expect(!isContradicted(&bench))
        bench.serve([0, 1, 5, 6, 7, 8, 9], until: 14)
        bench.miss([3], times: 1, asked: 13.5, at: 14)
        #expect(isContradicted(&bench))
    }

    @Test("a node in maintenance is not counted, whoever hears it")
    func heardInMaintenance() {
        var bench = five()
        bench.command(.startMaintenance(NodeID(0), duration: .seconds(3600)), at: 9.5)
        bench.serve([1, 2, 5, 6, 7, 8, 9], until: 10)
        bench.miss([0, 3, 4], asked: 9, at: 10)
        bench.serve([1, 2, 5, 6, 7, 8, 9], until: 14)
        bench.compare([5], heard: 14, at: 14)
        #expect(verdicts(&bench)[0] == .failing && !isContradicted(&bench))
    }

    @Test(
        "a node that is late is counted as available already, and not once more because a backup hears it"
    )
    func lateAndHeard() {
        var bench = five { $0.heartbeat.misses = 10 }
        bench.serve([1, 5, 6, 7, 8, 9], until: 10)
        bench.miss([2, 3, 4], times: 10, asked: 9, at: 10)
        bench.miss([0], times: 4, asked: 9, at: 10)
        bench.serve([1, 5, 6, 7, 8, 9], until: 14)
        bench.compare([5], heard: 14, at: 14)
        #expect(bench.shown().clusters[0].available == 2)
        #expect(!isContradicted(&bench))
    }

    @Test("a comparison of nodes that are no pair speaks for neither")
    func foreignComparison() {
        var bench = five(answering: [5, 6, 7, 8, 9], until: 14)
        let reports = (5...9).map { place in
            PairReport(
                pair: PairID(0), upstream: NodeID(0), downstream: NodeID(place), at: Bench.at(14),
                heard: Bench.at(14))
        }
        bench.feed(.pairsReported(reports), at: 14)
        #expect(!isContradicted(&bench))
    }

    @Test("nodes without a pair are heard by nobody: their cluster fails when its time has come")
    func unpaired() {
        var bench = five { settings in for place in 0..<5 { settings.nodes[place].pair = nil } }
        bench.serve([5, 6, 7, 8, 9], until: 10)
        bench.miss([0, 1, 2, 3, 4], asked: 9, at: 10)
        bench.serve([5, 6, 7, 8, 9], until: 20)
        #expect(verdicts(&bench)[0] == .failed && !isContradicted(&bench))
    }

    @Test("I8: while its view is frozen drtop says so, and not that somebody contradicts it")
    func frozen() {
        var bench = five(answering: [5, 6, 7, 8, 9], until: 12)
        bench.feed(.troubled(.lateTick(.seconds(3))), at: 12)
        bench.answer([0, 1, 2], times: 3, at: 12.5)
        #expect(verdicts(&bench)[0] == .failing)
        #expect(bench.shown().overlays == [.frozen])
    }

    @Test("a contradiction about the primary holds no second alarm about another cluster back")
    func anotherCluster() {
        var bench = Bench.serving([3, 3, 3]) { $0.heartbeat.hold = .seconds(10) }
        bench.serve(until: 9)
        bench.miss([0, 1, 2], asked: 9, at: 10)
        bench.miss([3, 4, 5], .refused, at: 10)
        for second in 10...20 {
            bench.answer([6, 7, 8], at: Double(second) + 0.1)
            bench.compare([6, 7, 8], heard: Double(second), at: Double(second) + 0.1)
        }
        #expect(isContradicted(&bench))
        #expect(verdicts(&bench) == [.failing, .failed, .available])
        #expect(bench.alarm(.second) != nil)
    }

    @Test(
        "an override counts for this failure, whatever other clusters do in it, and for no later one")
    func override() {
        var bench = Bench.serving([3, 3, 3]) { $0.heartbeat.hold = .seconds(30) }
        bench.serve(until: 9)
        bench.serve([3, 4, 5, 6, 7, 8], until: 10)
        bench.miss([0, 1, 2], asked: 9, at: 10)
        bench.serve([3, 4, 5, 6, 7, 8], until: 14)
        bench.compare([3, 4, 5], heard: 14, at: 14)
        #expect(isContradicted(&bench))
        bench.command(.overrideContradiction(reason: "the switch is on fire"), at: 14.1)
        #expect(!isContradicted(&bench))
        bench.miss([6, 7], times: 3, asked: 14, at: 14.2)
        bench.answer([6, 7], times: 3, at: 14.3)
        #expect(!isContradicted(&bench), "the third cluster came and went")
        bench.answer([0, 1, 2], times: 3, at: 15)
        bench.serve(until: 20)
        bench.serve([3, 4, 5, 6, 7, 8], until: 21)
        bench.miss([0, 1, 2], asked: 20, at: 21)
        bench.serve([3, 4, 5, 6, 7, 8], until: 25)
        bench.compare([3, 4, 5], heard: 25, at: 25)
        #expect(isContradicted(&bench), "that is another failure")
    }

    @Test(
        "at the first start nothing has answered yet: that is no cut-off, but a round that has not ended"
    )
    func beforeTheFirstAnswer() {
        var bench = Bench(FakeSettings.make([3, 3]))
        bench.pass(to: 1)
        let own = bench.shown().offer(.failover)?.conditions.first {
            $0.name == "drtop's own view is sound"
        }
        #expect(own?.isMet == false && own?.value == "waiting for a clean round")
    }
}
