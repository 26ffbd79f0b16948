import RecoveryCore
import Screen
import Terminal
import Testing

@testable import Dashboard

/// What a terminal sends by itself (arrows, function keys, clicks, reports of the focus, pasted text) never acts, however a
/// bad connection tears it apart and whenever the pieces arrive.
@Suite struct RandomBytesTests {
    private static let sequences: [String] =
        ["A", "B", "C", "D", "F", "H", "P", "Q", "R", "S", "M"].map { "\u{1b}O\($0)" }
        + ["A", "B", "C", "D", "F", "H", "Z", "I", "O", "1;5C", "1;2F", "15~", "2~", "3~", "6~", "[A", "<0;40;20M"].map
    {
        "\u{1b}[\($0)"
    }
        + ["\u{1b}[<64;10;10M", "\u{1b}[<0;10;10m", "\u{1b}[200~ams2\r\u{1b}[201~"]

    /// At once, within the silence behind a lone ESC, or long after it.
    private static let pauses: [Duration] = [
        .zero, .milliseconds(40), .milliseconds(120), .milliseconds(400), .seconds(1),
    ]

    @Test("screens rule 5: torn sequences acknowledge at the most", arguments: 0..<12)
    func torn(_ seed: Int) {
        var random = SplitMix(seed: seed)
        let stories = [Sample.firstAlarm(), Sample.oldPrimaryBack(), Sample.stuck(), Sample.normal()]
        var driver = Driver(stories[seed % stories.count])
        var decoder = KeyDecoder()
        var time = Duration.zero

        func arrive(_ bytes: ArraySlice<UInt8>, after pause: Duration) {
            time += pause
            driver.wait(pause)
            decoder.acceptsText =
                driver.dashboard.draw(
                    size: Size(columns: 80, rows: 24), snapshot: driver.snapshot, now: driver.now,
                    wallclock: Sample.wallclock
                ).cursor != nil
            for key in decoder.expire(at: time) + decoder.decode(bytes, at: time) { driver.press(key) }
        }

        for _ in 0..<300 {
            guard let sequence = Self.sequences.randomElement(using: &random) else { return }
            let bytes = Array(sequence.utf8)
            let cut = Int.random(in: 0..<bytes.count, using: &random)
            for part in [bytes[..<cut], bytes[cut...]] where !part.isEmpty {
                arrive(part, after: Self.pauses.randomElement(using: &random) ?? .zero)
            }
        }
        for command in driver.commands {
            switch command {
            case .acknowledge(.first), .acknowledge(.second), .acknowledge(.id): break
            default: Issue.record("seed \(seed): \(command)")
            }
        }
        #expect(!driver.actions.contains(.quit), "seed \(seed): it left")
    }
}
