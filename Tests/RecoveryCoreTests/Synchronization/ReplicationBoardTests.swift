import Testing

@testable import RecoveryCore

/// Which reports are believed (I9): one from before a node went says nothing of what answers there now, and a replica that
/// is joined on its word loses its data.
@Suite struct ReplicationBoardTests {
    private let pair = NodePair(id: PairID(0), upstream: NodeID(0), downstream: NodeID(1))
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    private func report(
        _ node: NodeID, _ seconds: Int, _ role: StorageRole = .writable, incarnation: String = "1",
        data: DataState = .holds(keys: 1)
    ) -> NodeReport {
        NodeReport(node: node, at: at(seconds), incarnation: incarnation, role: role, data: data)
    }

    private func compared(
        _ seconds: Int, sampled: Int?, upstream: NodeID = NodeID(0), own: Int64? = 0,
        forecast: SyncForecast = .incremental(bytes: 5)
    ) -> PairReport {
        PairReport(
            pair: PairID(0), upstream: upstream, downstream: NodeID(1), at: at(seconds),
            upstreamSampled: sampled.map(at), forecast: forecast, ownWrites: own.map { OwnWrites(bytes: $0) })
    }

    private func board(_ reports: [NodeReport] = [], _ pairs: [PairReport] = []) -> ReplicationBoard {
        var board = ReplicationBoard(nodes: 2)
        for report in reports { _ = board.take(report) }
        for report in pairs { board.take(report) }
        return board
    }

    @Test("the same words are news once the node has been gone since it said them")
    func sameWords() {
        var board = board([report(NodeID(0), 5)])
        let again = report(NodeID(0), 9)
        #expect(!board.isOther(again))
        board.noteGone(NodeID(0), at: at(4))
        #expect(!board.isOther(again), "it has said them since")
        board.noteGone(NodeID(0), at: at(5))
        #expect(board.isOther(again))
        board.noteGone(NodeID(0), at: at(6))
        #expect(board.isOther(again))
    }

    @Test("less than half is counted without rounding, and of what is not known nothing is said")
    func lessThanHalf() {
        let table: [(Int64, Int64, Bool)] = [
            (0, 1, true), (1, 1, false), (0, 2, true), (1, 2, false), (1, 3, true), (1, 4, true), (2, 4, false),
            (2, 5, true), (3, 5, false), (3, 6, false),
        ]
        for (some, all, isLess) in table {
            #expect(DataState.holds(keys: some).isLessThanHalf(of: .holds(keys: all)) == isLess)
        }
        #expect(DataState.empty.isLessThanHalf(of: .holds(keys: 1)) && !DataState.empty.isLessThanHalf(of: .empty))
        #expect(!DataState.unknown.isLessThanHalf(of: .holds(keys: 9)))
        #expect(!DataState.empty.isLessThanHalf(of: .unknown))
    }

    @Test("of two reports the older one is no news; of two at one moment the later one counts")
    func older() {
        var board = board([report(NodeID(0), 5)])
        let older = board.take(report(NodeID(0), 4, .following(.parked, .down)))
        #expect(!older && board.isWritable(NodeID(0)))
        let same = board.take(report(NodeID(0), 5, .following(.parked, .down)))
        #expect(same && board.isParked(NodeID(0)))
    }

    @Test("I9: what was said up to the moment when a node went is not believed of what answers there now")
    func gone() {
        var board = board([report(NodeID(0), 5)])
        board.noteGone(NodeID(0), at: at(5))
        #expect(board.role(of: NodeID(0)) == nil && board[NodeID(0)] == nil)
        #expect(board.lastData(of: NodeID(0)) == .holds(keys: 1), "what it held is remembered all the same")
        #expect(board.isUnknownSinceRestart(NodeID(0)))
        let late = board.take(report(NodeID(0), 5))
        #expect(!late && board.role(of: NodeID(0)) == nil)
        let newer = board.take(report(NodeID(0), 6))
        #expect(newer && board.isWritable(NodeID(0)) && !board.isUnknownSinceRestart(NodeID(0)))
    }

    @Test("a node that never went is not unknown since a restart, whatever it has not said yet")
    func neverGone() {
        #expect(!board().isUnknownSinceRestart(NodeID(0)))
        #expect(!board([report(NodeID(0), 1, data: .unknown)]).isUnknownSinceRestart(NodeID(0)))
    }

