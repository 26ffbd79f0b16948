/// A screen full of cells, in memory. Panels draw here and nowhere else; the terminal shows it, a test compares it.
package struct Canvas: Hashable, Sendable {
    package let size: Size
    /// Row by row. Invariant: a wide glyph is followed, in its own row, by `rest`, and `rest` stands nowhere else.
    package private(set) var cells: [Cell]

    package init(size: Size) {
        let size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
        self.size = size
        cells = Array(repeating: .blank, count: size.columns * size.rows)
    }

    package var bounds: Rect { Rect(size) }

    package subscript(row: Int, column: Int) -> Cell {
        precondition(bounds.contains(row: row, column: column), "no cell \(row),\(column) on a canvas of \(size)")
        return cells[row * size.columns + column]
    }

    /// Writes text from the left, clipped to `clip` and the canvas. A wide character that would stick out of the right
    /// edge is replaced by a blank. Returns the column after the text, as if nothing had been clipped.
    @discardableResult
    package mutating func write(
        _ text: String, row: Int, column: Int, role: Role = .text, blinking: Bool = false, in clip: Rect? = nil
    ) -> Int {
        let clip = clip.map { $0.intersection(bounds) } ?? bounds
        var column = column
        for glyph in TextWidth.glyphs(text) {
            put(glyph, row: row, column: column, role: role, blinks: blinking, clip: clip)
            column += glyph.columns
        }
        return column
    }

    /// Puts one sign.
    package mutating func put(_ glyph: Glyph, row: Int, column: Int, role: Role, in clip: Rect? = nil) {
        let clip = clip.map { $0.intersection(bounds) } ?? bounds
        put(glyph, row: row, column: column, role: role, blinks: false, clip: clip)
    }

    /// Writes text so that it ends before `right`.
    package mutating func write(
        _ text: String, row: Int, endingAt right: Int, role: Role = .text, in clip: Rect? = nil
    ) {
        write(text, row: row, column: right - TextWidth.columns(text), role: role, in: clip)
    }

    /// Fills a rectangle with blanks, or with one sign.
    package mutating func fill(_ rect: Rect, with sign: String = " ", role: Role = .text) {
        guard let glyph = TextWidth.glyphs(sign).first, !glyph.isWide else { return }
        let clip = rect.intersection(bounds)
        for row in clip.row..<clip.bottom {
            for column in clip.column..<clip.right {
                put(glyph, row: row, column: column, role: role, blinks: false, clip: clip)
            }
        }
    }

    /// A frame around `rect`, joined to the lines it meets, with a title in its upper line and one at its right end.
    /// What must not be joined, as beneath a dialog, is filled with blanks first.
    package mutating func box(
        _ rect: Rect, border: Border, role: Role = .border, title: String = "", titleRole: Role? = nil,
        trailing: String = ""
    ) {
        guard rect.rows > 1, rect.columns > 1 else { return }
        let visible = rect.intersection(bounds)
        for row in visible.row..<visible.bottom {
            let isEdge = row == rect.row || row == rect.bottom - 1
            for column in stride(from: rect.column, to: rect.right, by: isEdge ? 1 : rect.columns - 1)
            where bounds.contains(row: row, column: column) {
                let present = border.arms(self[row, column].glyph)
                let sign = border.glyph(present.union(Border.arms(row: row, column: column, of: rect)))
                put(sign, row: row, column: column, role: role, blinks: false, clip: bounds)
            }
        }
        let line = Rect(row: rect.row, column: rect.column + 1, rows: 1, columns: rect.columns - 2)
        if !title.isEmpty {
            write(" \(title) ", row: rect.row, column: line.column + 1, role: titleRole ?? role, in: line)
        }
        if !trailing.isEmpty {
            write(" \(trailing) ", row: rect.row, endingAt: line.right - 1, role: role, in: line)
        }
    }

    /// Gives what is there another role: stale values dim, a selected row is marked.
    package mutating func restyle(_ rect: Rect, role: Role) {
        let clip = rect.intersection(bounds)
        for row in clip.row..<clip.bottom {
            for column in clip.column..<clip.right { cells[row * size.columns + column].role = role }
        }
    }

    /// Lays another canvas over this one.
    package mutating func draw(_ other: Canvas, at origin: Position) {
        for row in 0..<other.size.rows {
            for column in 0..<other.size.columns {
                let cell = other[row, column]
                if cell.glyph == .rest { continue }
                put(
                    cell.glyph, row: origin.row + row, column: origin.column + column, role: cell.role,
                    blinks: cell.blinks, clip: bounds)
            }
        }
    }

    private mutating func put(_ glyph: Glyph, row: Int, column: Int, role: Role, blinks: Bool, clip: Rect) {
        guard clip.contains(row: row, column: column) else {
            // Only the right half of a wide character is inside: a blank keeps the column.
            if glyph.isWide, clip.contains(row: row, column: column + 1) {
                put(.blank, row: row, column: column + 1, role: role, blinks: blinks, clip: clip)
            }
            return
        }
        let fits = !glyph.isWide || clip.contains(row: row, column: column + 1)
        let cell = Cell(glyph: fits ? glyph : .blank, role: role, blinks: blinks)
        let index = row * size.columns + column
        blankTorn(index: index, column: column)
        cells[index] = cell
        if cell.glyph.isWide {
            blankTorn(index: index + 1, column: column + 1)
            cells[index + 1] = Cell(glyph: .rest, role: role, blinks: blinks)
        }
    }

    /// Before a cell is overwritten: half a wide character must not remain beside it.
    private mutating func blankTorn(index: Int, column: Int) {
        if cells[index].glyph == .rest { cells[index - 1].glyph = .blank }
        if cells[index].glyph.isWide { cells[index + 1].glyph = .blank }
    }
}

/// The canvas as text: a row a line, blanks at the end cut off.
extension Canvas {
    package func line(_ row: Int) -> String {
        var text = (0..<size.columns).map { self[row, $0].glyph.text }.joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    package var picture: String {
        (0..<size.rows).map { line($0) }.joined(separator: "\n") + "\n"
    }
}
