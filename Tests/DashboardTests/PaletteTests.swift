import RecoveryCore
import Screen
import Testing

@testable import Dashboard

@Suite struct PaletteTests {
    @Test func everyActionIsInThePaletteWithItsKeyOrWhyItIsLocked() {
        for action in MainAction.allCases {
            var driver = Driver(Sample.normal())
            driver.press(":")
            driver.type(action.rawValue)
            let screen = driver.screen(160, 40)
            let isOfFingers: Set<MainAction> = [
                .palette, .down, .up, .first, .last, .pageDown, .pageUp, .back, .nextPane, .previousPane,
            ]
            guard !isOfFingers.contains(action) else { continue }
            #expect(screen.contains(" \(action.rawValue) "), "\(action)")
        }
        var driver = Driver(Sample.normal())
        driver.press(":")
        driver.type("retry")
        #expect(driver.screen().contains("locked: no role change is under way"))
    }

    @Test func theWholeNameComesFirstAndAnArgumentSaysOnWhat() {
        var driver = Driver(Sample.normal())
        driver.press(":")
        driver.type("maintenance b05")
        driver.press(.enter)
        #expect(driver.dashboard.dialog == .request(RequestDialog(.startMaintenance(NodeID(16)))))
        driver.press(.enter, .down, .enter)
        #expect(driver.commands == [.startMaintenance(NodeID(16), duration: .seconds(3600))])
    }

    @Test func whatIsLockedSaysWhyAndDoesNothing() {
        var driver = Driver(Sample.normal())
        driver.press(":")
        driver.type("override")
        driver.press(.enter)
        #expect(driver.dashboard.dialog == nil && driver.commands.isEmpty)
        #expect(driver.screen().contains("nothing contradicts a failure"))
    }

    @Test func anOverrideNeedsAReasonAndAChoice() {
        var snapshot = Sample.normal()
        snapshot.overlays = [.contradicted]
        var driver = Driver(snapshot)
        driver.press(":")
        driver.type("override")
        driver.press(.enter, .enter, .down, .enter)
        #expect(driver.commands.isEmpty, "without words")
        driver.type("seen on site")
        driver.press(.enter, .enter)
        #expect(driver.commands == [.overrideContradiction(reason: "seen on site")])
    }

    @Test func changeNothingIsWhatARequestBeginsWith() {
        for key: Key in ["A", "s", "n"] {
            var driver = Driver(Sample.firstAlarm())
            driver.press(.down, key)
            driver.type("words")
            while case .request = driver.dashboard.dialog { driver.press(.enter) }
            #expect(driver.commands.isEmpty, "\(key)")
        }
    }

    @Test func shelvingTakesAReasonAndAnEnd() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.down, "s")
        driver.type("known")
        driver.press(.tab, .control("u"))
        driver.type("soon")
        driver.press(.tab, .down, .enter)
        #expect(driver.commands.isEmpty)
        #expect(driver.screen().contains("is no end"))
        driver.press(.control("u"))
        driver.type("04:12")
        driver.press(.tab, .enter)
        #expect(driver.commands == [.shelve(AlarmID(2), reason: "known", duration: .seconds(3559))])
    }

    @Test func pastedTextIsIgnoredWhereverItCouldAct() {
        for opener: [Key] in [[], [":"], ["/"], ["A"], ["s"], ["t"], ["F"]] {
            var driver = Driver(
                Sample.firstAlarm(), options: DashboardOptions(glyphs: .ascii, themes: ["a", "b"], theme: "a"))
            driver.press(.down)
            for key in opener { driver.press(key) }
            driver.wait(.seconds(1))
            let before = driver.screen(120, 40)
            driver.press(.paste("failover\nams2\nj\n"))
            #expect(driver.commands.isEmpty)
            #expect(opener.isEmpty || driver.screen(120, 40) == before, "\(opener)")
        }
    }

    @Test func aDashboardThatOnlyLooksReachesNoCommand() {
        let keys: [Key] = "12aAnsumxFSRqjk:/zZocglefty".map { .character($0) } + [.enter, .tab, .escape, .down]
        var driver = Driver(Sample.noBackup(), options: DashboardOptions(glyphs: .ascii, isReadOnly: true))
        for round in 0..<400 {
            driver.press(keys[(round * 7 + round / 5) % keys.count])
            if round % 9 == 0 { driver.wait(.seconds(1)) }
        }
        #expect(driver.commands.isEmpty)
    }

    @Test func theCountDownOfAnAutomaticFailoverEndsByOneKey() {
        var snapshot = Sample.firstAlarm()
        snapshot.mode = .automatic
        var driver = Driver(snapshot)
        driver.press("x")
        #expect(driver.commands == [.abort])
    }

    @Test func aNoteIsWrittenAndSeen() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.down, "n")
        driver.type("disk of a07")
        driver.press(.enter, .down, .enter)
        #expect(driver.commands == [.note(AlarmID(2), text: "disk of a07")])
        driver.snapshot.alarms[1].note = .init(operator: "oncall", text: "disk of a07", at: driver.now)
        driver.wait(.seconds(1))
        driver.press(.enter)
        #expect(driver.screen(120, 40).contains("disk of a07 (oncall"))
    }

    @Test func theBellIsSilentForHalfAMinuteAndRingsAfterwardsForWhatCame() {
        var driver = Driver(Sample.normal())
        driver.press("b")
        driver.show(Sample.firstAlarm())
        driver.wait(.seconds(29))
        #expect(!driver.actions.contains(.bell))
        driver.wait(.seconds(2))
        #expect(driver.actions.contains(.bell))
    }
}
