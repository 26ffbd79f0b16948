import Screen

/// Breaks a sentence into lines at its blanks; a word that is wider than a line is cut.
package enum Wrapping {
    /// Nobody reads further; whoever sends more is cut off.
    static let mostCharacters = 16_000

    package static func lines(_ text: String, columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        let text = Line.bounded(text, to: mostCharacters)
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            // Each sign is measured once: sixteen thousand of them may come with every frame.
            let glyphs = TextWidth.glyphs(String(word))
            let width = glyphs.reduce(0) { $0 + $1.columns }
            if !line.isEmpty, used + 1 + width > columns {
                lines.append(line)
                (line, used) = ("", 0)
            }
            if !line.isEmpty { (line, used) = (line + " ", used + 1) }
            if width <= columns {
                line += word
                used += width
                continue
            }
            for glyph in glyphs {
                guard glyph.columns <= columns else { return lines }
                if used + glyph.columns > columns {
                    lines.append(line)
                    (line, used) = ("", 0)
                }
                line += glyph.text
                used += glyph.columns
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
