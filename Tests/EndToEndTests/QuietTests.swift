import TestSupport
import Testing

@Suite("A healthy screen that nobody touches")
struct QuietTests {
    @Test("Only the clock is written, and nothing wakes up all the time")
    func quiet() async throws {
        try await Story.tell { story in
            let terminal = try story.screen
            var wakeUps = 0
            var start = ContinuousClock.now
            // Rates, latencies and positions come to rest first.
            try await eventually("five seconds in which only the clock is written", within: .seconds(90)) {
                wakeUps = ProcessState.wakeUps(terminal.process)
                start = .now
                return try await Self.writesOnlyTheClock(terminal, seconds: 5)
            }
            let seconds = max(1, Int((ContinuousClock.now - start).components.seconds))
            let rate = (ProcessState.wakeUps(terminal.process) - wakeUps) / seconds
            // Six heartbeats and six status questions a second, their answers, the clock: a storm is thousands.
            try check(rate < 500, "\(rate) wake-ups a second")
        }
    }

    /// A second of the clock is a cursor movement and one to eight characters.
    private static func writesOnlyTheClock(_ terminal: PseudoTerminal, seconds: Int) async throws -> Bool {
        terminal.take()
        let before = terminal.lines
        let bytes = terminal.byteCount
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            terminal.take()
            try await Task.sleep(for: .milliseconds(20))
        }
        let clock = "[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
        func timeless(_ lines: [String]) -> [String] {
            lines.map { $0.replacingMatches(of: clock, with: "TIME") }
        }
        return timeless(terminal.lines) == timeless(before) && terminal.byteCount - bytes <= (seconds + 1) * 40
    }
}
