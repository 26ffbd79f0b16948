import Testing

@testable import Screen

@Suite struct CanvasTests {
    private func canvas(_ columns: Int, _ rows: Int) -> Canvas { Canvas(size: Size(columns: columns, rows: rows)) }

    @Test func textIsClippedOnAllSides() {
        var canvas = canvas(5, 2)
        canvas.write("abcdefg", row: 0, column: 2)
        canvas.write("abcdefg", row: 1, column: -3)
        canvas.write("never", row: 2, column: 0)
        canvas.write("never", row: -1, column: 0)
        #expect(canvas.picture == "  abc\ndefg\n")
    }

    @Test func textIsClippedToItsPanel() {
        var canvas = canvas(8, 1)
        canvas.write("abcdefgh", row: 0, column: 0, in: Rect(row: 0, column: 2, rows: 1, columns: 3))
        #expect(canvas.line(0) == "  cde")
    }

    @Test func aWideCharacterNeverStraddlesTheEdge() {
        var canvas = canvas(5, 1)
        #expect(canvas.write("日本語", row: 0, column: 0) == 6)
        #expect(canvas.line(0) == "日本")
        #expect(canvas[0, 4] == .blank)
        canvas.write("日本語", row: 0, column: -1)
        #expect(canvas.line(0) == " 本語")
    }

    @Test func halfAWideCharacterDoesNotRemain() {
        var canvas = canvas(6, 1)
        canvas.write("日本語", row: 0, column: 0)
        canvas.write("x", row: 0, column: 1)
        canvas.write("y", row: 0, column: 4)
        #expect(canvas.line(0) == " x本y")
        canvas.write("語", row: 0, column: 2)
        canvas.write("本", row: 0, column: 1)
        #expect(canvas.line(0) == " 本 y")
    }

    @Test func whateverIsWrittenEveryWideCharacterHasItsRest() {
        var random = SystemRandomNumberGenerator()
        var canvas = canvas(9, 1)
        for _ in 0..<3000 {
            let text = ["日", "a", "e\u{301}", "🎉x"].randomElement(using: &random) ?? ""
            canvas.write(text, row: 0, column: Int.random(in: -2...9, using: &random))
            for column in 0..<9 {
                let glyph = canvas[0, column].glyph
                #expect(!glyph.isWide || (column < 8 && canvas[0, column + 1].glyph == .rest))
                #expect(glyph != .rest || (column > 0 && canvas[0, column - 1].glyph.isWide))
            }
        }
    }

    @Test func boxesThatShareALineAreJoined() {
        var canvas = canvas(8, 5)
        canvas.box(Rect(row: 0, column: 0, rows: 3, columns: 8), border: .light, title: "a")
        canvas.box(Rect(row: 2, column: 0, rows: 3, columns: 5), border: .light)
        canvas.box(Rect(row: 2, column: 4, rows: 3, columns: 4), border: .light)
        #expect(canvas.picture == "┌─ a ──┐\n│      │\n├───┬──┤\n│   │  │\n└───┴──┘\n")
    }

    @Test func aBoxInASCIIHasCornersAndTitles() {
        var canvas = canvas(20, 3)
        canvas.box(canvas.bounds, border: .asciiHeavy, title: "PLAN", trailing: "7c1e")
        #expect(canvas.picture == "+= PLAN ==== 7c1e =+\n|                  |\n+==================+\n")
    }

    @Test(arguments: [(1, 1), (0, 0), (2, 1), (30, 1)])
    func aBoxWithoutRoomIsNoCrash(_ columns: Int, _ rows: Int) {
        var canvas = canvas(columns, rows)
        canvas.box(Rect(row: 3, column: -2, rows: 4, columns: 9), border: .light, title: "title")
        canvas.box(canvas.bounds, border: .light, title: "title", trailing: "more")
        canvas.fill(Rect(row: -5, column: -5, rows: 100, columns: 100))
        canvas.restyle(Rect(row: 8, column: 8, rows: 2, columns: 2), role: .stale)
        #expect(canvas.size == Size(columns: columns, rows: rows))
    }

    @Test func aCanvasIsLaidOverAnother() {
        var over = canvas(3, 1)
        over.write("日x", row: 0, column: 0, role: .alarmP2)
        var canvas = canvas(5, 1)
        canvas.write("abcde", row: 0, column: 0)
        canvas.draw(over, at: Position(row: 0, column: 1))
        #expect(canvas.line(0) == "a日xe")
        #expect(canvas[0, 1].role == .alarmP2)
    }

    @Test("screens rule 3: stale values dim where they stand")
    func restyling() {
        var canvas = canvas(5, 1)
        canvas.write("12/12", row: 0, column: 0)
        canvas.restyle(Rect(row: 0, column: 1, rows: 1, columns: 2), role: .stale)
        #expect((0..<5).map { canvas[0, $0].role } == [.text, .stale, .stale, .text, .text])
        #expect(canvas.line(0) == "12/12")
    }

    @Test func textEndsWhereItIsToldTo() {
        var canvas = canvas(8, 1)
        canvas.write("日4", row: 0, endingAt: 8)
        #expect(canvas.line(0) == "     日4")
    }
}
