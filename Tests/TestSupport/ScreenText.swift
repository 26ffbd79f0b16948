import CVTerm

/// What a person would see.
extension PseudoTerminal {
    package struct Cell: Equatable {
        package var text: String
        package var width: Int
        package var isBold: Bool
        package var isReverse: Bool
        package var isUnderlined: Bool
        package var foreground: [UInt8]
        package var background: [UInt8]
    }

    package func cell(_ row: Int, _ column: Int) -> Cell {
        var cell = VTermScreenCell()
        vterm_screen_get_cell(screen, VTermPos(row: Int32(row), col: Int32(column)), &cell)
        var text = String.UnicodeScalarView()
        withUnsafeBytes(of: &cell.chars) { bytes in
            for value in bytes.bindMemory(to: UInt32.self) {
                guard value != 0, let scalar = Unicode.Scalar(value) else { break }
                text.append(scalar)
            }
        }
        vterm_screen_convert_color_to_rgb(screen, &cell.fg)
        vterm_screen_convert_color_to_rgb(screen, &cell.bg)
        return Cell(
            text: String(text), width: Int(cell.width), isBold: cell.attrs.bold != 0,
            isReverse: cell.attrs.reverse != 0, isUnderlined: cell.attrs.underline != 0,
            foreground: [cell.fg.rgb.red, cell.fg.rgb.green, cell.fg.rgb.blue],
            background: [cell.bg.rgb.red, cell.bg.rgb.green, cell.bg.rgb.blue])
    }

    /// A row without the blanks at its end.
    package func line(_ row: Int) -> String {
        var text = ""
        var column = 0
        while column < columns {
            let cell = cell(row, column)
            text += cell.text.isEmpty ? " " : cell.text
            column += max(1, cell.width)
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    package var lines: [String] { (0..<rows).map(line) }
    package var text: String { lines.joined(separator: "\n") }
}
