import Testing

@testable import RecoveryCore

@Suite struct AlarmBoardTests {
    private let condition = AlarmCondition(kind: .nodesDown, cluster: ClusterID(0), priority: 3, text: "down")
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    private func board(_ steps: (inout AlarmBoard) -> Void) -> AlarmBoard {
        var board = AlarmBoard()
        steps(&board)
        return board
    }

    @Test("the table of states: what each event makes of each state")
    func table() {
        let new = board { _ = $0.reconcile([condition], at: at(1)) }
        let acked = board {
            _ = $0.reconcile([condition], at: at(1))
            _ = $0.acknowledge(.all, by: "eva", at: at(2))
        }
        let gone = board {
            _ = $0.reconcile([condition], at: at(1))
            _ = $0.reconcile([], at: at(2))
        }
        let shelved = board {
            _ = $0.reconcile([condition], at: at(1))
            _ = $0.shelve(
                AlarmID(1), Alarm.Shelf(operator: "eva", reason: "known", until: at(100)), by: "eva", at: at(1))
        }
        func state(_ board: AlarmBoard, _ step: (inout AlarmBoard) -> Void) -> Alarm.State? {
            var board = board
            step(&board)
            return board.alarms.first?.state
        }
        let holds: (inout AlarmBoard) -> Void = { _ = $0.reconcile([condition], at: at(3)) }
        let ends: (inout AlarmBoard) -> Void = { _ = $0.reconcile([], at: at(3)) }
        let key: (inout AlarmBoard) -> Void = { _ = $0.acknowledge(.all, by: "eva", at: at(3)) }
        let later: (inout AlarmBoard) -> Void = { _ = $0.reconcile([condition], at: at(200)) }
        #expect([state(new, holds), state(new, ends), state(new, key)] == [.new, .gone, .acked])
        #expect([state(acked, holds), state(acked, ends), state(acked, key)] == [.acked, nil, .acked])
        #expect([state(gone, holds), state(gone, ends), state(gone, key)] == [.new, .gone, nil])
        #expect([state(shelved, holds), state(shelved, ends), state(shelved, key)] == [.shelved, .shelved, .shelved])
        #expect(state(shelved, later) == .new)
    }

    @Test("I14: an acknowledgement belongs to one occurrence, and to the priority that was seen")
    func oneOccurrence() {
        var board = AlarmBoard()
        _ = board.reconcile([condition], at: at(1))
        _ = board.acknowledge(.id(AlarmID(1)), by: "eva", at: at(2))
        var worse = condition
        worse.priority = 1
        _ = board.reconcile([worse], at: at(3))
        #expect(board.alarms.first?.state == .new, "it became worse than what was acknowledged")
        _ = board.acknowledge(.all, by: "eva", at: at(3))
        _ = board.reconcile([condition], at: at(3))
        _ = board.reconcile([worse], at: at(3))
        #expect(board.alarms.first?.state == .acked, "it was seen as bad as that already")
        _ = board.reconcile([], at: at(4))
        _ = board.acknowledge(.all, by: "eva", at: at(5))
        _ = board.reconcile([condition], at: at(6))
        #expect(board.alarms.first?.occurrence == 2)
        #expect(board.alarms.first?.id == AlarmID(2))
        #expect(board.acknowledge(.id(AlarmID(1)), by: "eva", at: at(7)).isEmpty, "the first occurrence is over")
        #expect(board.alarms.first?.state == .new)
    }

    @Test("an operator takes back the own last step, within its time, and nobody else's")
    func undo() {
        var board = AlarmBoard()
        _ = board.reconcile([condition], at: at(1))
        _ = board.acknowledge(.all, by: "eva", at: at(2))
        #expect(board.undo(by: "ben", at: at(3)).isEmpty)
        #expect(board.undo(by: "eva", at: at(3)).map(\.state) == [.new])
        #expect(board.undo(by: "eva", at: at(3)).isEmpty, "once")
        _ = board.acknowledge(.all, by: "eva", at: at(4))
        #expect(board.undo(by: "eva", at: at(15)).isEmpty, "too late")
        _ = board.shelve(
            AlarmID(1), Alarm.Shelf(operator: "eva", reason: "known", until: at(100)), by: "eva", at: at(20))
        #expect(board.undo(by: "eva", at: at(21)).map(\.state) == [.acked])
    }

    @Test("I14: what gets worse on the shelf asks anew, and says so at once although the shelf hides it")
    func worseOnTheShelf() {
        var board = AlarmBoard()
        var condition = condition
        condition.priority = 2
        _ = board.reconcile([condition], at: at(1))
        _ = board.acknowledge(.all, by: "eva", at: at(2))
        _ = board.shelve(
            AlarmID(1), Alarm.Shelf(operator: "eva", reason: "known", until: at(100)), by: "eva", at: at(3))
        condition.priority = 1
        #expect(board.reconcile([condition], at: at(4)).map(\.state) == [.shelved])
        condition.priority = 2
        #expect(board.reconcile([condition], at: at(5)).isEmpty)
        #expect(board.reconcile([condition], at: at(100)).map(\.state) == [.new])
    }

    @Test("what had ended leaves the list when it is acknowledged; taken back, it stands there again as gone")
    func undoOfWhatHadEnded() {
        var board = AlarmBoard()
        _ = board.reconcile([condition], at: at(1))
        _ = board.reconcile([], at: at(2))
        _ = board.acknowledge(.all, by: "eva", at: at(3))
        #expect(board.alarms.isEmpty)
        #expect(board.undo(by: "eva", at: at(4)).map(\.state) == [.gone])
        _ = board.acknowledge(.all, by: "eva", at: at(5))
        _ = board.reconcile([condition], at: at(6))
        #expect(board.undo(by: "eva", at: at(7)).isEmpty, "another occurrence has come")
        #expect(board.alarms.map(\.state) == [.new])
    }

    @Test("one situation, one alarm: a child is counted in its parent, and ends with it in silence")
    func children() {
        var board = AlarmBoard()
        let parent = AlarmCondition(kind: .first, cluster: ClusterID(0), priority: 1, text: "failed")
        var child = condition
        child.under = .first
        _ = board.reconcile([child], at: at(1))
        #expect(board.listed.map(\.kind) == [.nodesDown])
        _ = board.reconcile([parent, child], at: at(2))
        #expect(board.listed.map(\.kind) == [.first])
        _ = board.reconcile([], at: at(3))
        #expect(board.alarms.map(\.kind) == [.first])
    }

    @Test(
        "what ended while it was acknowledged and is then taken back stands there as gone, ended when it was taken back"
    )
    func undoOfWhatEndedSince() {
        var board = AlarmBoard()
        _ = board.reconcile([condition], at: at(1))
        _ = board.acknowledge(.all, by: "eva", at: at(2))
        _ = board.reconcile([], at: at(3))
        #expect(board.alarms.isEmpty)
        #expect(board.undo(by: "eva", at: at(4)).map(\.state) == [.gone])
        #expect(board.alarms.map(\.ended) == [at(4)])
        #expect(board.alarms.map(\.acknowledgement) == [nil])
    }
}
