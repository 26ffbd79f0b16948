import RecoveryCore
import Testing

@testable import Dashboard

@Suite struct GaugeTests {
    @Test func m3TheBarPassesTheMarkWhenAndOnlyWhenTheClusterIsAvailable() {
        for threshold in [Threshold(1, 2), Threshold(2, 3), Threshold(1, 10), Threshold(0, 1), Threshold(9, 10)] {
            for total in 1...64 {
                let limit = threshold.limit(total: total)
                for available in 0...total {
                    for width in [8, 20, 21, 50] {
                        let cells = Gauge(available: available, total: total, limit: limit).cells(width: width)
                        let isAvailable = threshold.isExceeded(available: available, total: total)
                        #expect((cells.right > 0) == isAvailable, "\(available)/\(total) at \(threshold), \(width)")
                        #expect(cells.left + cells.leftEmpty + cells.right + cells.rightEmpty == width - 1)
                        #expect(min(cells.left, cells.leftEmpty, cells.right, cells.rightEmpty) >= 0)
                        if available == total { #expect(cells.leftEmpty + cells.rightEmpty == 0) }
                    }
                }
            }
        }
    }

    @Test func aGaugeOfNothingIsEmpty() {
        let cells = Gauge(available: 0, total: 0, limit: 0).cells(width: 10)
        #expect(cells.left == 0 && cells.right == 0)
    }
}

@Suite struct FormattingTests {
    @Test func bytesHaveTwoDigitsAndAUnit() {
        let expected: [(Int64, String)] = [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (41_000, "41 KB"), (3_400_000, "3.4 MB"),
            (999_600, "1.0 MB"), (1_203_100_000, "1.2 GB"), (.max, "9223 PB"), (-5, "-5 B"),
        ]
        for (bytes, text) in expected { #expect(Figures.bytes(bytes) == text) }
    }

    @Test func durationsAreReadAtAGlance() {
        let expected: [(Duration, String)] = [
            (.zero, "0 ms"), (.microseconds(900), "0.9 ms"), (.milliseconds(5), "5 ms"), (.milliseconds(47), "40 ms"),
            (.milliseconds(300), "0.3 s"), (.seconds(1), "1 s"), (.milliseconds(1900), "1.9 s"), (.seconds(48), "48 s"),
            (.seconds(1671), "27m51s"), (.seconds(3700), "1h01m"), (.seconds(100_000), "1d03h"), (.seconds(-3), "0 s"),
        ]
        for (duration, text) in expected { #expect(Figures.duration(duration) == text) }
    }

    @Test func agesStepWithTheClock() {
        let expected: [(Duration, String)] = [
            (.milliseconds(4900), "4s"), (.seconds(370), "6m"), (.seconds(3700), "1h01"), (.seconds(-1), "0s"),
        ]
        for (duration, text) in expected { #expect(Figures.age(duration) == text) }
        #expect(Figures.elapsed(.milliseconds(7900)) == "7 s" && Figures.elapsed(.zero) == "0 s")
    }

    @Test func clockTimesAreUTC() {
        #expect(ClockText.time(11_561.9) == "03:12:41Z")
        #expect(ClockText.time(-1) == "23:59:59Z")
        #expect(ClockText.time(.nan) == "00:00:00Z")
        #expect(ClockText.tenths(11_561.25) == "03:12:41.2Z")
        #expect(ClockText.untilNextSecond(11_561.75) == .milliseconds(250))
    }

    @Test func countsAndSharesAreExact() {
        #expect(
            Figures.count(10_000) == "10,000" && Figures.count(999) == "999" && Figures.count(1_234_567) == "1,234,567")
        #expect(Figures.percent(9_999, of: 10_000) == "99%" && Figures.percent(0, of: 0) == "-")
    }

    @Test func sentencesBreakAtBlanksAndLongWordsAreCut() {
        #expect(Wrapping.lines("one two three", columns: 7) == ["one two", "three"])
        #expect(Wrapping.lines("abcdefghij", columns: 4) == ["abcd", "efgh", "ij"])
        #expect(Wrapping.lines("日本語", columns: 4) == ["日本", "語"])
        #expect(Wrapping.lines("x", columns: 0) == [])
    }
}
