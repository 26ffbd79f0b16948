import RecoveryCore
import Testing

@testable import Engine

/// I21: what goes on while the journal cannot be written, because the disk fails or because it does not answer.
struct JournalTroubleTests {
    private let park = Workshop.order(.park(NodeID(2)))
    private let fence = Workshop.order(.fence(NodeID(0), against: NodeID(2)))
    private let promote = Workshop.order(.promote(NodeID(2)))
    private let obeyed = EffectOutcome.order(.done(OrderFinding("obeyed")))

    @Test func `I21: the disk fails: only parking and fencing begin, the rest says why not, the screen goes on`() async
    {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.journal.fail("disk full")
        let publication = Publication(
            epoch: 7, cluster: ClusterID(0), clusterName: "fra1", information: [], consumes: nil)
        perform.take(
            shop.turn(
                ["first"], [(1, park), (2, fence), (3, promote), (4, .publish(publication)), (0, .inspect([]))],
                shows: true))
        #expect(await eventually { shop.sink.outcomes(of: 1) == [obeyed] && shop.sink.outcomes(of: 2) == [obeyed] })
        let why = "the journal cannot be written: disk full"
        #expect(await eventually { shop.sink.outcomes(of: 4) == [.publication(.failed(why))] })
        #expect(shop.sink.outcomes(of: 3) == [.order(.failed(why))])
        #expect(await eventually { shop.board.newest != nil && shop.trace.contains("inspect []") })
        #expect(shop.sink.healths == [.failing("disk full")])
        #expect(!shop.trace.contains("\(Order.Action.promote(NodeID(2)))"))
        // What comes later does not wait for the next attempt.
        shop.clock.pass(.seconds(3))
        perform.take(shop.turn(["second"], [(5, park)], shows: true))
        #expect(shop.board.newest?.at == shop.clock.now())
        #expect(await eventually { shop.sink.outcomes(of: 5) == [obeyed] })
        shop.journal.mend()
        #expect(await eventually { shop.sink.healths == [.failing("disk full"), .writable] })
        #expect(await eventually { shop.journal.entries == [#"noted("first")"#, #"noted("second")"#] })
        let times = shop.journal.batches.map(\.at)
        #expect(times.count == 2 && times[1] - times[0] == .seconds(3), "each record keeps its time")
        perform.finish(within: .seconds(5))
    }

    @Test func `I21 I23: the disk does not answer: after two seconds the rest goes on without it, and says so`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.journal.hang()
        perform.take(shop.turn(["0"], [(1, park)], shows: true))
        #expect(await eventually { shop.journal.isHeld })
        perform.take(shop.turn(["1"], [(2, promote)], shows: true))
        shop.clock.pass(.milliseconds(1999))
        #expect(perform.look(at: shop.clock.now(), wasPaused: false) == nil)
        #expect(shop.trace.all.isEmpty)
        shop.clock.pass(.milliseconds(1))
        #expect(perform.look(at: shop.clock.now(), wasPaused: false) == .failing("the disk does not answer for 2 s"))
        #expect(await eventually { shop.sink.outcomes(of: 1) == [obeyed] })
        let why = "the journal cannot be written: the disk does not answer for 2 s"
        #expect(shop.sink.outcomes(of: 2) == [.order(.failed(why))])
        perform.take(shop.turn(["2"], [(3, fence)], shows: true))
        #expect(shop.board.newest?.at == shop.clock.now(), "the newest state is shown at once")
        #expect(await eventually { shop.sink.outcomes(of: 3) == [obeyed] })
        // Told again at each doubling, not with every look.
        shop.clock.pass(.milliseconds(1900))
        #expect(perform.look(at: shop.clock.now(), wasPaused: false) == nil)
        shop.clock.pass(.milliseconds(100))
        #expect(perform.look(at: shop.clock.now(), wasPaused: false) == .failing("the disk does not answer for 4 s"))
        shop.journal.answer()
        #expect(await eventually { shop.sink.healths == [.writable] })
        #expect(await eventually { shop.journal.entries == (0...2).map { "noted(\"\($0)\")" } })
        perform.take(shop.turn(["3"], [(4, promote)], shows: true))
        #expect(await eventually { shop.sink.outcomes(of: 4) == [obeyed] })
        for effect: UInt64 in 1...4 { #expect(shop.sink.outcomes(of: effect).count == 1, "effect \(effect) ends once") }
        perform.finish(within: .seconds(5))
    }

    @Test func `I8: after a pause of the whole process the disk gets its time anew`() async {
        let shop = Workshop()
        let perform = shop.startPerforming()
        shop.journal.hang()
        perform.take(shop.turn(["0"], [(1, promote)]))
        #expect(await eventually { shop.journal.isHeld })
        shop.clock.pass(.seconds(300))
        #expect(perform.look(at: shop.clock.now(), wasPaused: true) == nil)
        shop.clock.pass(.seconds(1))
        #expect(perform.look(at: shop.clock.now(), wasPaused: false) == nil)
        shop.journal.answer()
        #expect(await eventually { shop.sink.outcomes(of: 1) == [obeyed] })
        perform.finish(within: .seconds(5))
    }

    @Test func `records wait in a bounded number, the oldest go first, and how many is written down`() {
        let shop = Workshop()
        var backlog = Backlog()
        _ = backlog.add(shop.turn(["a"]))
        guard case .write = backlog.begin(at: shop.clock.now()) else { return #expect(Bool(false), "a batch waits") }
        _ = backlog.end(JournalFault("disk full"))
        for number in 0..<Backlog.limit + 4 {
            shop.clock.pass(.milliseconds(100))
            _ = backlog.add(shop.turn(["\(number)"]))
        }
        var written: [JournalEntry] = []
        while case .write(let batch?) = backlog.begin(at: shop.clock.now()) {
            written += batch.entries
            _ = backlog.end(nil)
        }
        #expect(written.count == Backlog.limit + 1)
        #expect(written.first == .noted("5 records were lost while the journal was not writable"))
        #expect(written.dropFirst().first == .noted("4") && written.last == .noted("\(Backlog.limit + 3)"))
    }
}
