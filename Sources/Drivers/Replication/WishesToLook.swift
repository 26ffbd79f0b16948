import RecoveryCore
import Synchronization

/// Nodes that somebody wants to be looked at. Each waits once, however often it was named, and a bounded number of hands
/// looks: 10,000 wishes at once cost a list, not 10,000 tasks. Looking takes no place from the orders.
final class WishesToLook: Sendable {
    private struct Content {
        var freeHands: Int
        var waiting: ArraySlice<NodeID> = []
        var isWaiting: Set<NodeID> = []
    }

    /// Something when there may be work for a free hand.
    let news: AsyncStream<Void>
    private let tell: AsyncStream<Void>.Continuation
    private let content: Mutex<Content>

    init(hands: Int) {
        precondition(hands > 0, "without hands nobody looks")
        content = Mutex(Content(freeHands: hands))
        (news, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ nodes: [NodeID]) {
        content.withLock { content in
            for node in nodes where content.isWaiting.insert(node).inserted { content.waiting.append(node) }
        }
        tell.yield()
    }

    /// A hand for work that waits; whoever takes it goes on with `next` until nothing waits.
    func takeHand() -> Bool {
        content.withLock { content in
            guard content.freeHands > 0, !content.waiting.isEmpty else { return false }
            content.freeHands -= 1
            return true
        }
    }

    /// What waited longest; nil: nothing waits, and the hand is free again.
    func next() -> NodeID? {
        content.withLock { content in
            guard !Task.isCancelled, let node = content.waiting.popFirst() else {
                content.freeHands += 1
                return nil
            }
            content.isWaiting.remove(node)
            return node
        }
    }
}
