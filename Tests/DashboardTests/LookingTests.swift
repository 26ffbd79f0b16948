import RecoveryCore
import Screen
import Testing

@testable import Dashboard

@Suite struct LookingTests {
    @Test func aFrozenScreenStandsStillSaysSoAndTheUpperLinesStayLive() {
        var driver = Driver(Sample.normal())
        driver.press("f")
        driver.wait(.seconds(1))
        driver.show(Sample.firstAlarm())
        let screen = driver.screen()
        #expect(screen.contains("HAS FAILED"), "the verdict is live")
        #expect(screen.contains("FROZEN at 03:12:40Z"))
        #expect(screen.contains("12/12") && !screen.contains(" 2/12"))
        driver.press("F")
        #expect(!driver.screen().contains("FROZEN"), "who acts, acts on what is so now")
    }

    @Test func nothingFrozenOrStaleIsDrawnAsLive() {
        var driver = Driver(Sample.normal())
        driver.press("f")
        let frame = driver.dashboard.draw(
            size: Size(columns: 80, rows: 24), snapshot: driver.snapshot, now: driver.now, wallclock: Sample.wallclock)
        for row in 4..<10 {
            for column in 2..<38 where frame.canvas[row, column].glyph != .blank {
                #expect(frame.canvas[row, column].role == .stale, "\(row),\(column)")
            }
        }
    }

    @Test func theMouseSelectsAndNeverActs() {
        var driver = Driver(Sample.firstAlarm())
        driver.dashboard.size = Size(columns: 80, rows: 24)
        let lines = driver.screen().split(separator: "\n", omittingEmptySubsequences: false)
        let row = lines.firstIndex { $0.contains("unprotected: no backup") } ?? 0
        driver.press(.click(Position(row: row, column: 20)))
        #expect(driver.dashboard.selection.alarm == AlarmID(2))
        driver.press(.click(Position(row: 4, column: 50)))
        #expect(driver.dashboard.selection.focus == .cluster(Sample.ams2))
        driver.fill("ams2")
        for row in 0..<24 {
            for column in 0..<80 { driver.press(.click(Position(row: row, column: column))) }
        }
        driver.press(.wheelDown, .wheelUp)
        #expect(driver.commands.isEmpty)
        driver.press(.enter)
        #expect(driver.confirmations.count == 1, "what was typed is still there")
    }

    @Test func latenciesHavePercentiles() {
        let samples = (1...100).map { UInt32($0) }
        #expect(Latencies.percentile(0.5, of: samples) == 50)
        #expect(Latencies.percentile(0.99, of: samples) == 99)
        #expect(Latencies.percentile(1, of: samples) == 100)
        #expect(Latencies.percentile(0.5, of: [7]) == 7)
        #expect(Latencies.percentile(0.5, of: []) == nil)
    }

    @Test func aNodesLatenciesAreRememberedOncePerAnswer() {
        var driver = Driver(Sample.normal())
        for step in 1...5 {
            driver.snapshot.nodes[0].latency = .milliseconds(step)
            driver.snapshot.nodes[0].lastAnswered = driver.now
            driver.wait(.seconds(1))
            driver.show(driver.snapshot)
        }
        #expect(driver.dashboard.latencies.of(NodeID(0)) == [900, 1000, 2000, 3000, 4000, 5000])
        driver.press(.tab, "j", .enter)
        #expect(driver.screen(120, 40).contains("of the last 6 answers"))
    }

    @Test func theHourKeepsTheWorstOfEachMinute() {
        var history = History()
        var snapshot = Sample.normal()
        history.observe(snapshot)
        snapshot.clusters[0].available = 3
        history.observe(snapshot)
        snapshot.clusters[0].available = 12
        history.observe(snapshot)
        #expect(history.columns(1)[0]?.available == [3, 12])
        snapshot.wallTime += 60
        history.observe(snapshot)
        #expect(history.columns(3).map { $0?.available[0] } == [nil, 3, 12])
        snapshot.wallTime += 3600
        history.observe(snapshot)
        #expect(history.columns(60).compactMap(\.self).count == 1, "only the last hour")
    }

    @Test func eachDotOfTheBrailleMapIsANode() {
        var snapshot = Sample.normal(Sample.tenThousand())
        let cluster = snapshot.settings.clusters[0]
        let lines = BrailleMap.lines(cluster, snapshot.nodes, columns: 100)
        #expect(lines.map(\.columns).reduce(0, +) == 1250)
        #expect(lines.allSatisfy { $0.text.allSatisfy { $0 == "⣿" } })
        snapshot.nodes[0].isAvailable = false
        snapshot.nodes[15].isAvailable = false
        #expect(BrailleMap.lines(cluster, snapshot.nodes, columns: 100)[0].text.hasPrefix("⣾⡿⣿"))
    }

