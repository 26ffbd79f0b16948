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
        for word in text.split(separator: " ", omittingEmptySubsequences: true) {
            var word = String(word)
            if !line.isEmpty, TextWidth.columns(line) + 1 + TextWidth.columns(word) > columns {
                lines.append(line)
                line = ""
            }
            while TextWidth.columns(word) > columns {
                let head = TextWidth.prefix(word, columns: columns)
                guard !head.isEmpty else { return lines }
                lines.append(head)
                word = String(word.unicodeScalars.dropFirst(head.unicodeScalars.count))
            }
            line += line.isEmpty ? word : " " + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
