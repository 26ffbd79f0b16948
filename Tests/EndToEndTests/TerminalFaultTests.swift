import Glibc
import TestSupport
import Testing

/// I23: the engine does not notice what happens to its terminal.
@Suite("The terminal in the middle of a failover")
struct TerminalFaultTests {
    /// A failover that hangs in its fence, so that the terminal can be injured in its middle.
    private func tellInTheMiddle(_ end: (Story) async throws -> Void) async throws {
        try await Story.tell { story in
            story.stop(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            let number = story.newestEntry
            try await story.failOver()
            try await eventually("the confirmation is claimed") {
                try story.screen.take()
                return Moment(step: "claim", side: .ended).isReached(story.entries(after: number).map(\.words))
            }
            try await end(story)
        }
    }

    private func seeCompleted(_ story: Story) async throws {
        try await story.seeWritable(story.b)
        try await story.seeCallers(on: "ams2", epoch: 2)
    }

    @Test("The terminal closes: the failover completes, or the next start completes it")
    func closed() async throws {
        try await tellInTheMiddle { story in
            try story.screen.hangUp()
            try check(story.screen.end(within: .seconds(30)) != nil, "it goes on without a terminal")
            try story.open()
            try await seeCompleted(story)
            try await story.see("ams2 PRIMARY")
        }
    }

    @Test("The terminal is not read, as after Ctrl-S: the failover completes")
    func stopped() async throws {
        try await tellInTheMiddle { story in
            try await seeCompleted(story)  // Nothing here reads the terminal.
            try await story.see("fra1 FAILED.*ams2 PRIMARY")
        }
    }

    @Test("The terminal becomes 10x3 and 1x1: the failover completes, and the screen comes back")
    func resized() async throws {
        try await tellInTheMiddle { story in
            try story.screen.resize(columns: 10, rows: 3)
            try await seeCompleted(story)
            try story.screen.resize(columns: 1, rows: 1)
            try story.screen.settle()
            try story.screen.resize(columns: 120, rows: 40)
            try await story.see("fra1 FAILED.*ams2 PRIMARY")
        }
    }

    @Test(
        "HUP and TERM finish the step in hand, give the terminal back and leave the rest to the next start",
        arguments: [SIGHUP, SIGTERM])
    func signals(number: Int32) async throws {
        try await tellInTheMiddle { story in
            try story.screen.signal(number)
            try check(story.screen.end(within: .seconds(30)) == .exit(code: 0), "no orderly end")
            try check(story.screen.modes == .shell, "the terminal is left in \(story.screen.modes)")
            try check(!story.screen.showsAlternateScreen, "the shell's screen is not shown")
            try story.open()
            try await seeCompleted(story)
        }
    }

    @Test(
        "A crash gives the terminal back, and the next start completes the failover",
        arguments: [SIGSEGV, SIGILL, SIGABRT])
    func crash(number: Int32) async throws {
        try await tellInTheMiddle { story in
            try story.screen.signal(number)
            try check(story.screen.end(within: .seconds(30)) == .signal(number), "it did not end by the signal")
            try check(story.screen.modes == .shell, "the terminal is left in \(story.screen.modes)")
            try check(!story.screen.showsAlternateScreen, "the shell's screen is not shown")
            // libvterm takes a cursor that was hidden before the alternate screen back with it; terminals do not.
            let output = String(decoding: try story.screen.output, as: UTF8.self)
            let shown = output.range(of: "\u{1b}[?25h", options: .backwards)
            let hidden = output.range(of: "\u{1b}[?25l", options: .backwards)
            try check(
                shown.map { shown in hidden.map { $0.lowerBound < shown.lowerBound } ?? true } ?? false,
                "the cursor is gone")
            try story.open()
            try await seeCompleted(story)
        }
    }
}