    @Test func theKeyGoesFromZonesOverRacksAndNodesToTheListAndBack() {
        let options = DashboardOptions(glyphs: .unicode)
        var snapshot = Sample.normal(Sample.tenThousand())
        snapshot.nodes[0].isAvailable = false
        var driver = Driver(snapshot, options: options)
        func shown() -> String { driver.screen(200, 60) }
        var seen: [String] = []
        driver.press("Z")
        seen.append(shown())
        #expect(shown().contains("zoom: one cell a zone"))
        driver.press("z")
        seen.append(shown())
        #expect(shown().contains("zoom: one cell a rack"))
        driver.press("z")
        seen.append(shown())
        #expect(shown().contains("zoom: one cell a node") && shown().contains("⣾⣿"), "a dot a node")
        driver.press("z")
        seen.append(shown())
        #expect(shown().contains("zoom: nodes as a list") && shown().contains("a01"))
        #expect(Set(seen).count == 4)
        driver.press("z")
        #expect(shown().contains("zoom: as fine as fits"))
    }

    @Test func theSummaryHoldsTheIncidentAndNothingThatATerminalObeys() {
        var snapshot = Sample.firstAlarm()
        snapshot.alarms[0].text = "\u{1b}]52;c;AAAA\u{7}\nrm -rf"
        var driver = Driver(snapshot)
        driver.press("y")
        guard case .copy(let text)? = driver.actions.last else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.contains("HAS FAILED") && text.contains("first out a07") && text.contains("COST"))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
        #expect(!text.contains("\nrm"))
    }

    @Test func aThemeIsSeenAtOnceAndEscBringsTheFormerBack() {
        let options = DashboardOptions(themes: ["a", "b", "c"], theme: "b")
        var driver = Driver(Sample.normal(), options: options)
        driver.press("t", "j", .escape)
        #expect(driver.actions == [.useTheme("c"), .useTheme("b")])
        driver.press("t", "k", .enter)
        #expect(driver.dashboard.options.theme == "a")
    }

    @Test func noDialogScrollsPastItsEnd() {
        var driver = Driver(Sample.firstAlarm())
        driver.press("?")
        for _ in 0..<500 { driver.press("j") }
        let end = driver.screen()
        driver.press("k")
        #expect(driver.screen() != end, "one key back is seen at once")
    }

    @Test func theTourIsAdvancedByWhatHappens() {
        var driver = Driver(Sample.normal())
        driver.dashboard.tour = Tour()
        func step() -> Int { driver.dashboard.tour?.step ?? -1 }
        driver.show(Sample.firstAlarm())
        #expect(step() == 1)
        driver.snapshot.alarms[0].acknowledgement = .init(operator: "you", at: driver.now, priority: 1)
        driver.wait(.seconds(1))
        #expect(step() == 2)
        driver.press("F")
        #expect(step() == 3)
        driver.show(Sample.stuck())
        #expect(step() == 4)
    }

    @Test func everyStepOfTheTourFitsOnEightyColumns() {
        for step in 0...6 {
            for snapshot in [Sample.normal(), Sample.oldPrimaryBack()] {
                let line = Tour(step: step).line(snapshot)
                #expect(line.map { $0.columns <= 80 } ?? false, "\(line?.text ?? "")")
            }
        }
    }

    @Test func theKeysOfTheSettingsTakeTheirPlaceAndConflictsAreToldTogether() throws {
        let map = try KeyMap([
            .init(action: "freeze", key: "p", place: "x:1:1"), .init(action: "failover", key: "F5", place: "x:2:1"),
            .init(action: "zoom-in", key: "o", place: "x:3:1"), .init(action: "sort", key: "z", place: "x:4:1"),
        ])
        #expect(map.action(for: "p") == .freeze && map.action(for: "f") == nil)
        #expect(map.action(for: .function(5)) == .failover && map.action(for: "F") == .failover)
        #expect(map.action(for: "o") == .zoomIn && map.action(for: "z") == .sort)
        let thrown = #expect(throws: KeyMap.Conflict.self) {
            try KeyMap([
                .init(action: "freeze", key: "F", place: "x:1:1"), .init(action: "fly", key: "p", place: "x:2:1"),
                .init(action: "quit", key: "Q", place: "x:3:1"), .init(action: "sort", key: "Ctrl-M", place: "x:4:1"),
            ])
        }
        #expect(thrown?.faults.count == 4)
    }
}
