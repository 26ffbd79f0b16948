import Testing

@testable import RecoveryCore

/// What stands to be confirmed (I5, I24): a plan stands as long as it says the truth, and no longer than a minute.
@Suite struct OfferTests {
    /// The primary has not answered for a while; nobody refused, so nothing is guarded.
    private func failed(_ sizes: [Int] = [2, 2]) -> Stage {
        let stage = Stage(sizes)
        stage.hang("fra1")
        stage.after(.seconds(6))
        return stage
    }

    private func compared(
        _ stage: Stage, lag: Int64?, rate: Double? = 0, sampled: Instant? = nil
    ) -> Event {
        .pairsReported(
            (0..<2).map {
                PairReport(
                    pair: PairID($0), upstream: NodeID($0), downstream: NodeID($0 + 2), at: stage.now,
                    lag: lag.map { Lag(bytes: $0, time: .seconds(5)) }, upstreamSampled: sampled ?? stage.now,
                    writeRate: rate, forecast: .incremental(bytes: 5), ownWrites: OwnWrites(bytes: 0))
            })
    }

    @Test("I5: a plan stands for a minute from when it was drawn, and not a moment longer")
    func expiry() throws {
        let stage = Stage()
        var core = stage.core
        let first = try #require(core.offer(.switchover, at: stage.now).plan)
        #expect(first.expires == stage.now + .seconds(60))
        let soon = try #require(core.offer(.switchover, at: stage.now + .milliseconds(59_999)).plan)
        #expect(soon == first)
        let later = try #require(core.offer(.switchover, at: stage.now + .seconds(60)).plan)
        #expect(later.expires == stage.now + .seconds(120))
        var settled = stage.core
        _ = settled.offer(.switchover, at: stage.now)
        _ = settled.handle(.timePassed, at: stage.now)
        #expect(settled.offer(.switchover, at: stage.now + .seconds(1)).plan == first)
        #expect(settled.offer(.switchover, at: stage.now + .seconds(60)).plan?.expires == later.expires)
    }

    @Test("I24: a loss that grows, or is no longer known, is another plan; one that shrinks is the same")
    func loss() throws {
        let stage = failed()
        let known: [Int64?] = [100, 250, nil]
        for before in known {
            for after in known {
                for settles in [false, true] {
                    var core = stage.core
                    _ = core.handle(compared(stage, lag: before), at: stage.now)
                    let first = try #require(core.offer(.failover, at: stage.now).plan)
                    #expect(first.loss == before.map { $0 * 2 })
                    _ = core.handle(compared(stage, lag: after), at: stage.now)
                    if settles { _ = core.handle(.timePassed, at: stage.now) }
                    let second = try #require(core.offer(.failover, at: stage.now).plan)
                    let stands = before == after || (after.map { $0 <= before ?? -1 } ?? false)
                    let comment: Comment = "\(before ?? -1) -> \(after ?? -1) \(settles)"
                    #expect((second == first) == stands, comment)
                    #expect(second.loss == (stands ? first.loss : after.map { $0 * 2 }), comment)
                    #expect((second.fingerprint == first.fingerprint) == stands, comment)
                }
            }
        }
    }

    @Test(
        "what died may have written until the first question that it did not answer; what answers, until the plan expires"
    )
    func lastWrite() throws {
        let stage = failed()
        var core = stage.core
        let died = try #require(core.nodes[0].silentSince)
        #expect(try died > #require(core.nodes[0].lastAnswered))
        let sampled = died - .seconds(2)
        for place in 0..<2 { core.nodes[place].silentSince = died }
        _ = core.handle(compared(stage, lag: 0, rate: 1000, sampled: sampled), at: stage.now)
        #expect(core.offer(.failover, at: stage.now).plan?.loss == 4000)
        core.nodes[0].isAvailable = true
        _ = core.handle(.timePassed, at: stage.now)
        let expected = Int64((stage.now + .seconds(60) - sampled).seconds * 1000) + 2000
        #expect(core.offer(.failover, at: stage.now).plan?.loss == expected)
    }

    @Test("M1: of the backups the first is chosen that has a pair to take over with, not the first that answers")
    func choice() {
        let stage = failed([2, 2, 2])
        var core = stage.core
        #expect(core.offer(.failover, at: stage.now).plan?.target == ClusterID(1))
        let empty = [NodeID(2), NodeID(3)].map {
            NodeReport(node: $0, at: stage.now, incarnation: "1", role: .following(.parked, .down), data: .empty)
        }
        _ = core.handle(.nodesReported(empty), at: stage.now)
        #expect(core.offer(.failover, at: stage.now).plan?.target == ClusterID(2))
        _ = core.handle(.nodesReported(Array(empty.dropFirst())), at: stage.now)
        var one = stage.core
        _ = one.handle(.nodesReported(Array(empty.dropFirst())), at: stage.now)
        #expect(one.offer(.failover, at: stage.now).plan?.target == ClusterID(1), "one pair is enough")
    }

    @Test("I24: a plan of a newer epoch shows the addresses of that epoch")
    func newerEpoch() throws {
        let stage = Stage()
        var core = stage.core
        #expect(core.offer(.switchover, at: stage.now).plan?.changes.first?.before?.address == "10.1.0.1:6379")
        var documents = core.callers.entries.compactMap(\.published)
        for index in documents.indices { documents[index].epoch = 2 }
        documents[0].endpoints[0].address = "10.9.9.9:6379"
        core.callers.publish(documents, at: stage.now)
        core.epoch = 2
        core.originInForce = DocumentOrigin(epoch: 2, primary: ClusterID(0), leftOut: [])
        _ = core.handle(.timePassed, at: stage.now)
        let plan = try #require(core.offer(.switchover, at: stage.now).plan)
        #expect(plan.epoch == 2 && plan.changes.first?.before?.address == "10.9.9.9:6379")
    }
}
