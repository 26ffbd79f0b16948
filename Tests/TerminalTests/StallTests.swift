import Glibc
import TestSupport
import Testing

/// A terminal that stops reading: Ctrl-S in tmux, a laptop that went to sleep.
@Suite struct StallTests {
    private static func count(_ path: String) -> Int {
        Int((ProcessState.read(path) ?? "").split(separator: "\n").first ?? "") ?? 0
    }

    /// Waits without reading from the terminal.
    private func await(_ condition: () -> Bool) -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while !condition() {
            if ContinuousClock.now > end { return false }
            _ = poll(nil, 0, 5)
        }
        return true
    }

    @Test("screens rule 7: a terminal that does not read blocks neither other threads nor the end of the program")
    func stalled() throws {
        let path = "/tmp/drtop-stall-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(path) }
        let terminal = try PseudoTerminal(
            [try Product.path("TerminalProbe"), "--count=\(path)"], columns: 200, rows: 60)
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") })
        // Two hundred full screens: far more than the kernel keeps.
        for _ in 0..<200 { terminal.send("#") }
        #expect(`await` { terminal.unread > 0 })
        let before = Self.count(path)
        #expect(`await` { Self.count(path) > before + 100 })
        terminal.signal(SIGTERM)
        #expect(`await` { ProcessState.of(terminal.process) == "Z" }, "it did not end while the terminal was stalled")
        #expect(terminal.modes == .shell)
    }

    @Test func ctrlSIsAKeyAndStopsNothing() throws {
        let terminal = try PseudoTerminal([try Product.path("TerminalProbe")])
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") })
        terminal.send("\u{13}#")
        #expect(terminal.wait { $0.line(1).hasPrefix("keys control(\"s\")") && $0.line(9).hasPrefix("##") })
    }

    @Test func whenItReadsAgainTheNewestStateIsShownNotWhatWasSkipped() throws {
        let terminal = try PseudoTerminal([try Product.path("TerminalProbe")], columns: 200, rows: 60)
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") })
        terminal.settle()
        let before = terminal.byteCount
        for _ in 0..<101 { terminal.send("#") }
        terminal.send("n")
        #expect(`await` { terminal.unread > 4000 })
        #expect(terminal.wait { $0.line(1) == "keys" && $0.line(20).hasPrefix("####") })
        #expect(terminal.byteCount - before < 101 * 12_000 / 2)
    }
}
