import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// The gate of level 3, rule by rule as `screens.md` has them under "Plan dialog".
@Suite struct PlanDialogTests {
    private let confirmed = OperatorCommand.confirm(.failover, fingerprint: "7c1e90ab", typed: "ams2")

    @Test func m15TheTypedNameAndEnterConfirmTheFingerprintOnTheScreen() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        #expect(driver.screen().contains("( Enter  FAIL OVER to ams2 )\n") == false)
        driver.press(.enter)
        #expect(driver.commands == [confirmed])
        #expect(driver.screen().contains("sent ..."))
        driver.press(.enter, .enter)
        #expect(driver.commands == [confirmed], "it is sent once")
    }

    @Test func theSixRowsStandInTheirOrder() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.character("F"))
        let screen = driver.screen()
        let places = PlanRow.Label.allCases.map { screen.firstRange(of: "| \($0.rawValue)")?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }

    @Test func theFocusStartsOnTheFactsWhereLettersAreCommands() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.character("F"))
        driver.wait(.seconds(1))
        driver.type("ams")
        driver.press(.enter)
        #expect(driver.commands.isEmpty)
        driver.press(.character("1"))
        #expect(driver.commands == [.acknowledge(.first)])
    }

    @Test func inTheFieldLettersAreText() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("1wjk2")
        #expect(driver.commands.isEmpty)
        #expect(driver.screen().contains("> 1wjk2"))
    }

    @Test func escChangesNothingInBothPlaces() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.character("F"))
        driver.wait(.seconds(1))
        driver.press(.escape)
        #expect(driver.dashboard.dialog == nil)
        driver.fill("ams2")
        driver.press(.escape)
        #expect(driver.dashboard.dialog == nil)
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
    }

    @Test func inputOfTheFirst500MillisecondsIsDropped() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.character("F"))
        driver.wait(.milliseconds(499))
        driver.press(.tab)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty && driver.dashboard.dialog != nil)
        driver.wait(.milliseconds(1))
        driver.press(.tab)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations == [confirmed])
    }

    @Test func soIsWhatComesRightAfterTheTerminalHasTheFocusAgain() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        driver.press(.focusOut, .focusIn, .enter)
        #expect(driver.confirmations.isEmpty && driver.screen().contains("> ams2"), "what was typed stays")
        driver.wait(.milliseconds(500))
        driver.press(.enter)
        #expect(driver.confirmations == [confirmed])
    }

    @Test func escIsNeverDropped() {
        var driver = Driver(Sample.firstAlarm())
        driver.press("F", .escape)
        #expect(driver.dashboard.dialog == nil)
    }

    @Test func theGateCountsFromWhenTheFormWasOnTheScreen() {
        var driver = Driver(Sample.firstAlarm())
        driver.isStalled = true
        driver.press(.character("F"))
        driver.wait(.seconds(3))
        driver.press(.tab)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty, "nothing of it was ever on the screen")
        driver.dashboard.presented(now: driver.now)
        driver.press(.tab)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty, "the terminal had stood still")
        driver.wait(.seconds(1))
        driver.dashboard.presented(now: driver.now)
        driver.press(.tab)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations == [confirmed], "later frames do not shut it again")
    }

    @Test func pasteIsIgnoredInTheField() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("")
        driver.press(.paste("ams2"), .paste("ams2\n"), .enter)
        #expect(driver.confirmations.isEmpty)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations == [confirmed])
    }

    @Test(arguments: ["", "ams", "ams22", "AMS2", "fra1", " ams2", "ams2 "]) func onlyTheExactNameUnlocks(
        _ name: String
    ) {
        var driver = Driver(Sample.firstAlarm())
        driver.fill(name)
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
    }

    @Test func i5AChangedPlanLocksClearsAndSaysWhatChanged() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        var changed = Sample.firstAlarm()
        changed.offers[0] = SampleOffers.failover(changed.settings, fingerprint: "0badf00d")
        changed.offers[0].plan?.pairs[4].leftOut = "does not answer"
        driver.show(changed)
        driver.press(.enter)
        driver.wait(.seconds(1))
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
        #expect(driver.screen().contains("LOCKED  changed: b05 is left out: does not answer"))
        #expect(!driver.screen().contains("(ams2)  > ams2"))
        #expect(driver.screen().contains("plan 0badf00d"))
        driver.press(.tab)
        driver.type("ams2")
        driver.press(.enter)
        #expect(driver.confirmations == [.confirm(.failover, fingerprint: "0badf00d", typed: "ams2")])
    }

    @Test func i24AFactThatChangedBeforeItWasDrawnCannotBeConfirmed() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        driver.snapshot.offers[0].plan?.fingerprint = "0badf00d"
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
    }

    @Test func i24EvidenceOlderThanTwoIntervalsLocksAndClears() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        driver.wait(.seconds(2.5), fresh: false)
        #expect(driver.screen().contains("LOCKED  the facts are 2s old"))
        #expect(!driver.screen().contains("(ams2)  > ams2"))
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
        driver.wait(.seconds(1))
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty, "what was typed before does not count after")
    }

    @Test func aGapInTheEvidenceClearsAlsoWhenNoKeyWasPressedInIt() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        driver.wait(.seconds(5))
        driver.wait(.seconds(1))
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
        #expect(driver.screen().contains("they are fresh again"))
    }

    @Test func anExpiredPlanCannotBeConfirmed() {
        var driver = Driver(Sample.firstAlarm())
        driver.snapshot.offers[0].plan?.expires = driver.now + .seconds(1)
        driver.fill("ams2")
        driver.wait(.seconds(1))
        #expect(driver.screen().contains("LOCKED  the plan has expired"))
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
    }

    @Test func i19AnotherRoleChangeLocksIt() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        var other = Sample.stuck()
        other.change?.plan.fingerprint = "somebody"
        driver.show(other)
        driver.wait(.seconds(1))
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
        #expect(driver.screen().contains("LOCKED  another role change began: failover by oncall"))
    }

    @Test func figuresThatOnlyAgeDoNotLock() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        var older = Sample.firstAlarm()
        older.offers[0].rows[0].lines[0] = "2 of 12 nodes of fra1 available for 49 s (must be more than 6)"
        older.offers[0].plan?.expires = driver.now + .seconds(60)
        driver.show(older)
        driver.press(.enter)
        #expect(driver.confirmations == [confirmed])
    }

    @Test func aRefusalIsShownAndTheNameIsTypedAnew() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        driver.press(.enter)
        driver.dashboard.answered(.refused("the journal cannot be written"), to: confirmed, now: driver.now)
        driver.press(.enter)
        #expect(driver.confirmations.count == 1)
        #expect(driver.screen().contains("LOCKED  refused: the journal cannot be written"))
    }

    @Test func afterEnterItBecomesTheListOfStepsThatIsNotModalWhenFinished() {
        var driver = Driver(Sample.firstAlarm())
        driver.fill("ams2")
        driver.press(.enter)
        driver.show(Sample.stuck())
        #expect(driver.screen().contains("FAILED   promote and read back   11/12"))
        #expect(driver.screen().contains("b05 does not take the canary write"))
        var done = Sample.stuck()
        for index in done.change!.steps.indices {
            Sample.done(&done.change!, index, at: .seconds(5), took: .seconds(1))
        }
        driver.show(done)
        #expect(driver.screen().contains("any key closes this"))
        driver.press(.character("?"))
        #expect(driver.dashboard.dialog == .reading(Reading(.help)))
    }

    @Test func m8WhenNotPossibleItListsEachConditionWithValueLimitSinceAndRemedy() {
        var driver = Driver(Sample.noBackup())
        driver.fill("ams2")
        driver.press(.enter)
        #expect(driver.confirmations.isEmpty)
        driver.press(.character("F"))
        let screen = driver.screen()
        for part in [
            "a backup is available", "6 of 12 nodes of ams2", "more than 6", "since 03:12:21Z",
            "bring one more node of ams2 back",
        ] {
            #expect(screen.contains(part))
        }
    }

    @Test func aReadOnlyDashboardConfirmsNothing() {
        var driver = Driver(
            Sample.firstAlarm(), options: DashboardOptions(glyphs: .ascii, isReadOnly: true))
        driver.press(.character("1"))
        driver.fill("ams2")
        driver.press(.enter, .escape)
        #expect(driver.commands.isEmpty)
    }
}
