import Glibc
import TestSupport
import Testing

/// However the program ends, the shell gets its terminal back: modes, screen, cursor.
@Suite struct LeavingTests {
    private func start(_ environment: [String: String] = [:], _ options: [String] = []) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal([try Product.path("TerminalProbe")] + options, environment: environment)
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") && $0.modes != .shell }, "\(terminal.text)")
        return terminal
    }

    private func expectRestored(_ terminal: PseudoTerminal, _ location: SourceLocation = #_sourceLocation) {
        #expect(terminal.modes == .shell, sourceLocation: location)
        #expect(!terminal.showsAlternateScreen, "the alternate screen is still shown", sourceLocation: location)
        #expect(terminal.showsCursor, "the cursor is still hidden", sourceLocation: location)
        let output = String(decoding: terminal.output, as: UTF8.self)
        #expect(output.contains("\u{1b}[?2004l"), "bracketed paste is still on", sourceLocation: location)
    }

    /// What was written on the normal screen, after the alternate one was left.
    private func afterTheScreen(_ terminal: PseudoTerminal) -> Substring {
        let output = Array(terminal.output)
        let end = Array("\u{1b}[?1049l".utf8)
        for start in stride(from: output.count - end.count, through: 0, by: -1)
        where Array(output[start..<(start + end.count)]) == end {
            return String(decoding: output[(start + end.count)...], as: UTF8.self)[...]
        }
        return ""
    }

    @Test func aNormalEndRestoresTheTerminal() throws {
        let terminal = try start()
        terminal.send("q")
        #expect(terminal.end() == .exit(code: 0))
        expectRestored(terminal)
    }

    @Test func anExitFromAnywhereRestoresTheTerminal() throws {
        let terminal = try start()
        terminal.send("e")
        #expect(terminal.end() == .exit(code: 7))
        expectRestored(terminal)
    }

    @Test("signals that ask for an end restore the terminal", arguments: [SIGHUP, SIGTERM, SIGINT, SIGQUIT])
    func askedToEnd(_ number: Int32) throws {
        let terminal = try start()
        terminal.signal(number)
        #expect(terminal.end() == .exit(code: 100 + number))
        expectRestored(terminal)
    }

    @Test(
        "fault signals from outside restore the terminal",
        arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGTRAP, SIGFPE])
    func faultFromOutside(_ number: Int32) throws {
        let terminal = try start()
        terminal.signal(number)
        #expect(terminal.end() == .signal(number))
        expectRestored(terminal)
    }

    @Test func aFatalErrorRestoresTheTerminalAndItsMessageIsReadable() throws {
        let terminal = try start()
        terminal.send("f")
        let end = terminal.end()
        #expect(end == .signal(SIGILL) || end == .signal(SIGTRAP))
        expectRestored(terminal)
        #expect(afterTheScreen(terminal).contains("Fatal error: a trap on purpose"))
    }

    @Test func anIndexOutOfRangeRestoresTheTerminal() throws {
        let terminal = try start()
        terminal.send("i")
        let end = terminal.end()
        #expect(end == .signal(SIGILL) || end == .signal(SIGTRAP))
        expectRestored(terminal)
        #expect(afterTheScreen(terminal).contains("Index out of range"))
    }

    @Test func anAbortRestoresTheTerminal() throws {
        let terminal = try start()
        terminal.send("a")
        #expect(terminal.end() == .signal(SIGABRT))
        expectRestored(terminal)
    }

    @Test func aStackOverflowRestoresTheTerminal() throws {
        let terminal = try start()
        terminal.send("o")
        #expect(terminal.end() == .signal(SIGSEGV))
        expectRestored(terminal)
    }

    @Test func aBacktraceIsPrintedOnTheNormalScreenWithoutAQuestion() throws {
        // The variable is not set: the program starts itself once more with it.
        let terminal = try PseudoTerminal(
            ["/usr/bin/env", "-u", "SWIFT_BACKTRACE", try Product.path("TerminalProbe")])
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") })
        terminal.send("f")
        #expect(terminal.end(within: .seconds(40)) != nil)
        expectRestored(terminal)
        let normal = afterTheScreen(terminal)
        #expect(normal.contains("Fatal error: a trap on purpose"))
        #expect(normal.contains("Thread") && normal.contains("crashed"), "\(normal)")
        #expect(!normal.contains("Press space"))
    }

    @Test func foundByARelativePathItStartsAgainWithItsArgumentsAndItsName() throws {
        let path = try Product.path("TerminalProbe")
        let folder = path.dropLast("/TerminalProbe".count)
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "unset SWIFT_BACKTRACE; cd '\(folder)' && exec ./TerminalProbe --ascii 'two words'"])
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") }, "\(terminal.text)")
        #expect(terminal.line(4).hasPrefix("+- box -"))
        #expect(
            ProcessState.read("/proc/\(terminal.process)/cmdline") == "./TerminalProbe\0--ascii\0two words\0")
        #expect(ProcessState.read("/proc/\(terminal.process)/comm") == "TerminalProbe\n")
        terminal.send("q")
        #expect(terminal.end() == .exit(code: 0))
    }

    @Test func standardErrorIsShownAfterwardsAndNotOnTheScreen() throws {
        let terminal = try start()
        terminal.send("w")
        #expect(terminal.wait { $0.line(1).contains("(\"w\")") })
        #expect(!terminal.text.contains("a word on standard error"))
        terminal.send("q")
        #expect(terminal.end() == .exit(code: 0))
        #expect(terminal.text.contains("a word on standard error"))
    }

    @Test func aTerminalThatIsGoneEndsNothingByItself() throws {
        let terminal = try start()
        terminal.hangUp()
        let end = terminal.end()
        #expect(
            end == .exit(code: 99) || end == .exit(code: 100 + SIGHUP), "the owner decides: \(String(describing: end))")
    }
}
