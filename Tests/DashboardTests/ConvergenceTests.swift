import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// The board of callers, and a role change that waits for them (M12).
@Suite struct ConvergenceTests {
    private func rows(_ driver: Driver) -> [String] {
        let names = driver.snapshot.settings.callers.map(\.name)
        return driver.screen().split(separator: "\n").map(String.init)
            .compactMap { line in names.first { line.dropFirst(4).hasPrefix("\($0) ") } }
    }

    @Test("M12: laggards come first, those furthest behind before the others, then who is not waited for")
    func laggardsFirst() {
        var driver = Driver(Sample.converging())
        driver.press("c")
        let names = driver.snapshot.settings.callers.map(\.name)
        #expect(rows(driver) == [2, 3, 5, 0, 1, 4, 6].map { names[$0] })
        let wide = driver.screen(120, 40)
        #expect(wide.contains("by oncall: is switched off"))
        #expect(wide.contains("has it and does not say that it uses it"))
    }

    @Test("A row stays where it is while somebody moves in the board, also when its caller has caught up")
    func rowsStay() {
        var driver = Driver(Sample.converging())
        driver.press("c", .down, .down)
        let before = rows(driver)
        var converged = driver.snapshot
        converged.callers[2] = CallerStatus(delivered: 413, applied: 413, pulls: false)
        driver.wait(.seconds(1))
        driver.show(converged)
        #expect(rows(driver) == before)
        driver.wait(.seconds(30))
        #expect(rows(driver) != before)
    }

    @Test("M12: d asks first, and sends the newest epoch to the selected caller again")
    func sendsAgain() {
        var driver = Driver(Sample.converging())
        driver.press("c", .down, "d", .enter)
        #expect(driver.commands.isEmpty, "the first choice changes nothing")
        driver.press("d", .down, .enter)
        #expect(driver.commands == [.sendAgain(CallerID(2))])
    }

    @Test("What fetches by itself is sent nothing, and the screen says why")
    func fetchesItself() {
        var driver = Driver(Sample.converging())
        driver.press("c", "/")
        driver.type(driver.snapshot.settings.callers[4].name)
        driver.press(.enter, .down, "d")
        #expect(driver.commands.isEmpty)
        #expect(driver.screen().contains("fetches it itself"))
    }

    @Test("M12: a failover that waits for callers alone holds up no key")
    func holdsUpNothing() {
        var driver = Driver(Sample.converging())
        #expect(!driver.snapshot.isChanging)
        driver.press("R")
        #expect(driver.screen().contains("REVERSE SYNC") || driver.screen().contains("reverse sync"))
        driver.press(.escape, .control("z"))
        #expect(driver.actions.contains(.suspend))
    }

    @Test("M12: the list of steps names who is waited for, and any key works beneath it")
    func stepsNameLaggards() {
        var snapshot = Sample.converging()
        let converging = snapshot.change
        snapshot.change?.steps[4].state = .running
        var driver = Driver(snapshot)
        driver.press("F")
        snapshot.change = converging
        driver.show(snapshot)
        let screen = driver.screen()
        #expect(screen.contains("wait until every caller applies it"))
        #expect(screen.contains(snapshot.settings.callers[2].name))
        driver.press("c")
        #expect(driver.dashboard.dialog == nil)
        #expect(driver.dashboard.looking.isEnlarged)
    }
}
