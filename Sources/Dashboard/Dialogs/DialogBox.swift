import Screen

/// What every dialog puts on the screen: a heavy frame with a title, lines that scroll, and lines at the bottom that do
/// not. It never covers the identity and the verdict, except on 40 columns, where a plan takes the identity's place.
struct DialogBox {
    var title: String
    var trailing = ""
    var isDangerous = false
    /// At the top, never scrolled away while there is room.
    var pinned: [Line] = []
    var lines: [Line]
    var scroll = 0
    var bottom: [Line] = []

    /// The first line shown, so that the last page is full.
    static func firstShown(_ scroll: Int, count: Int, room: Int) -> Int { max(0, min(scroll, count - room)) }

    func draw(on canvas: inout Canvas, in rect: Rect, glyphs: GlyphSet) {
        canvas.fill(rect)
        let look: Look = isDangerous ? .dialogDanger : .borderFocus
        canvas.box(rect, border: glyphs.heavy, role: look, title: title, trailing: trailing)
        draw(on: &canvas, inside: rect.inset(rows: 1, columns: 2), glyphs: glyphs)
    }

    /// Without a frame, for the smallest screens.
    func draw(on canvas: inout Canvas, inside rect: Rect, glyphs: GlyphSet) {
        let (above, below) = rect.splitBottom(bottom.count)
        canvas.draw(bottom, in: below, glyphs: glyphs)
        // What is pinned stays as long as it leaves two rows to scroll in.
        let keeps = pinned.count + min(2, lines.count) <= above.rows
        let head = keeps ? pinned : []
        let body = keeps ? lines : pinned + lines
        let (top, rest) = above.splitTop(head.count)
        canvas.draw(head, in: top, glyphs: glyphs)
        let first = Self.firstShown(scroll, count: body.count, room: rest.rows)
        canvas.draw(Array(body.dropFirst(first)), in: rest, glyphs: glyphs)
        let hidden = body.count - first - rest.rows
        if hidden > 0, rest.rows > 0 {
            canvas.write(
                " \(hidden) more below ", row: rest.bottom - 1, endingAt: rest.right, role: .key, in: rest)
        } else if first > 0, rest.rows > 0 {
            canvas.write(" \(first) more above ", row: rest.row, endingAt: rest.right, role: .key, in: rest)
        }
    }

    /// As high as its lines need, over the lower part of `rect`: the clusters stay in sight, and nothing peeps out at its
    /// sides.
    func place(in rect: Rect) -> Rect { rect.splitBottom(max(4, pinned.count + lines.count + bottom.count + 2)).bottom }
}
