import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// The second line (screens rule 1): what to press is never cut, at no width and with no name.
@Suite struct VerdictLineTests {
    private static let press = "Press R to synchronize ams2 --> fra1."
    private static let facts = [
        "fra1 IS BACK (12/12) but must not serve: 212 writes exist only there.",
        "fra1 IS BACK (10000/10000) but must not serve: what exists only there is UNKNOWN.",
        String(repeating: "long-name-", count: 6) + "1 IS BACK, and so are many of those that stood beside it, "
            + String(repeating: "and others ", count: 20) + "at last.",
    ]

    private func scene(_ fact: String, more: String?) -> Scene {
        var snapshot = Sample.oldPrimaryBack()
        snapshot.verdict = Verdict(priority: 2, fact: fact, press: Self.press, more: more, short: "short")
        return Scene(
            snapshot: snapshot, now: Sample.now, wallclock: Sample.wallclock, options: DashboardOptions(),
            steady: Steady())
    }

    private func shown(_ line: Line, columns: Int) -> String {
        var canvas = Canvas(size: Size(columns: columns, rows: 1))
        canvas.draw(line, row: 0, in: canvas.bounds, glyphs: .ascii)
        return canvas.line(0)
    }

    @Test(arguments: facts, ["Unprotected for 27m51s.", nil])
    func whatToPressStandsInOneOfTheTwoLinesWhole(_ fact: String, _ more: String?) {
        let line = VerdictLine(scene: scene(fact, more: more))
        for columns in MainScreen.smallest.columns...200 {
            let first = shown(line.line(columns: columns, isWrapped: true), columns: columns)
            let second = line.more(columns: columns).map { shown($0, columns: columns) } ?? ""
            #expect([first, second].filter { $0.contains(Self.press) }.count == 1, "\(columns): \(first) | \(second)")
            #expect(!first.hasSuffix("~"), "\(columns): \(first)")
        }
    }

    @Test(arguments: facts) func overADialogWhatToPressStandsInTheOneLine(_ fact: String) {
        let line = VerdictLine(scene: scene(fact, more: nil))
        for columns in MainScreen.smallest.columns...200 {
            let one = shown(line.line(columns: columns), columns: columns)
            #expect(one.hasSuffix(Self.press), "\(columns): \(one)")
        }
    }

    @Test func whereThereIsNoRoomForPanelsTheShortSentenceTakesTheRowsBeneath() {
        let driver = Driver(Sample.firstAlarm())
        for (columns, rows) in [(20, 6), (30, 8), (39, 12), (80, 11)] {
            let lines = driver.screen(columns, rows).split(separator: "\n").dropFirst()
            let words = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
            #expect(words.contains("F fail over") && !words.contains("~"), "\(columns)x\(rows): \(words)")
        }
    }

    @Test func theVerdictsFactAndWhatToPressAreItsText() {
        let verdict = Verdict(priority: 2, fact: "fra1 is back.", press: "Press R.", short: "back")
        #expect(verdict.text == "fra1 is back. Press R." && verdict.fact == "fra1 is back.")
        #expect(Verdict(priority: 0, fact: "Nothing needs you.", short: "OK").fact == "Nothing needs you.")
    }
}