    @Test("I9: a comparison counts only between the two processes that were compared, after the last one went")
    func comparisons() {
        let good = board([], [compared(6, sampled: 6)])
        #expect(good.comparison(pair) != nil)
        #expect(board([], [compared(6, sampled: 6, upstream: NodeID(7))]).comparison(pair) == nil)
        func after(_ node: NodeID, goneAt second: Int, sampled: Int?) -> PairReport? {
            var board = board([], [compared(6, sampled: sampled)])
            board.noteGone(node, at: at(second))
            return board.comparison(pair)
        }
        #expect(after(pair.downstream, goneAt: 5, sampled: 4) != nil)
        #expect(after(pair.downstream, goneAt: 6, sampled: 6) == nil)
        #expect(after(pair.upstream, goneAt: 3, sampled: 4) != nil)
        #expect(after(pair.upstream, goneAt: 4, sampled: 4) == nil)
        #expect(after(pair.upstream, goneAt: 1, sampled: nil) == nil, "the upstream was never sampled")
    }

    @Test("I9: a comparison from before a node turned, or became another process, may miss writes of its own")
    func turned() {
        func afterSecond(_ second: NodeReport) -> PairReport? {
            var board = board([report(NodeID(1), 5, .following(.parked, .down))], [compared(6, sampled: 6)])
            _ = board.take(second)
            return board.comparison(pair)
        }
        #expect(afterSecond(report(NodeID(1), 7, .following(.parked, .down))) != nil)
        #expect(afterSecond(report(NodeID(1), 7, .writable)) == nil)
        #expect(afterSecond(report(NodeID(1), 7, .following(.parked, .down), incarnation: "2")) == nil)
        #expect(afterSecond(report(NodeID(1), 6, .writable)) != nil, "compared at the moment it turned, not before")
    }

    @Test("after a change of the primary no comparison with the old one is left")
    func forgotten() {
        var board = board([], [compared(6, sampled: 6)])
        board.forgetPairs()
        #expect(board.comparison(pair) == nil && board.pair(downstream: NodeID(1)) == nil)
    }

    @Test("a role is read off the report, and off nothing else")
    func roles() {
        func seen(_ role: StorageRole) -> [Bool] {
            let board = board([report(NodeID(1), 1, role)])
            return [
                board.isWritable(NodeID(1)), board.isParked(NodeID(1)), board.isInSync(pair), board.isCopying(pair),
                board.isFollowing(pair),
            ]
        }
        let source = StorageRole.Source.node(pair.upstream)
        #expect(seen(.writable) == [true, false, false, false, false])
        #expect(seen(.following(.parked, .down)) == [false, true, false, false, false])
        #expect(seen(.following(source, .up)) == [false, false, true, false, true])
        #expect(seen(.following(source, .copying(share: 0.5, bytesLeft: nil))) == [false, false, false, true, true])
        #expect(seen(.following(source, .down)) == [false, false, false, false, true])
        #expect(seen(.following(.node(NodeID(7)), .up)) == [false, false, false, false, false])
        #expect(seen(.following(.elsewhere("10.9.9.9:1"), .up)) == [false, false, false, false, false])
    }

    @Test("I9: a node joins without a person when nothing that only it has would be lost, and not otherwise")
    func successors() {
        func isSuccessor(_ report: PairReport?, data: DataState = .holds(keys: 1)) -> Bool {
            board([self.report(NodeID(1), 5, .following(.parked, .down), data: data)], report.map { [$0] } ?? [])
                .isSuccessor(pair)
        }
        let full = SyncForecast.full(reason: "backlog exceeded", bytes: 9)
        #expect(isSuccessor(nil, data: .empty), "it has nothing to lose")
        #expect(!isSuccessor(nil))
        #expect(isSuccessor(compared(6, sampled: 6, own: nil)), "only the difference is sent")
        #expect(isSuccessor(compared(6, sampled: 6, own: 0, forecast: full)))
        #expect(!isSuccessor(compared(6, sampled: 6, own: 1, forecast: full)))
        #expect(!isSuccessor(compared(6, sampled: 6, own: nil, forecast: full)))
    }
}
