import RecoveryCore
import Screen
import Testing

@testable import Dashboard

@Suite struct SystemsOverviewTests {
    private static func systems() -> [SystemLine] {
        var behind = Sample.normal()
        behind.verdict = Verdict(priority: 2, fact: "callers behind", short: "callers behind")
        return [
            SystemLine(name: "calm", snapshot: Sample.normal()), SystemLine(name: "silent", snapshot: nil),
            SystemLine(name: "burning", snapshot: Sample.firstAlarm()), SystemLine(name: "behind", snapshot: behind),
        ]
    }

    private static func lines(_ overview: inout SystemsOverview, _ systems: [SystemLine], at now: Instant) -> [String] {
        let frame = overview.draw(
            systems, size: Size(columns: 80, rows: 12), now: now, wallclock: Sample.wallclock)
        return frame.canvas.picture.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func oneLineASystemTheWorstFirst() {
        var overview = SystemsOverview()
        overview.glyphs = .ascii
        let lines = Self.lines(&overview, Self.systems(), at: Sample.now)
        #expect(lines[0].hasPrefix("drtop   4 systems"))
        #expect(lines[1].contains("burning: fra1 HAS FAILED"))
        #expect(lines[2].hasPrefix("> P1! burning"))
        #expect(lines[3].contains("P2* behind") && lines[4].contains("-- ") && lines[5].contains("OK  calm"))
        #expect(overview.handle(.enter, Self.systems(), now: Sample.now) == .enter(2))
    }

    @Test func theLinesStayWhileTheOperatorMoves() {
        var overview = SystemsOverview()
        var systems = Self.systems()
        _ = Self.lines(&overview, systems, at: Sample.now)
        #expect(overview.handle("j", systems, now: Sample.now) == .stay)
        systems[0].snapshot = Sample.firstAlarm()
        _ = Self.lines(&overview, systems, at: Sample.now + .seconds(1))
        #expect(
            overview.handle(.enter, systems, now: Sample.now + .seconds(1)) == .enter(3), "the line that was chosen")
    }

    @Test func leavingAsks() {
        var overview = SystemsOverview()
        #expect(overview.handle("q", Self.systems(), now: Sample.now) == .stay)
        #expect(overview.handle(.escape, Self.systems(), now: Sample.now) == .stay)
        #expect(overview.handle("q", Self.systems(), now: Sample.now) == .stay)
        #expect(overview.handle("q", Self.systems(), now: Sample.now) == .quit)
    }
}
