/// The lines of a box. Where two boxes share a line, their signs join: a corner on a line becomes a branch.
package struct Border: Hashable, Sendable {
    /// One sign for each way in which lines can leave a cell, indexed by the arms (see `Arms`).
    private let signs: [Character]
    /// The same as cells show them.
    private let glyphs: [Glyph]

    private init(signs: [Character]) {
        self.signs = signs
        glyphs = signs.map { Glyph(String($0)) }
    }

    package static let light = Border(signs: Array(" ╵╷│╴┘┐┤╶└┌├─┴┬┼"))
    package static let heavy = Border(signs: Array(" ╹╻┃╸┛┓┫╺┗┏┣━┻┳╋"))
    package static let ascii = Border(signs: Array(" |||-+++-+++-+++"))
    package static let asciiHeavy = Border(signs: Array(" |||=+++=+++=+++"))

    /// The directions in which lines leave a cell.
    struct Arms: OptionSet, Hashable, Sendable {
        let rawValue: Int
        static let up = Arms(rawValue: 1)
        static let down = Arms(rawValue: 2)
        static let left = Arms(rawValue: 4)
        static let right = Arms(rawValue: 8)
    }

    func glyph(_ arms: Arms) -> Glyph { glyphs[arms.rawValue] }

    /// The arms of a sign of this border, none for any other character. In ASCII a corner and a branch are the same sign,
    /// which is what they are joined to as well.
    func arms(_ glyph: Glyph) -> Arms {
        guard glyph != .blank, let index = glyphs.lastIndex(of: glyph) else { return [] }
        return Arms(rawValue: index)
    }

    /// The arms of the cell of a box at this place on its frame.
    static func arms(row: Int, column: Int, of rect: Rect) -> Arms {
        let top = row == rect.row
        let bottom = row == rect.bottom - 1
        let left = column == rect.column
        let right = column == rect.right - 1
        var arms: Arms = []
        if top || bottom {
            if !left { arms.insert(.left) }
            if !right { arms.insert(.right) }
        }
        if left || right {
            if !top { arms.insert(.up) }
            if !bottom { arms.insert(.down) }
        }
        return arms
    }
}
