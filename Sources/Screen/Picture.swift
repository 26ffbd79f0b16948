/// A canvas as a file to take along: ANSI for a terminal, SVG for a page. Text alone is `Canvas.picture`.
package enum Picture {
    /// With the 256 colours that every terminal of today has, and nothing else: `cat` shows it.
    package static func ansi(_ canvas: Canvas, theme: Theme) -> String {
        var text = ""
        for row in 0..<canvas.size.rows {
            for run in runs(canvas, row: row) {
                let codes = codes(theme.style(run.role, depth: .indexed256))
                text += codes.isEmpty ? run.text : "\u{1b}[\(codes)m\(run.text)\u{1b}[0m"
            }
            text += "\n"
        }
        return text
    }

    private static func codes(_ style: Style) -> String {
        var codes: [String] = []
        let attributes: [(Attributes, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
        ]
        for (attribute, code) in attributes where style.attributes.contains(attribute) { codes.append(code) }
        if let color = style.foreground { codes.append("38;5;\(color.indexed)") }
        if let color = style.background { codes.append("48;5;\(color.indexed)") }
        return codes.joined(separator: ";")
    }

    private static let cellWidth = 9
    private static let cellHeight = 18

    /// One text element a run, stretched to its cells: a font of another width shifts nothing.
    package static func svg(_ canvas: Canvas, theme: Theme, title: String) -> String {
        let paper = theme.variant == .dark ? "#101014" : "#fdfdfb"
        let ink = theme.variant == .dark ? "#d8d8d8" : "#202020"
        let width = canvas.size.columns * cellWidth
        let height = canvas.size.rows * cellHeight
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)">
            <title>\(escaped(title))</title>
            <rect width="100%" height="100%" fill="\(paper)"/>
            <g font-family="ui-monospace, 'DejaVu Sans Mono', monospace" font-size="15" fill="\(ink)" xml:space="preserve">

            """
        for row in 0..<canvas.size.rows {
            for run in runs(canvas, row: row) {
                let style = theme.style(run.role, depth: .direct)
                var (front, back) = (style.foreground.map(hexadecimal) ?? ink, style.background.map(hexadecimal))
                if style.attributes.contains(.reverse) { (front, back) = (back ?? paper, front) }
                let x = run.column * cellWidth
                if let back {
                    text +=
                        "<rect x=\"\(x)\" y=\"\(row * cellHeight)\" width=\"\(run.columns * cellWidth)\" "
                        + "height=\"\(cellHeight)\" fill=\"\(back)\"/>\n"
                }
                guard run.text.contains(where: { $0 != " " }) else { continue }
                text +=
                    "<text x=\"\(x)\" y=\"\(row * cellHeight + 14)\" textLength=\"\(run.columns * cellWidth)\""
                    + (front == ink ? "" : " fill=\"\(front)\"")
                    + (style.attributes.contains(.bold) ? " font-weight=\"bold\"" : "")
                    + (style.attributes.contains(.underline) ? " text-decoration=\"underline\"" : "")
                    + (style.attributes.contains(.dim) ? " opacity=\"0.6\"" : "") + ">\(escaped(run.text))</text>\n"
            }
        }
        return text + "</g>\n</svg>\n"
    }

    private struct Run {
        var column: Int
        var columns: Int
        var text: String
        var role: Role
    }

    /// Cells of one look that follow each other.
    private static func runs(_ canvas: Canvas, row: Int) -> [Run] {
        var runs: [Run] = []
        for column in 0..<canvas.size.columns {
            let cell = canvas[row, column]
            if let last = runs.last, last.role == cell.role {
                runs[runs.count - 1].text += cell.glyph.text
                runs[runs.count - 1].columns += 1
            } else {
                runs.append(Run(column: column, columns: 1, text: cell.glyph.text, role: cell.role))
            }
        }
        return runs
    }

    private static func hexadecimal(_ color: Color) -> String {
        let digits = String(color.rgb.value, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
