import Screen
import TestSupport
import Testing

/// What a person sees, on a real terminal.
@Suite struct PresentTests {
    private func start(
        _ options: [String] = [], columns: Int = 80, rows: Int = 24, _ environment: [String: String] = [:]
    )
        throws -> PseudoTerminal
    {
        let terminal = try PseudoTerminal(
            [try Product.path("TerminalProbe")] + options, environment: environment, columns: columns, rows: rows)
        try #require(terminal.wait { $0.line(7).hasPrefix("ticks") }, "\(terminal.text)")
        return terminal
    }

    @Test func wideCharactersAndSanitisedTextStandWhereTheyBelong() throws {
        let terminal = try start()
        #expect(terminal.line(2) == "wide 日本 e\u{301} ?[31m ?x 🎉|")
        #expect(terminal.cell(2, 5).width == 2)
        #expect(terminal.cell(3, 79).text != "日", "a wide character in the last column would land on the next row")
        #expect(terminal.line(4).hasPrefix("┌─ box ─") && terminal.line(6).hasPrefix("└──"))
        #expect(terminal.showsAlternateScreen && !terminal.showsCursor)
        #expect(
            terminal.modes
                == TerminalModes(echoes: false, isCanonical: false, hasSignalKeys: false, processesOutput: false))
    }

    @Test("screens rule 2: colour only for the abnormal, red for priority 1")
    func colours() throws {
        let terminal = try start()
        // The numbers 160 and 214, as libvterm shows them.
        #expect(terminal.cell(3, 0).background == [204, 0, 0] && terminal.cell(3, 0).isBold)
        #expect(terminal.cell(3, 4).foreground == [255, 153, 0])
        #expect(terminal.cell(3, 10).foreground == terminal.cell(0, 0).foreground)
    }

    @Test("screens rule 2: it reads in mono", arguments: [["--mono"], []])
    func mono(_ options: [String]) throws {
        let terminal = try start(options, options.isEmpty ? ["NO_COLOR": "1"] : [:])
        let alarm = terminal.cell(3, 0)
        let plain = terminal.cell(3, 10)
        #expect(alarm.isReverse && alarm.isBold && alarm.foreground == plain.foreground)
    }

    @Test func asciiIsTakenWhenAskedForAndWithoutUTF8() throws {
        #expect(try start(["--ascii"]).line(4).hasPrefix("+- box -"))
        let terminal = try start([], ["LC_ALL": "C"])
        #expect(terminal.line(4).hasPrefix("+- box -"))
        #expect(terminal.line(2).hasPrefix("wide ? ?  ?"), "\(terminal.line(2))")
    }

    @Test("screens rule 8: an unchanged frame writes 0 bytes, and an idle screen does not wake")
    func unchanged() throws {
        let terminal = try start()
        terminal.settle()
        let before = terminal.byteCount
        terminal.send("\u{1b}[?1;2c")  // no key: nothing is drawn
        terminal.send("b")  // a key: drawn anew, and the bell rings
        #expect(terminal.wait { $0.byteCount > before && $0.line(1).contains("(\"b\")") })
        terminal.settle()
        let (after, wakeUps) = (terminal.byteCount, ProcessState.wakeUps(terminal.process))
        terminal.settle(silence: .milliseconds(1500))
        #expect(terminal.byteCount == after)
        #expect(ProcessState.wakeUps(terminal.process) == wakeUps)
    }

    @Test("screens rule 8: a tick that changes one figure writes a few bytes")
    func oneFigure() throws {
        let terminal = try start(columns: 200, rows: 50)
        #expect(terminal.byteCount < 40_000)
        terminal.settle()
        terminal.send("t")
        #expect(terminal.wait { !$0.line(7).hasSuffix("ticks 0") })
        let (bytes, first) = (terminal.byteCount, Int(terminal.line(7).dropFirst(6)) ?? 0)
        #expect(terminal.wait { (Int($0.line(7).dropFirst(6)) ?? 0) >= first + 50 })
        let frames = (Int(terminal.line(7).dropFirst(6)) ?? 0) - first
        #expect((terminal.byteCount - bytes) / frames < 40)
        #expect(terminal.byteCount > bytes)
    }

    @Test("screens rule 9: any size", arguments: [(40, 12), (1, 1), (2, 9), (250, 80)])
    func sizes(_ columns: Int, _ rows: Int) throws {
        let terminal = try start()
        terminal.resize(columns: columns, rows: rows)
        #expect(
            terminal.wait { $0.line(0).hasPrefix(String("size \(columns)x\(rows)".prefix(columns))) },
            "\(terminal.text)")
        terminal.resize(columns: 80, rows: 24)
        #expect(
            terminal.wait { $0.line(0).hasPrefix("size 80x24") && $0.line(3).contains("plain") }, "\(terminal.text)")
        #expect(terminal.line(2).contains("日本"))
    }

    @Test func afterAnyChangesTheTerminalShowsWhatTheCanvasHolds() throws {
        let terminal = try start([], columns: 30, rows: 10)
        for seed in UInt64(1)...60 {
            terminal.send("r")
            try #require(terminal.wait { $0.line(9) == "noise \(seed)" })
            var canvas = Canvas(size: Size(columns: 30, rows: 10))
            for text in Noise.texts(seed: seed, columns: 30, rows: 9) {
                canvas.write(text.content, row: text.row, column: text.column)
            }
            let expected = (0..<9).map { canvas.line($0) }
            terminal.wait(upTo: .seconds(2)) { Array($0.lines.prefix(9)) == expected }
            #expect(Array(terminal.lines.prefix(9)) == expected, "seed \(seed)")
        }
    }

    @Test func theSizeInTheEnvironmentDoesNotFreezeTheScreen() throws {
        let terminal = try start([], columns: 100, rows: 30, ["LINES": "10", "COLUMNS": "20"])
        #expect(terminal.line(0).hasPrefix("size 100x30"))
    }

    @Test func anUnknownTypeIsDrawnAsAnotherWithANotice() throws {
        let terminal = try start([], ["TERM": "no-such-terminal"])
        #expect(terminal.line(0).contains("\"no-such-terminal\" is unknown on this machine: drawn as"))
        #expect(try start([], ["TERM": ""]).line(0).contains("TERM is not set: drawn as xterm-256color"))
    }

    @Test(arguments: ["tmux-256color", "screen", "linux", "vt100", "xterm"])
    func otherTerminalsWorkToo(_ type: String) throws {
        let terminal = try start([], ["TERM": type])
        #expect(terminal.line(0).contains("known"))
        terminal.send("q")
        #expect(terminal.end() == .exit(code: 0))
        #expect(terminal.modes == .shell)
        let hasSecondScreen = !["linux", "vt100"].contains(type)
        let farewell = String(decoding: terminal.output.suffix(20), as: UTF8.self)
        #expect(farewell.contains("\u{1b}[999;1H") == !hasSecondScreen, "the prompt lands in the last frame")
    }

    @Test func aTypeThatIsNoScreenIsAnErrorAndNoMess() throws {
        let terminal = try PseudoTerminal([try Product.path("TerminalProbe")], environment: ["TERM": "dumb"])
        #expect(terminal.end() == .exit(code: 1))
        #expect(terminal.text.contains("terminal type \"dumb\": cannot show a full screen; set TERM"))
        #expect(terminal.modes == .shell)
    }

    @Test func withoutATerminalItSaysSo() throws {
        let path = try Product.path("TerminalProbe")
        let terminal = try PseudoTerminal(["/usr/bin/setsid", "-w", path])
        #expect(terminal.end() == .exit(code: 1))
        #expect(
            terminal.text.contains("probe: no terminal: No such device or address; start it in one"), "\(terminal.text)"
        )
    }

    @Test("screens rule 10: no terminal queries; the clipboard and the bell are fire and forget")
    func noQueries() throws {
        let terminal = try start()
        terminal.send("yb")
        #expect(terminal.wait { String(decoding: $0.output, as: UTF8.self).contains("\u{1b}]52;c;Y29waWVk\u{1b}\\") })
        terminal.settle()
        let output = String(decoding: terminal.output, as: UTF8.self)
        for query in ["\u{1b}[c", "\u{1b}[0c", "\u{1b}[6n", "\u{1b}[5n", "\u{1b}[>c", "$p", "\u{1b}]10;?"] {
            #expect(!output.contains(query))
        }
    }

    @Test func keysArriveAndATornArrowIsOneArrow() throws {
        let terminal = try start()
        terminal.send("\u{1b}[A\u{1b}OB\u{3}")
        #expect(terminal.wait { $0.line(1) == "keys up down control(\"c\")" }, "\(terminal.line(1))")
        terminal.send("n")
        #expect(terminal.wait { $0.line(1) == "keys" })
        terminal.send("\u{1b}")
        terminal.send("[")
        terminal.send("A")
        #expect(terminal.wait { $0.line(1) == "keys up" }, "\(terminal.line(1))")
        terminal.send("\u{1b}")
        #expect(terminal.wait { $0.line(1) == "keys up escape" }, "\(terminal.line(1))")
    }

    @Test func theCursorShowsWhileATextIsEntered() throws {
        let terminal = try start()
        terminal.send("c")
        #expect(terminal.wait { $0.showsCursor })
        terminal.send("c")
        #expect(terminal.wait { !$0.showsCursor })
    }
}
