import Glibc
import TestSupport
import Testing

/// Ctrl-Z and fg, under a shell with job control.
@Suite struct SuspendTests {
    private func startUnderAShell() throws -> PseudoTerminal {
        let path = try Product.path("TerminalProbe")
        let terminal = try PseudoTerminal(
            ["/bin/bash", "--norc", "--noprofile", "-i"], environment: ["PS1": "shell> "])
        try #require(terminal.wait { $0.text.contains("shell>") })
        terminal.send("\(path)\r")
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") && $0.showsAlternateScreen }, "\(terminal.text)")
        return terminal
    }

    @Test func suspendGivesTheShellItsTerminalAndForegroundDrawsAgain() throws {
        let terminal = try startUnderAShell()
        for _ in 0..<2 {
            terminal.send("\u{1a}")
            #expect(terminal.wait { !$0.showsAlternateScreen && $0.text.contains("Stopped") }, "\(terminal.text)")
            #expect(terminal.showsCursor)
            terminal.send("fg\r")
            #expect(terminal.wait { $0.showsAlternateScreen && $0.line(7).hasPrefix("ticks") }, "\(terminal.text)")
            #expect(terminal.wait { !$0.modes.echoes })
        }
        terminal.send("q")
        #expect(terminal.wait { !$0.showsAlternateScreen && $0.modes.processesOutput })
        terminal.send("exit\r")
        #expect(terminal.end() == .exit(code: 0))
    }

    @Test func withoutAShellToContinueItSuspendIsRefused() throws {
        let terminal = try PseudoTerminal([try Product.path("TerminalProbe")])
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") })
        terminal.send("\u{1a}")
        #expect(terminal.wait { $0.line(1) == "keys control(\"z\") character(\"!\")" }, "\(terminal.text)")
        #expect(terminal.showsAlternateScreen)
        terminal.send("q")
        #expect(terminal.end() == .exit(code: 0))
        #expect(terminal.modes == .shell)
    }

    @Test func stoppedFromOutsideItDrawsAgainWhenContinued() throws {
        let terminal = try PseudoTerminal([try Product.path("TerminalProbe")])
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") })
        terminal.signal(SIGSTOP)
        #expect(terminal.wait { $0.isStopped() })
        let before = terminal.byteCount
        terminal.signal(SIGCONT)
        #expect(terminal.wait { $0.byteCount > before + 100 && $0.line(7).hasPrefix("ticks") })
        terminal.send("q")
        #expect(terminal.end() == .exit(code: 0))
    }
}
