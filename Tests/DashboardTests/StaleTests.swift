import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// Stale values are never drawn as live (screens rule 3, I24): neither when drtop itself hears nothing, nor when a figure
/// inside a fresh snapshot comes from a node that is silent.
@Suite struct StaleTests {
    /// What may stand beside dimmed values: frames, keys and what says that they are old.
    private static let allowed: Set<Look> = [.stale, .border, .borderFocus, .dialogDanger, .key, .keyLocked, .textDim]

    @Test(
        "screens rule 3: when drtop hears nothing, no value on any panel or dialog looks live",
        arguments: ["", "c", "g", "l", "e", "w", "F", "\n", "\te", "\t\n", "\tj\n", "\tz\tz", "c\n"])
    func everything(_ keys: String) {
        for (story, size) in [
            (Sample.firstAlarm(), Size(columns: 120, rows: 40)), (Sample.normal(), Size(columns: 80, rows: 24)),
            (Sample.firstAlarm(), Size(columns: 40, rows: 12)),
        ] {
            var driver = Driver(story)
            driver.dashboard.size = size
            driver.dashboard.journal.append(Sample.journal)
            for key in keys { driver.press(key == "\n" ? .enter : key == "\t" ? .tab : .character(key)) }
            driver.wait(.seconds(30), fresh: false)
            let frame = driver.dashboard.draw(
                size: size, snapshot: driver.snapshot, now: driver.now, wallclock: Sample.wallclock + 30)
            let canvas = frame.canvas
            #expect(canvas.picture.contains("STALE 30s") || canvas.picture.contains("30s without news"))
            for row in 2..<(size.rows - 1) where !Self.saysSo(canvas.line(row)) {
                let cells = (0..<size.columns).map { canvas[row, $0] }.filter { $0.glyph != .blank }
                let live = Set(cells.map(\.role)).subtracting(Self.allowed)
                #expect(live.isEmpty, "\(keys) \(live) in \(canvas.line(row))")
            }
        }
    }

    /// The lines of a form that are about the form, and not about the system.
    private static func saysSo(_ line: String) -> Bool {
        ["LOCKED", "[ Esc", "Tab to type", "type the", "Esc change", "> "].contains { line.contains($0) }
    }

    @Test func theVerdictOfAnAlarmSaysThatItIsOld() {
        var driver = Driver(Sample.firstAlarm())
        driver.wait(.seconds(30), fresh: false)
        let lines = driver.screen().split(separator: "\n")
        #expect(lines[1].hasPrefix("P1 !  No news for 30s. Last known: fra1 FAILED"), "\(lines[1])")
    }

    @Test func nothingIsCalledFineWhileDrtopThatWasHeldUpLooksAnew() {
        var held = Sample.normal()
        held.overlays = [.frozen]
        held.verdict = Verdict(priority: 0, fact: "drtop was held up", short: "held up")
        let lines = Driver(held).screen().split(separator: "\n")
        #expect(lines[1].hasPrefix("--    drtop was held up"), "\(lines[1])")
        var overview = SystemsOverview()
        let systems = [SystemLine(name: "calm", snapshot: Sample.normal()), SystemLine(name: "held", snapshot: held)]
        let frame = overview.draw(
            systems, size: Size(columns: 80, rows: 12), now: Sample.now, wallclock: Sample.wallclock)
        #expect(frame.canvas.line(1).hasPrefix("--    held: drtop was held up"))
        #expect(frame.canvas.line(2).contains("--  held"))
    }

    @Test func soDoesTheOverviewOfSeveralSystems() {
        var overview = SystemsOverview()
        let systems = ["one", "two"].map { SystemLine(name: $0, snapshot: Sample.normal()) }
        func verdict(_ after: Duration) -> String {
            overview.draw(
                systems, size: Size(columns: 100, rows: 12), now: Sample.now + after, wallclock: Sample.wallclock
            ).canvas.line(1)
        }
        #expect(verdict(.zero).hasPrefix("OK"))
        #expect(verdict(.seconds(30)).hasPrefix("??    No news of one for 30s: drtop does not watch it."))
    }

    /// A primary that was killed just now: nothing failed yet, and nobody knows what it wrote last.
    private static func silentPrimary(for silence: Duration) -> Snapshot {
        var snapshot = Sample.normal()
        snapshot.sync[0].lagBytes = 0
        snapshot.sync[0].lagTime = .zero
        snapshot.sync[0].sampled = Sample.ago(silence)
        snapshot.nodes[0].state = .late
        snapshot.verdict.priority = 3
        return snapshot
    }

    @Test(
        "a lag whose source is silent is UNKNOWN, also when it was 0 and when all else is well",
        arguments: [0, 3])
    func lag(_ priority: Int) {
        var snapshot = Self.silentPrimary(for: .seconds(9))
        snapshot.verdict.priority = priority
        var driver = Driver(snapshot)
        let screen = driver.screen()
        #expect(screen.contains("lag UNKNOWN (was 0 B, 0 ms, 8s ago)"), "\(screen)")
        #expect(screen.contains("what a failover would lose now is UNKNOWN"), "\(screen)")
        #expect(!screen.contains("at most 0 B"))
        #expect(driver.screen(40, 12).contains("lag UNKNOWN"))
        for key: Key in [.tab, .tab, .tab, .enter] { driver.press(key) }
        let details = driver.screen()
        #expect(details.contains("lag             UNKNOWN (was") && details.contains("writes          UNKNOWN"))
    }

    @Test func aSourceThatAnswersIsBelievedForAWholeTurnOfQuestions() {
        var snapshot = Self.silentPrimary(for: .seconds(25))
        snapshot.nodes[0].state = .up
        #expect(snapshot.isLive(snapshot.sync[0]))
        snapshot.sync[0].sampled = Sample.ago(.seconds(100))
        #expect(!snapshot.isLive(snapshot.sync[0]))
        snapshot.sync[0].sampled = nil
        #expect(!snapshot.isLive(snapshot.sync[0]))
    }

    @Test func aLossThatNobodyKnowsIsNotAtMostAnything() {
        let words = "what a failover would lose now is UNKNOWN"
        var snapshot = Sample.normal()
        (snapshot.sync[0].lagBytes, snapshot.sync[0].lagTime) = (nil, nil)
        #expect(Driver(snapshot).screen().contains(words), "sampled lately, and still not known")
        snapshot = Sample.firstAlarm()
        #expect(Driver(snapshot).screen().contains("a failover now loses at most"))
        for index in snapshot.offers.indices { snapshot.offers[index].plan?.loss = nil }
        #expect(Driver(snapshot).screen().contains(words), "by the plan that may be confirmed")
    }

    @Test func theLatencyOfANodeThatIsDownIsWhatWas() {
        var driver = Driver(Sample.firstAlarm())
        for key: Key in [.tab, .character("j"), .enter] { driver.press(key) }
        #expect(driver.screen().contains("latency         UNKNOWN, 0.9 ms at the last answer"), "\(driver.screen())")
    }

    @Test func theGraphsLastMinuteHasNoLagThatNobodyKnows() {
        var driver = Driver(Self.silentPrimary(for: .seconds(9)))
        driver.press("g")
        #expect(driver.screen(120, 40).contains("lag  at most UNKNOWN"))
    }
}
