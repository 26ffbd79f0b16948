import Testing

@testable import RecoveryCore

/// What an operator reads before typing the target's name (I24): it says what there is, and how much is not shown.
@Suite struct PlanRowTests {
    private func row(_ label: PlanRow.Label, _ stage: Stage, _ kind: RoleChangeKind = .failover) -> PlanRow? {
        stage.offer(kind)?.rows.first { $0.label == label }
    }

    @Test("RISK names the first four nodes that still answer, says when there are more, and counts the others")
    func risk() {
        for (dead, names, gone) in [
            (5, "a6 a7 a8 a9 ...", "5"), (6, "a7 a8 a9 a10", "6"), (7, "a8 a9 a10", "7"), (10, nil, "10"),
        ]
            as [(Int, String?, String)]
        {
            let stage = Stage([10, 10])
            for place in 0..<dead { stage.world.storage[NodeID(place)].process = .hung }
            stage.after(.seconds(6))
            let lines = row(.risk, stage)?.lines ?? []
            let still = names.map { ["\($0) of fra1 still answer: they are fenced first"] } ?? []
            #expect(lines == still + ["\(gone) do not answer and cannot be fenced now: each is, the moment it answers"])
        }
    }

    @Test("RISK says nothing of nodes that do not answer where all do")
    func allAnswer() {
        let stage = Stage([8, 8])
        stage.kill("a1")
        stage.after(.seconds(2))
        stage.start("a1", empty: true)
        stage.after(.seconds(5))
        let all = "a1 a2 a3 a4 ... of fra1 still answer: they are fenced first"
        #expect(row(.risk, stage)?.lines == [all])
        stage.hang("a8")
        stage.after(.seconds(4))
        #expect(row(.risk, stage)?.lines.last?.hasPrefix("1 do not answer") == true)
    }

    @Test("WHY names the three that failed first; READY the first three pairs that are left out")
    func whyAndReady() {
        let stage = Stage([6, 6])
        stage.kill("b1", "b2")
        stage.after(.seconds(3))
        for name in ["a1", "a2", "a3", "a4", "a5"] {
            stage.kill(name)
            stage.after(.milliseconds(400))
        }
        stage.after(.seconds(5))
        let why = row(.why, stage)?.lines.last ?? ""
        #expect(why.hasPrefix("first out: a1, then a2 +") && why.contains("a3 +") && !why.contains("a4"))
        #expect(
            row(.ready, stage)?.lines.dropFirst().map { $0.prefix(17) } == ["left out: pair a1", "left out: pair a2"])
        let plan = stage.offer(.failover)?.plan
        var wider = plan!
        for index in wider.pairs.indices { wider.pairs[index].leftOut = "b is empty" }
        let ready = stage.core.rows(of: wider, at: stage.now).first { $0.label == .ready }
        #expect(ready?.lines.count == 4)
    }

    @Test("CONFIG names the next epoch, and the first three callers' services that stay where they are")
    func configuration() {
        let stage = Stage([5, 5], callers: 1) { settings in
            for index in settings.services.indices { settings.services[index].absent = [ClusterID(1)] }
        }
        let found = row(.configuration, stage, .switchover)
        #expect(found?.lines.count == 4 && found?.short == "epoch 2  5 addresses")
        #expect(found?.lines.first == "epoch 1 -> 2   1 callers, 5 addresses, 5 unmapped")
        #expect(found?.lines.last == "checkout keeps ledger: ams2 does not provide ledger")
    }
}
