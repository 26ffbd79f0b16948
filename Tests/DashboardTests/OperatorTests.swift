import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// Several operators at once: each sees who does what.
@Suite struct OperatorTests {
    private func attached(_ snapshot: Snapshot) -> Driver {
        Driver(
            snapshot,
            options: DashboardOptions(
                glyphs: .ascii, engineElsewhere: "process 7 of drtop on ops1", operator: "oncall"))
    }

    private func word(_ seconds: Double, _ command: String = "abort") -> OperatorStatus.Word {
        .init(command: command, answer: "nothing is under way", isRefused: true, at: Sample.now + .seconds(seconds))
    }

    @Test("The first line says that the engine is another's, and W whose it is and who else is there")
    func attachedIsSaid() {
        var driver = attached(Sample.twoOperators())
        #expect(driver.screen(120, 40).contains("attached"))
        driver.press("W")
        let screen = driver.screen(120, 40)
        #expect(screen.contains("attached to the engine of process 7 of drtop on ops1"))
        #expect(screen.contains("oncall (you)"))
        #expect(screen.contains("refused: the plan has changed"))
    }

    @Test("What another one asks for is said once, in the footer; one's own words and old ones are not")
    func othersAreHeard() {
        var snapshot = Sample.normal()
        snapshot.operators = [OperatorStatus(name: "ben", dashboards: 1, last: word(-5, "retry"))]
        var driver = attached(snapshot)
        #expect(!driver.screen().contains("ben: retry"), "that was before this dashboard opened")
        snapshot.operators = [
            OperatorStatus(name: "ben", dashboards: 1, last: word(1)), OperatorStatus(name: "oncall", last: word(1.5)),
        ]
        driver.wait(.seconds(2), fresh: false)
        driver.show(snapshot)
        #expect(driver.screen().contains("ben: abort: refused"))
        #expect(!driver.screen().contains("oncall: abort"))
        driver.wait(.seconds(30))
        #expect(!driver.screen().contains("ben: abort"), "said once")
    }
}
