import Testing

@testable import RecoveryCore

/// Which alarm is shown, whose it is, and what stays of it: rules that an operator relies on without seeing them.
@Suite struct AlarmRulesTests {
    private func at(_ seconds: Double) -> Instant { .origin + .milliseconds(Int64((seconds * 1000).rounded())) }

    private func condition(_ kind: AlarmKind, _ cluster: Int?, under: AlarmKind? = nil)
        -> AlarmCondition
    {
        AlarmCondition(
            kind: kind, cluster: cluster.map(ClusterID.init), priority: 3, text: "t", under: under)
    }

    private let shelf = Alarm.Shelf(operator: "eva", reason: "known", until: .origin + .seconds(100))

    @Test("I15: an alarm is that of its own cluster, and of its own kind, while it is active")
    func whose() {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.second, 1)], at: at(1))
        #expect(board.isActive(.second, of: ClusterID(1)))
        #expect(!board.isActive(.second, of: ClusterID(2)) && !board.isActive(.first, of: ClusterID(1)))
        _ = board.reconcile([], at: at(2))
        #expect(!board.isActive(.second, of: ClusterID(1)))
    }

    @Test("I13: what has ended says since when")
    func ended() {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.nodesDown, 0)], at: at(1))
        #expect(board.alarms.map(\.ended) == [nil])
        #expect(board.reconcile([], at: at(2)).map(\.ended) == [at(2)])
        #expect(board.alarms.map(\.ended) == [at(2)])
    }

    @Test(
        "I14: a shelf hides the alarm that was put on it, and comes back with it, but hides no other one"
    )
    func shelfOfAnother() {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.nodesDown, 0)], at: at(1))
        _ = board.shelve(AlarmID(1), shelf, by: "eva", at: at(2))
        _ = board.reconcile([], at: at(3))
        let others = [condition(.nodesDown, 1), condition(.syncBehind, 0), condition(.nodesDown, 0)]
        _ = board.reconcile(others, at: at(4))
        #expect(board.listed.map(\.state) == [.new, .new, .shelved])
        #expect(board.listed.last?.cluster == ClusterID(0) && board.listed.last?.kind == .nodesDown)
    }

    @Test(
        "one situation, one alarm: only the alarm that it is part of hides another, of this cluster, while it lasts",
        arguments: [
            ([AlarmKind.second], 1, true), ([.second], 2, false), ([.credentials], 1, false),
            ([.cutOff], nil, false),
        ] as [([AlarmKind], Int?, Bool)])
    func parents(_ kinds: [AlarmKind], _ cluster: Int?, _ isHidden: Bool) {
        var board = AlarmBoard()
        let child = condition(.nodesDown, 1, under: .second)
        _ = board.reconcile(kinds.map { condition($0, cluster) } + [child], at: at(1))
        let shown = board.listed.contains { $0.kind == .nodesDown }
        #expect(shown == !isHidden)
        #expect(board.folded.map(\.kind) == (isHidden ? [.nodesDown] : []))
        #expect(board.folded.allSatisfy { $0.parent == AlarmID(1) })
    }

    @Test("a parent that stands for the whole system hides what it explains in each cluster")
    func parentOfTheSystem() {
        var board = AlarmBoard()
        let children = [0, 1].map { condition(.nodesDown, $0, under: .cutOff) }
        _ = board.reconcile([condition(.cutOff, nil)] + children, at: at(1))
        #expect(board.listed.map(\.kind) == [.cutOff])
        #expect(board.folded.map(\.cluster) == [ClusterID(0), ClusterID(1)])
    }

    @Test("what has ended and waits for an acknowledgement hides nothing that holds now")
    func goneParent() {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.second, 1)], at: at(1))
        _ = board.reconcile([condition(.nodesDown, 1, under: .second)], at: at(2))
        #expect(board.listed.map(\.state) == [.new, .gone])
        #expect(board.listed.map(\.kind) == [.nodesDown, .second])
    }

    @Test("I14: who acknowledged first stays the one who did")
    func acknowledgedOnce() {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.nodesDown, 0)], at: at(1))
        #expect(board.acknowledge(.all, by: "eva", at: at(2)).count == 1)
        #expect(board.acknowledge(.all, by: "ben", at: at(3)).isEmpty)
        #expect(board.alarms.map { $0.acknowledgement?.operator } == ["eva"])
        #expect(
            board.undo(by: "ben", at: at(4)).isEmpty, "ben has done nothing that could be taken back")
    }

    @Test("a note goes to the alarm that was named, and stays")
    func notes() {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.nodesDown, 0), condition(.nodesDown, 1)], at: at(1))
        let note = Alarm.Note(operator: "eva", text: "the rack is being moved", at: at(2))
        #expect(board.note(AlarmID(2), note)?.id == AlarmID(2))
        #expect(board.note(AlarmID(9), note) == nil)
        #expect(board.alarms.map(\.note) == [nil, note])
    }

    @Test(
        "an acknowledgement can be taken back for ten seconds, to the last moment",
        arguments: [(10.0, 1), (10.001, 0)])
    func undoTime(_ seconds: Double, _ count: Int) {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.nodesDown, 0)], at: at(1))
        _ = board.acknowledge(.all, by: "eva", at: at(2))
        #expect(board.undo(by: "eva", at: at(2 + seconds)).count == count)
    }

    @Test(
        "I14: taken back, an alarm that had ended returns, whatever else is up meanwhile",
        arguments: [(AlarmKind.nodesDown, 1), (.syncBehind, 0)])
    func undoBesideOthers(_ kind: AlarmKind, _ cluster: Int) {
        var board = AlarmBoard()
        _ = board.reconcile([condition(.nodesDown, 0)], at: at(1))
        _ = board.reconcile([], at: at(2))
        _ = board.acknowledge(.all, by: "eva", at: at(3))
        _ = board.reconcile([condition(kind, cluster)], at: at(4))
        #expect(board.undo(by: "eva", at: at(5)).map(\.id) == [AlarmID(1)])
        #expect(board.listed.map(\.state) == [.new, .gone])
    }

    @Test(
        "of alarms that came at once and are equally bad, the first stands first; none stands before itself"
    )
    func order() {
        var board = AlarmBoard()
        _ = board.reconcile((0..<4).map { condition(.nodesDown, $0) }, at: at(1))
        #expect(board.listed.map(\.id.number) == [1, 2, 3, 4])
        #expect(AlarmID(1) < AlarmID(2) && !(AlarmID(1) < AlarmID(1)))
    }
}
