import Dashboard
import Screen

/// A screen's looks as letters, so that a picture shows what colours would say: the same rows and columns as its text, and
/// beneath it what each letter means. Blanks of plain text are blank.
struct RoleMap {
    var canvas: Canvas

    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

    private static func letter(_ look: Look) -> Character { look == .text ? "." : letters[look.index] }

    var text: String {
        var used: Set<Look> = []
        var lines = (0..<canvas.size.rows).map { row in
            var line = (0..<canvas.size.columns).map { column -> Character in
                let cell = canvas[row, column]
                if cell.role == .text, cell.glyph == .blank { return " " }
                used.insert(cell.role)
                return Self.letter(cell.role)
            }
            while line.last == " " { line.removeLast() }
            return String(line)
        }
        let legend = Look.allCases.filter { used.contains($0) }.map { "\(Self.letter($0)) \($0.rawValue)" }
        lines.append(legend.joined(separator: "  "))
        return lines.joined(separator: "\n") + "\n"
    }
}
