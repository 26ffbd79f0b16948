import Screen

/// A row of text whose parts look different: what panels and dialogs are made of. Drawn, it is clipped and sanitised by
/// the canvas.
package struct Line: Hashable, Sendable {
    package struct Span: Hashable, Sendable {
        var text: String
        var look: Look
        var blinks: Bool
    }

    package private(set) var spans: [Span] = []
    /// Stands at the right end; what collides with it is cut.
    package private(set) var right: [Span] = []
    /// Of both, measured as they grow.
    package private(set) var columns = 0
    package private(set) var rightColumns = 0

    package init(_ text: String = "", _ look: Look = .text) {
        if !text.isEmpty { add(text, look) }
    }

    /// No screen is wider than this: of a line of a megabyte, which somebody outside may send, the rest is not measured.
    static let mostCharacters = 4000

    package mutating func add(_ text: String, _ look: Look = .text, blinks: Bool = false) {
        let span = Span(text: Self.bounded(text), look: look, blinks: blinks)
        spans.append(span)
        columns += TextWidth.columns(span.text)
    }

    package mutating func addRight(_ text: String, _ look: Look = .text) {
        let span = Span(text: Self.bounded(text), look: look, blinks: false)
        right.append(span)
        rightColumns += TextWidth.columns(span.text)
    }

    static func bounded(_ text: String, to most: Int = mostCharacters) -> String {
        text.utf8.count <= most ? text : String(text.unicodeScalars.prefix(most))
    }

    /// Blanks up to a column, at least one behind text.
    package mutating func tab(to column: Int) {
        let used = columns
        add(String(repeating: " ", count: max(used == 0 ? 0 : 1, column - used)))
    }

    package func adding(_ text: String, _ look: Look = .text) -> Line {
        var line = self
        line.add(text, look)
        return line
    }

    package var text: String { spans.map(\.text).joined() }
    var isEmpty: Bool { spans.isEmpty && right.isEmpty }

    /// The same in one look: a stale value, a selected row.
    package func all(_ look: Look) -> Line {
        var line = self
        for index in line.spans.indices { line.spans[index].look = look }
        for index in line.right.indices { line.right[index].look = look }
        return line
    }
}

extension Canvas {
    /// Draws a line into one row of `rect`, the cut end marked by an ellipsis.
    mutating func draw(_ line: Line, row: Int, in rect: Rect, glyphs: GlyphSet) {
        let rightColumns = line.rightColumns
        let rightFits = rightColumns + (line.spans.isEmpty ? 0 : 2) <= rect.columns
        let room = rect.columns - (rightFits && rightColumns > 0 ? rightColumns + 1 : 0)
        let isCut = line.columns > room
        var column = rect.column
        for span in line.spans {
            let left = rect.column + room - column
            guard left > 0 else { break }
            let text =
                isCut ? TextWidth.fitted(span.text, columns: left, ellipsis: glyphs.ellipsis) : span.text
            column = write(text, row: row, column: column, role: span.look, blinking: span.blinks, in: rect)
        }
        guard rightFits else { return }
        column = rect.right - rightColumns
        for span in line.right { column = write(span.text, row: row, column: column, role: span.look, in: rect) }
    }

    /// Draws lines from the top; those that find no room are left out.
    mutating func draw(_ lines: [Line], in rect: Rect, glyphs: GlyphSet) {
        for (index, line) in lines.prefix(rect.rows).enumerated() {
            draw(line, row: rect.row + index, in: rect, glyphs: glyphs)
        }
    }
}
