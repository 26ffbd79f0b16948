import Screen
import Testing

@testable import Dashboard
@testable import RecoveryCore

/// Names, errors and answers come from outside. Nothing that a terminal obeys reaches a cell, in no dialog and no pane.
@Suite struct OutsideTextTests {
    static let nasty: [String] = [
        "\u{1b}]0;owned\u{7}", "\u{1b}]52;c;b3duZWQ=\u{1b}\\", "\u{1b}[2J\u{1b}[31mred", "\u{9b}31m\u{9d}0;x\u{9c}",
        "\u{202e}desrever\u{202c}", "\u{2066}\u{2069}", "zero\u{200b}\u{200d}\u{feff}width", "two\nlines\r\tand more",
        "\u{0}\u{8}\u{7f}", "e" + String(repeating: "\u{301}", count: 300), "日本\u{fe0f}語", "\u{e000}\u{10ffff}\u{2028}",
        String(repeating: "x", count: 1_000_000), String(repeating: "漢", count: 400_000),
    ]

    private static func infested(_ text: String) -> Snapshot {
        var snapshot = Sample.noBackup()
        snapshot.verdict = Verdict(priority: 1, fact: text, more: text, short: text)
        for index in snapshot.alarms.indices {
            snapshot.alarms[index].text = text
            snapshot.alarms[index].acknowledgement = .init(operator: text, at: Sample.now, priority: 1)
            snapshot.alarms[index].note = .init(operator: text, text: text, at: Sample.now)
        }
        // The settings bound the names, but let a driver or a file find a way around that.
        let name = String(text.prefix(200))
        snapshot.settings.system = name
        snapshot.settings.nodes[1].name = name
        snapshot.settings.clusters[1].name = name
        snapshot.settings.callers[0].name = name
        snapshot.callers[0] = CallerStatus(delivered: 1, applied: 1, pulls: false, error: text)
        snapshot.details = [NodeDetail(node: NodeID(1), text: text)]
        for index in snapshot.offers.indices {
            snapshot.offers[index].conditions = [Condition(name, isMet: false, value: text, limit: text, remedy: text)]
        }
        return snapshot
    }

    @Test(arguments: nasty.indices) func nothingThatATerminalObeysReachesACell(_ index: Int) {
        let text = Self.nasty[index]
        let openers: [[Key]] = [
            [], ["F"], ["w"], [.enter], ["l"], ["c"], ["c", .down, .enter], [":"], ["n"], [.tab, "j", "j", .enter],
            [.tab, "z", "e"], ["y"],
        ]
        // A megabyte is measured by a few screens; what is done with it is the same everywhere.
        for keys in text.utf8.count > 10_000 ? Array(openers.prefix(4)) : openers {
            var driver = Driver(Self.infested(text))
            driver.dashboard.journal.append([
                JournalLine(number: 1, wallTime: Sample.wallclock, kind: text, text: text, entry: nil)
            ])
            for key in keys { driver.press(key) }
            for size in [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)] where index < 12 || size.columns > 60
            {
                let canvas = driver.dashboard.draw(
                    size: size, snapshot: driver.snapshot, now: driver.now, wallclock: Sample.wallclock
                ).canvas
                let harmful = Set(canvas.cells).flatMap { $0.glyph.text.unicodeScalars }.filter { !Self.isHarmless($0) }
                #expect(harmful.isEmpty, "\(keys) \(index)")
            }
            for case .copy(let copied) in driver.actions {
                #expect(copied.unicodeScalars.allSatisfy { $0 == "\n" || Self.isHarmless($0) })
            }
            for case .notify(let told) in driver.actions { #expect(!told.isEmpty) }
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
