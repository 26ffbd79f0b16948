import RecoveryCore
import Screen
import Testing

@testable import Dashboard

@Suite struct DashboardTests {
    private static let sizes = [(80, 24), (120, 40), (40, 12), (200, 60), (72, 20), (71, 19), (100, 30), (60, 14)]

    @Test func screensRule8AHealthyIdleScreenChangesWithTheClockAlone() {
        for (columns, rows) in Self.sizes {
            var driver = Driver(Sample.normal())
            driver.wait(.milliseconds(500))
            let before = driver.screen(columns, rows).split(separator: "\n", omittingEmptySubsequences: false)
            // Another round: other latencies, another lag, the same meaning.
            for index in driver.snapshot.nodes.indices {
                driver.snapshot.nodes[index].latency = .microseconds(300 + 137 * (index % 17))
                driver.snapshot.nodes[index].lastAnswered = driver.now
            }
            driver.snapshot.sync[0].lagBytes = 33_000
            driver.snapshot.sync[0].lagTime = .milliseconds(120)
            driver.snapshot.sync[0].writeRate = 322_000
            driver.wait(.seconds(1))
            let after = driver.screen(columns, rows).split(separator: "\n", omittingEmptySubsequences: false)
            let changed = zip(before, after).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
            #expect(changed == [0], "at \(columns)x\(rows)")
            #expect(before[0].replacingDigits == after[0].replacingDigits)
        }
    }

    @Test func screensRule1IdentityAndVerdictStandOverEveryDialogAtEverySize() {
        for (columns, rows) in Self.sizes {
            for keys: [Key] in [[], ["F"], ["S"], ["R"], ["w"], ["?"], ["q"], [.enter]] {
                var driver = Driver(Sample.firstAlarm())
                for key in keys { driver.press(key) }
                let lines = driver.screen(columns, rows).split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines[0].contains("orders-eu") || lines[0].contains("P1"), "\(keys) \(columns)x\(rows)")
                #expect(lines[0].contains("P1") || lines[1].contains("P1"), "\(keys) \(columns)x\(rows)")
                if columns >= 80 { #expect(lines[0].contains("03:12:41Z")) }
            }
        }
    }

