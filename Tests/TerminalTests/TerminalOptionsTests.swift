import Screen
import Testing

@testable import Terminal

@Suite struct TerminalOptionsTests {
    private func options(_ color: TerminalOptions.ColorChoice, _ environment: [String: String] = [:]) throws
        -> TerminalOptions
    {
        let theme = try #require(ThemeCatalog.builtIn.theme(named: "default-dark"))
        return TerminalOptions(theme: theme, color: color, environment: environment)
    }

    @Test func theTerminalLimitsTheColours() throws {
        #expect(try options(.auto).depth(colors: 256) == .indexed256)
        #expect(try options(.auto).depth(colors: 8) == .named16)
        #expect(try options(.auto).depth(colors: 0) == .mono)
        #expect(try options(.auto).depth(colors: 16_777_216) == .direct)
        #expect(try options(.indexed256).depth(colors: 8) == .named16)
        #expect(try options(.named16).depth(colors: 256) == .named16)
    }

    @Test func noColorIsHonouredUnlessColoursWereAskedFor() throws {
        #expect(try options(.auto, ["NO_COLOR": "1"]).depth(colors: 256) == .mono)
        #expect(try options(.auto, ["NO_COLOR": ""]).depth(colors: 256) == .indexed256)
        #expect(try options(.indexed256, ["NO_COLOR": "1"]).depth(colors: 256) == .indexed256)
    }

    @Test func anUnknownTypeFallsBackToARelative() {
        #expect(TerminalType.candidates("ghostty") == ["ghostty", "xterm-256color", "xterm", "vt100", "ansi"])
        #expect(TerminalType.candidates("tmux-new").prefix(3) == ["tmux-new", "tmux-256color", "screen-256color"])
        #expect(TerminalType.candidates("").first == "xterm-256color")
        #expect(TerminalType.notice(wanted: "xterm", taken: "xterm") == nil)
    }

    @Test func theClipboardsCodingIsThatOfTheStandard() {
        #expect(Base64.encoded("".utf8) == "")
        #expect(Base64.encoded("f".utf8) == "Zg==")
        #expect(Base64.encoded("fo".utf8) == "Zm8=")
        #expect(Base64.encoded("foobar".utf8) == "Zm9vYmFy")
        #expect(Base64.encoded("fooba".utf8) == "Zm9vYmE=")
    }
}
