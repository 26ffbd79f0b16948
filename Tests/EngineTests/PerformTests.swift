import RecoveryCore
import Testing

@testable import Engine

struct PerformTests {
    private let park = Workshop.order(.park(NodeID(2)))
    private let promote = Workshop.order(.promote(NodeID(2)))

    @Test func `I10: nothing of a batch starts before its records are durable, then everything in the order given`()
        async
    {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.journal.hang()
        perform.take(
            shop.turn(
                ["intended"],
                [
                    (1, promote), (0, .watch(primary: ClusterID(1))), (0, .stretchTimeouts(3)),
                    (0, .inspect([NodeID(0)])), (0, .answer(CommandID("x"), .done(""))),
                ]))
        #expect(await eventually { shop.journal.isHeld })
        #expect(shop.trace.all.isEmpty)
        shop.journal.answer()
        #expect(await eventually { shop.sink.outcomes(of: 1) == [.order(.done(OrderFinding("obeyed")))] })
        #expect(await eventually { shop.trace.contains("answer x") })
        #expect(shop.trace.all.first == "durable")
        #expect(
            shop.trace.all.filter { !$0.contains("promote") }
                == ["durable", "watch 1", "stretch 3", "inspect [0]", "answer x"])
        perform.finish(within: .seconds(5))
    }

    @Test func `I13: a snapshot is shown when the batch that leads to it is durable`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.journal.hang()
        perform.take(shop.turn(["an alarm"], shows: true))
        #expect(await eventually { shop.journal.isHeld })
        #expect(shop.board.newest == nil)
        shop.journal.answer()
        #expect(await eventually { shop.board.newest != nil })
        #expect(shop.journal.entries == [#"noted("an alarm")"#])
        perform.finish(within: .seconds(5))
    }

    @Test func `what comes while the disk writes is written as one batch`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.journal.hang()
        perform.take(shop.turn(["0"]))
        #expect(await eventually { shop.journal.isHeld })
        for number in 1...100 { perform.take(shop.turn(["\(number)"])) }
        shop.journal.answer()
        #expect(await eventually { shop.journal.entries.count == 101 })
        #expect(shop.journal.batches.map(\.entries.count) == [1, 100])
        #expect(shop.journal.entries == (0...100).map { "noted(\"\($0)\")" })
        perform.finish(within: .seconds(5))
    }

    @Test func `a driver that hangs ends as timed out at its deadline and the grace, once`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.storage.hang()
        perform.take(shop.turn(["intended"], [(1, promote)]))
        #expect(await eventually { shop.storage.heldCount == 1 })
        shop.clock.pass(.milliseconds(5999))
        #expect(perform.look(at: shop.clock.now(), wasPaused: false) == nil)
        #expect(shop.sink.outcomes(of: 1).isEmpty)
        shop.clock.pass(.milliseconds(1))
        _ = perform.look(at: shop.clock.now(), wasPaused: false)
        #expect(shop.sink.outcomes(of: 1) == [.order(.timedOut)])
        shop.storage.letGo()
        #expect(await eventually { shop.trace.contains("the driver came back") })
        perform.finish(within: .seconds(5))
        #expect(shop.sink.outcomes(of: 1) == [.order(.timedOut)])
    }

    @Test func `a configuration centre that hangs ends as failed, in words`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.storage.hang()
        let publication = Publication(
            epoch: 7, cluster: ClusterID(0), clusterName: "fra1", information: [], consumes: nil)
        perform.take(shop.turn(["intended"], [(1, .publish(publication))]))
        #expect(await eventually { shop.storage.heldCount == 1 })
        shop.clock.pass(.seconds(10))
        _ = perform.look(at: shop.clock.now(), wasPaused: false)
        let outcomes = shop.sink.outcomes(of: 1)
        #expect(outcomes == [.publication(.failed("no answer for 10 s; it may still have happened"))])
        perform.finish(within: .zero)
        shop.storage.letGo()
    }

    @Test func `leaving waits for what is under way, but not for a driver or a disk that hangs`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.storage.hang()
        perform.take(shop.turn(["intended"], [(1, Workshop.order(.follow(NodeID(2), source: NodeID(0)), within: nil))]))
        #expect(await eventually { shop.storage.heldCount == 1 })
        shop.journal.hang()
        perform.take(shop.turn(["the last"]))
        let clock = ContinuousClock()
        #expect(clock.measure { perform.finish(within: .milliseconds(50)) } < .seconds(10))
        #expect(shop.sink.outcomes(of: 1).isEmpty)
        shop.journal.answer()
        shop.storage.letGo()
    }

    @Test func `an older snapshot never replaces a newer one`() {
        let shop = Workshop()
        let older = shop.turn(shows: true)
        shop.clock.pass(.seconds(1))
        let newer = shop.turn(shows: true)
        for turn in [newer, older] { if let snapshot = turn.snapshot { shop.board.publish(snapshot) } }
        #expect(shop.board.newest?.at == newer.at)
    }
}
