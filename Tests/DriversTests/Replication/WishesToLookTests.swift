import RecoveryCore
import Testing

@testable import Drivers

@Suite("Wishes to look at a node")
struct WishesToLookTests {
    private let wishes = WishesToLook(hands: 2)

    private func all() -> [Int] { Array(sequence(state: ()) { _ in wishes.next()?.index }) }

    @Test("each node waits once, in the order in which they were named first")
    func once() {
        wishes.add([NodeID(3), NodeID(1)])
        wishes.add([NodeID(1), NodeID(2), NodeID(3)])
        #expect(wishes.takeHand())
        #expect(all() == [3, 1, 2])
    }

    @Test("a node that is being looked at may be wished for anew")
    func anew() {
        wishes.add([NodeID(3)])
        #expect(wishes.takeHand())
        #expect(wishes.next() == NodeID(3))
        wishes.add([NodeID(3)])
        #expect(all() == [3])
    }

    @Test("no more hands than there are, none without work, and a hand is free again when nothing waits")
    func hands() {
        #expect(!wishes.takeHand())
        wishes.add((0..<10).map { NodeID($0) })
        #expect(wishes.takeHand() && wishes.takeHand() && !wishes.takeHand())
        _ = all()
        wishes.add([NodeID(0)])
        #expect(wishes.takeHand())
    }

    @Test("a wish wakes who hands out the work, also when it came before")
    func news() async {
        wishes.add([NodeID(0)])
        var news = wishes.news.makeAsyncIterator()
        #expect(await news.next() != nil)
    }
}
