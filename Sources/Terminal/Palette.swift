import CNcurses
import Screen

/// Every role's look in the terminal's terms, made once for a theme and a number of colours. Cells are put together from it
/// in C as they are drawn (18 ns each), and only those that changed.
@MainActor struct Palette {
    private struct Ink {
        var attributes: attr_t
        var pair: Int32
    }

    private var inks: [Ink] = []
    private let blink = drtop_curses_attributes(UInt32(Attributes.blink.rawValue))

    init(theme: Theme, depth: ColorDepth) {
        for role in Role.allCases {
            inks.append(Self.ink(theme.style(role, depth: depth), depth: depth, pair: Int32(role.index + 1)))
        }
    }

    private static func ink(_ style: Style, depth: ColorDepth, pair: Int32) -> Ink {
        var attributes = style.attributes
        var foreground: Int32 = -1
        var background: Int32 = -1
        if let color = style.foreground {
            foreground = number(color, depth: depth)
            if foreground > 7 && drtop_curses_colors() == 8 {
                foreground -= 8
                attributes.insert(.bold)  // on eight colours, bright is bold
            }
        }
        if let color = style.background {
            background = number(color, depth: depth)
            if background > 7 && drtop_curses_colors() == 8 { background -= 8 }
        }
        let bits = drtop_curses_attributes(UInt32(attributes.rawValue))
        guard foreground >= 0 || background >= 0, init_extended_pair(pair, foreground, background) == OK else {
            return Ink(attributes: bits, pair: 0)
        }
        return Ink(attributes: bits, pair: pair)
    }

    private static func number(_ color: Color, depth: ColorDepth) -> Int32 {
        switch depth {
        case .direct: color.rgb.value
        case .indexed256: Int32(color.indexed)
        case .named16: Int32(color.named.number)
        case .mono: -1
        }
    }

    /// Puts a cell on ncurses' screen. The right half of a wide character came with its left half.
    func put(_ cell: Cell, row: Int, column: Int) {
        guard cell.glyph != .rest else { return }
        let ink = inks[cell.role.index]
        let (base, first, second) = cell.glyph.scalars
        let attributes = cell.blinks ? ink.attributes | blink : ink.attributes
        drtop_curses_put(
            Int32(row), Int32(column), wchar_t(bitPattern: base), wchar_t(bitPattern: first),
            wchar_t(bitPattern: second), Int32(cell.glyph.columns), attributes, ink.pair)
    }
}