    @Test(arguments: [(39, 12), (40, 11), (20, 6), (10, 3), (1, 1), (0, 0)])
    func screensRule9BelowTheSmallestSizeTheTwoLinesRemain(_ columns: Int, _ rows: Int) {
        for keys: [Key] in [[], ["F"], ["?"]] {
            var driver = Driver(Sample.firstAlarm())
            for key in keys { driver.press(key) }
            let lines = driver.screen(columns, rows).split(separator: "\n", omittingEmptySubsequences: false)
            if rows > 1, columns >= 20 { #expect(lines[1].hasPrefix("P1! fra1 FAILED")) }
            // The second one goes on in the rows beneath, and nothing else stands there.
            let said = lines.dropFirst().joined(separator: " ").split(separator: " ").joined(separator: " ")
            #expect("P1! fra1 FAILED 48s F fail over 2/12".hasPrefix(said), "\(columns)x\(rows): \(said)")
        }
    }

    @Test func everySizeIsDrawnWithoutAFault() {
        for story in [Sample.firstAlarm(), Sample.normal(Sample.settings(clusters: ["a", "b", "c", "d", "e"]))] {
            for columns in stride(from: 1, through: 210, by: 19) {
                for rows in stride(from: 1, through: 64, by: 7) {
                    for key: Key in [.focusIn, "F", "?"] {
                        var driver = Driver(story)
                        driver.press(key)
                        _ = driver.screen(columns, rows)
                    }
                }
            }
        }
    }

    @Test func screensRule4AnAlarmNeverTakesTheKeyboard() {
        var driver = Driver(Sample.normal())
        driver.show(Sample.firstAlarm())
        driver.show(Sample.stuck())
        #expect(driver.dashboard.dialog == nil)
    }

    @Test func screensRule6TheSelectionIsBoundToTheAlarmNotToItsRow() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.down)
        #expect(driver.dashboard.selection.alarm == AlarmID(2))
        driver.show(Sample.noBackup())
        #expect(driver.dashboard.selection.alarm == AlarmID(2))
        driver.press("a")
        #expect(driver.commands == [.acknowledge(.id(AlarmID(2)))])
        var without = Sample.firstAlarm()
        without.alarms.removeLast()
        driver.show(without)
        driver.press("a")
        #expect(driver.commands.count == 1, "when it is gone, its neighbour is not hit")
    }

    @Test func m15TheAlarmsAreAcknowledgedByOneKeyEachAndTheResultIsShown() {
        var driver = Driver(Sample.noBackup())
        driver.press("1", "2")
        #expect(driver.commands == [.acknowledge(.first), .acknowledge(.second)])
        driver.dashboard.answered(.done("first alarm acknowledged"), to: .acknowledge(.first), now: driver.now)
        #expect(driver.screen().contains("first alarm acknowledged"))
        driver.wait(.seconds(7))
        #expect(!driver.screen().contains("first alarm acknowledged"))
    }

    @Test func m16AlarmsShowTheirStateBySignAndWord() {
        var snapshot = Sample.noBackup()
        snapshot.alarms[0].acknowledgement = .init(operator: "oncall", at: Sample.now, priority: 1)
        snapshot.alarms[1].isActive = false
        snapshot.alarms[2].shelf = .init(operator: "oncall", reason: "known", until: Sample.now + .seconds(3600))
        let screen = Driver(snapshot).screen(120, 40)
        for part in ["1  * acked", "1  ? gone", "2  z shelved", "until 04:12Z oncall"] {
            #expect(screen.contains(part))
        }
    }

    @Test func m16ANewAlarmRingsOnceAndPriority1AgainAfter30Seconds() {
        var driver = Driver(Sample.normal())
        driver.show(Sample.firstAlarm())
        func bells() -> Int { driver.actions.count { $0 == .bell } }
        #expect(bells() == 1)
        #expect(driver.actions.contains(.notify("P1 FIRST ALARM: FIRST ALARM: 2 of 12 nodes answer")))
        for _ in 0..<29 { driver.wait(.seconds(1)) }
        #expect(bells() == 1)
        driver.wait(.seconds(1))
        #expect(bells() == 2)
        for index in driver.snapshot.alarms.indices {
            driver.snapshot.alarms[index].acknowledgement = .init(operator: "oncall", at: driver.now, priority: 1)
        }
        driver.wait(.seconds(60))
        #expect(bells() == 2, "acknowledged ones are silent")
    }

    @Test func whatIsNotKnownReadsUnknownNeverZero() {
        #expect(Driver(Sample.cutOff()).screen().contains("lag UNKNOWN"))
        #expect(Figures.bytes(nil) == "UNKNOWN" && Figures.duration(nil) == "UNKNOWN" && Figures.rate(nil) == "UNKNOWN")
    }

    @Test func i24StaleDataLooksStaleAndIsNotCalledFine() {
        var driver = Driver(Sample.normal())
        driver.wait(.seconds(4), fresh: false)
        let screen = driver.screen()
        #expect(screen.contains("STALE 4s"))
        #expect(!screen.contains("OK "))
        #expect(screen.contains("No news for 4s"))
    }

    @Test func i24EpochAndModeStandOnEveryScreenAndTheBannerOfWhatIsNotReal() {
        for (columns, rows) in Self.sizes {
            let screen = Driver(Sample.normal(), options: DashboardOptions(banner: "DRILL")).screen(columns, rows)
            #expect(screen.contains("DRILL") && screen.contains("412") && screen.contains("RW"))
        }
    }

    @Test func theCapitalsOfAnAlarmAppearOnlyWhileItIsRaised() {
        for story in [Sample.normal(), Sample.reverseSynchronizing()] {
            for key: Key in [.focusIn, "F", "?", "w", "S"] {
                var driver = Driver(story)
                driver.press(key)
                for (columns, rows) in Self.sizes {
                    let screen = driver.screen(columns, rows)
                    for words in ["FIRST ALARM", "SECOND ALARM", "HAS FAILED", "IS BACK", "CUT OFF", "EMPTY"] {
                        #expect(!screen.contains(words), "\(words) at \(columns)x\(rows)")
                    }
                }
            }
        }
    }

    @Test func textFromOutsideIsSanitised() {
        var snapshot = Sample.firstAlarm()
        snapshot.alarms[0].text = "\u{1b}]52;c;AAAA\u{7} \u{202e}evil\u{200b}\n\u{9b}31m"
        let screen = Driver(snapshot).screen()
        for bad: Character in ["\u{1b}", "\u{7}", "\u{202e}", "\u{200b}", "\u{9b}"] { #expect(!screen.contains(bad)) }
    }

    @Test func leavingAsksAndSaysWhatItMeans() {
        var driver = Driver(Sample.stuck())
        driver.press("q")
        #expect(driver.actions.isEmpty || driver.actions == [.bell])
        #expect(driver.screen().contains("nobody watches"))
        #expect(driver.screen().contains("the step in hand is finished first"))
        driver.press(.escape, "q", "q")
        #expect(driver.actions.last == .quit)
    }

    @Test func suspendingIsRefusedWhileARoleChanges() {
        var driver = Driver(Sample.stuck())
        driver.press(.control("z"))
        #expect(!driver.actions.contains(.suspend))
        driver.show(Sample.normal())
        driver.press(.control("z"))
        #expect(driver.actions.contains(.suspend))
    }

    @Test func whatTheDemonstrationsCallersMissIsNeverCut() {
        let status = DemoStatus(writesPerSecond: 1210, failingPerSecond: 1210, acknowledged: 987_654, missing: 1234)
        #expect(DemoPanel(status: status).title(columns: 116).text.hasSuffix("1,234 missing after the failover"))
        let brief = DemoPanel(status: status).title(columns: 76)
        #expect(brief.columns <= 76 && brief.text.hasSuffix("1,234 missing"))
        let narrow = DemoPanel(status: status).lines(Size(columns: 27, rows: 3))
        #expect(narrow.count == 3 && narrow.last?.text == "1,234 missing")
    }

    @Test func theDemoMenuReachesOnlyTheDemonstration() {
        var driver = Driver(Sample.normal())
        driver.press("D")
        #expect(driver.dashboard.dialog == nil)
        driver.dashboard.demo = DemoStatus(writesPerSecond: 1, failingPerSecond: 0, acknowledged: 1)
        driver.press("D", "x")
        #expect(driver.dashboard.dialog == nil, "the menu lies over what the injury leads to")
        driver.press("D", "j", "s", "D", "c")
        let (fra1, ams2) = (DemoCommand.Target.cluster(Sample.fra1), DemoCommand.Target.cluster(Sample.ams2))
        let commands = [DemoCommand(.kill, fra1), DemoCommand(.stop, ams2), DemoCommand(.continue, ams2)]
        #expect(driver.actions == commands.map { .demo($0) }, "the menu opens where the last injury was")
    }

    @Test func everyKeyOfTheMainTableIsInTheHelpAndNoneStandsTwice() {
        let keys = KeyTable.main.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(Set(KeyTable.main.map(\.action)).count == MainAction.allCases.count)
        var driver = Driver(Sample.normal())
        driver.press("?")
        let help = driver.screen(160, 120)
        for binding in KeyTable.main where binding.action != .demo && binding.action != .tour {
            #expect(help.contains(binding.help))
        }
    }

    @Test func m1AllOfManyClustersAreShownOrCounted() {
        let names = ["fra1", "ams2", "par1", "lon1", "mad1"]
        let screen = Driver(Sample.normal(Sample.settings(clusters: names))).screen(80, 24)
        #expect(screen.contains("fra1 - PRIMARY") && screen.contains("+3 clusters"))
        let wide = Driver(Sample.normal(Sample.settings(clusters: names))).screen(200, 60)
        for name in names { #expect(wide.contains("\(name) - ")) }
    }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
    package init(extendedGraphemeClusterLiteral value: Character) { self = .character(value) }
}

extension Substring {
    fileprivate var replacingDigits: String { String(map { $0.isNumber ? "0" : $0 }) }
}
