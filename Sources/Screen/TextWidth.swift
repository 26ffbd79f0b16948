/// How many columns text takes, by our own tables: a terminal cannot be asked (screens rule 10), and the layout must
/// not depend on the machine's locale. The tables follow glibc's `wcwidth`, which ncurses counts with.
package enum TextWidth {
    /// What becomes of a code point on the screen.
    enum Kind: Equatable {
        case narrow
        case wide
        /// Combines with the one before it.
        case mark
        /// Is dropped after anything but ASCII: variation selectors choose a drawing, and terminals disagree about
        /// their width.
        case selector
        /// Must not reach a terminal: controls, bidi overrides, zero-width and unassigned characters. Shown as `?`.
        case forbidden
    }

    package static func columns(_ text: String) -> Int {
        // Most of what a screen says: a column a byte.
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text.utf8.count }
        return glyphs(text).reduce(0) { $0 + $1.columns }
    }

    /// The text in cells: sanitised, one glyph a character, the same for measuring and for drawing.
    package static func glyphs(_ text: String) -> [Glyph] {
        var glyphs: [Glyph] = []
        glyphs.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch kind(scalar) {
            case .narrow: glyphs.append(Glyph(base: scalar, isWide: false))
            case .wide: glyphs.append(Glyph(base: scalar, isWide: true))
            case .mark:
                if let last = glyphs.popLast() {
                    glyphs.append(last.marked(with: scalar))
                } else {
                    glyphs.append(substitute)
                }
            case .selector:
                if glyphs.last.map({ $0.scalars.0 < 0x80 }) ?? true { glyphs.append(substitute) }
            case .forbidden: glyphs.append(substitute)
            }
        }
        return glyphs
    }

    /// Cut to at most `columns`; what was cut is shown by `ellipsis`.
    package static func fitted(_ text: String, columns: Int, ellipsis: String) -> String {
        guard self.columns(text) > columns else { return text }
        let room = columns - self.columns(ellipsis)
        guard room >= 0 else { return prefix(text, columns: columns) }
        return prefix(text, columns: room) + ellipsis
    }

    /// As many whole characters as `columns` hold.
    package static func prefix(_ text: String, columns: Int) -> String {
        var result = ""
        var used = 0
        for glyph in glyphs(text) {
            used += glyph.columns
            guard used <= columns else { break }
            result += glyph.text
        }
        return result
    }

    private static let substitute = Glyph(base: "?", isWide: false)

    static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if scalar.value < 0x7f { return scalar.value < 0x20 ? .forbidden : .narrow }
        // What most of a screen consists of, without a look-up: Latin letters, lines and blocks, braille, Han.
        if (0xa1...0x2ff).contains(scalar.value) && scalar.value != 0xad { return .narrow }
        if (0x2500...0x259f).contains(scalar.value) { return .narrow }
        if (0x2800...0x28ff).contains(scalar.value) { return .narrow }
        if (0x4e00...0x9fff).contains(scalar.value) { return .wide }
        if scalar.value == 0xfe0e || scalar.value == 0xfe0f { return .selector }
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || isHangulPart(scalar.value) { return .forbidden }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return .forbidden
        case .nonspacingMark, .enclosingMark:
            return .mark
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
            .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator:
            return isWide(scalar) ? .wide : .narrow
        @unknown default:
            return .forbidden
        }
    }

    /// Vowels and finals that take no column behind an initial of two: whole syllables have characters of their own.
    private static func isHangulPart(_ value: UInt32) -> Bool {
        (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value)
    }

    /// East Asian wide and full width, and emoji that are drawn as pictures.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x1100 { return false }
        if wideRanges.contains(where: { $0.contains(value) }) { return true }
        let isFlagLetter = (0x1f1e6...0x1f1ff).contains(value)
        return !isFlagLetter && scalar.properties.isEmojiPresentation
    }

    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0xa4cf,
        0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
        0xffe0...0xffe6, 0x16fe0...0x18dff, 0x1aff0...0x1b2ff, 0x1f200...0x1f265, 0x20000...0x3fffd,
    ]
}
