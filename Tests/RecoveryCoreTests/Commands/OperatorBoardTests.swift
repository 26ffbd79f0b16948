import Testing

@testable import RecoveryCore

@Suite struct OperatorBoardTests {
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    @Test("Each dashboard counts under its name; who neither looks nor has asked for anything is not shown")
    func dashboards() {
        var board = OperatorBoard()
        board.dashboardsChanged(["eva", "ben", "eva"])
        #expect(board.entries.map(\.name) == ["ben", "eva"])
        #expect(board.entries.map(\.dashboards) == [1, 2])
        board.commanded(by: "ben", "abort", .refused("nothing is under way"), at: at(1))
        board.dashboardsChanged(["eva"])
        #expect(board.entries.map(\.name) == ["ben", "eva"])
        #expect(board.entries.map(\.dashboards) == [0, 1])
        #expect(board.entries[0].last?.isRefused == true)
        board.dashboardsChanged([])
        #expect(board.entries.map(\.name) == ["ben"])
    }

    @Test("Names from outside are bounded: who looks stays, of the others the newest")
    func bound() {
        var board = OperatorBoard()
        board.dashboardsChanged(["eva"])
        for number in 0..<100 { board.commanded(by: "script\(number)", "retry", .done("done"), at: at(number)) }
        #expect(board.entries.count == 32)
        #expect(board.entries.contains { $0.name == "eva" })
        #expect(board.entries.contains { $0.name == "script99" })
        #expect(!board.entries.contains { $0.name == "script68" })
    }

    @Test("A command is seen by the others with its answer")
    func commands() {
        var recovery = Recovery(settings: FakeSettings.make([1, 1]), at: .origin)
        _ = recovery.handle(.dashboardsChanged(["ben"]), at: at(1))
        _ = recovery.handle(.commanded(CommandRequest(id: CommandID("1"), operator: "eva", command: .abort)), at: at(2))
        let shown = recovery.snapshot(at: at(2), wallTime: 0).operators
        #expect(shown.map(\.name) == ["ben", "eva"])
        #expect(shown.last?.last?.answer == "nothing is under way")
    }

    @Test("Of more dashboards than are shown, those go that asked for nothing and have one screen")
    func manyDashboards() {
        var board = OperatorBoard()
        board.commanded(by: "eva", "retry", .done("done"), at: at(1))
        let names = (0..<40).map { "screen\($0)" }
        board.dashboardsChanged(["eva", "ben", "ben"] + names)
        #expect(board.entries.count == 32)
        #expect(board.entries.contains { $0.name == "eva" })
        #expect(board.entries.contains { $0.name == "ben" })
    }
}
