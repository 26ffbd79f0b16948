import CPseudoTerminal
import Testing

@testable import Screen

@Suite struct TextWidthTests {
    @Test func widthsAreThoseOfTerminals() {
        #expect(TextWidth.columns("fra1") == 4)
        #expect(TextWidth.columns("日本語") == 6)
        #expect(TextWidth.columns("한국") == 4)
        #expect(TextWidth.columns("ｆｕｌｌ") == 8)
        #expect(TextWidth.columns("e\u{301}") == 1)
        #expect(TextWidth.columns("🎉") == 2)
        #expect(TextWidth.columns("·█─▶━▁") == 6)
        #expect(TextWidth.columns("") == 0)
    }

    /// ncurses counts with the C library: where the two differ, everything to the right would be shifted.
    @Test func everyCharacterIsAsWideAsTheCLibrarySays() {
        var wrong: [String] = []
        for value in UInt32(0x20)...0x10ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let library = pseudoterminal_wcwidth(Int32(value))
            guard library >= 0 else { continue }  // newer than the library; the terminal replaces it
            let ours: Int32
            switch TextWidth.kind(scalar) {
            case .narrow: ours = 1
            case .wide: ours = 2
            case .mark: ours = 0
            case .selector, .forbidden: continue
            }
            if ours != library { wrong.append("\(String(value, radix: 16)): \(ours), library \(library)") }
        }
        // Swift and the library know different versions of Unicode; the terminal shows these few as `?`.
        #expect(wrong.count <= 3, "\(wrong.count): \(wrong.prefix(40))")
    }

    @Test(
        "text from outside cannot steer the terminal nor hide itself",
        arguments: [
            ("\u{1b}[31mred", "?[31mred"), ("a\nb\tc\r", "a?b?c?"), ("\u{9b}31m", "?31m"), ("\u{7f}", "?"),
            ("\u{202e}gnp.exe", "?gnp.exe"), ("a\u{200b}b\u{2060}c\u{feff}", "a?b?c?"), ("\u{2066}x\u{2069}", "?x?"),
            ("\u{e000}", "?"), ("\u{ad}", "?"), ("\u{301}a", "?a"), ("👨\u{200d}👩", "👨?👩"), ("a\u{fe0f}", "a?"),
            ("❤\u{fe0f}", "❤"), ("\u{2028}", "?"), ("\0", "?"), ("\u{e0041}", "?"), ("\u{3164}", "?"),
        ])
    func sanitising(_ text: String, _ shown: String) {
        let glyphs = TextWidth.glyphs(text)
        #expect(glyphs.map(\.text).joined() == shown)
        #expect(TextWidth.columns(text) == glyphs.reduce(0) { $0 + $1.columns })
    }

    @Test func aHeapOfMarksIsCutToTwo() {
        let text = "e" + String(repeating: "\u{301}", count: 500)
        #expect(TextWidth.glyphs(text).map(\.text) == ["e\u{301}\u{301}"])
    }

    @Test func fittingCutsWholeCharactersAndSaysSo() {
        #expect(TextWidth.fitted("orders-eu", columns: 9, ellipsis: "~") == "orders-eu")
        #expect(TextWidth.fitted("orders-eu", columns: 6, ellipsis: "~") == "order~")
        #expect(TextWidth.fitted("日本語", columns: 4, ellipsis: "~") == "日~")
        #expect(TextWidth.fitted("abc", columns: 0, ellipsis: "~") == "")
    }
}
