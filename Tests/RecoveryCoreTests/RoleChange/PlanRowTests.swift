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

    @Test("M14: COST of a reverse sync counts the pairs that take part, and no other")
    func costOfLeftOut() {
        let stage = Stage([3, 3])
        stage.failOver()
        stage.start("fra1")
        stage.after(.seconds(10))
        func cost() -> String { row(.cost, stage, .reverseSync)?.lines.joined(separator: "; ") ?? "none" }
        #expect(cost().contains("of 3 pairs"), "\(cost())")
        stage.kill("b1")
        stage.after(.seconds(3))
        stage.start("b1", empty: true)
        stage.after(.seconds(3))
        #expect(cost().contains("of 2 pairs, full on 0") && !cost().contains("full because"), "\(cost())")
    }

    @Test("I9: RISK of a reverse sync names three sources that hold less than half of what they replace")
    func emptiedSources() {
        let stage = Stage([5, 5])
        stage.failOver()
        stage.start("fra1")
        stage.after(.seconds(10))
        func risk(of count: Int, _ data: DataState = .holds(keys: 49)) -> PlanRow? {
            var core = stage.core
            for place in 0..<count {
                let node = NodeID(5 + place)
                _ = core.reports.take(
                    NodeReport(node: node, at: stage.now, incarnation: "1", role: .writable, data: data))
            }
            let plan = stage.offer(.reverseSync)?.plan
            return plan.flatMap { core.rows(of: $0, at: stage.now).first { $0.label == .risk } }
        }
        #expect(risk(of: 0)?.lines.count == 1 && risk(of: 0)?.short == "fra1 is replaced")
        #expect(risk(of: 1)?.lines.last == "49 keys of b1 replace 100 keys of a1")
        #expect(risk(of: 1)?.short == "source has LESS! fra1 is replaced")
        #expect(risk(of: 5)?.lines.count == 4)
        #expect(risk(of: 5, .holds(keys: 50))?.lines.count == 1)
        #expect(risk(of: 5, .unknown)?.lines.count == 1)
    }
}
