import Screen

/// Signs of one column each, one after the other; between groups a gap of one column, where it costs nothing but itself.
enum SignFlow {
    /// Signs of one look that follow each other are one span.
    static func lines(_ groups: [[(sign: String, look: Look)]], columns: Int) -> [Line] {
        guard columns > 0 else { return [] }
        var lines: [Line] = []
        var line = Line()
        var used = 0
        var run = (text: "", look: Look.text)
        func close(_ line: inout Line) {
            if !run.text.isEmpty { line.add(run.text, run.look) }
            run.text = ""
        }
        for group in groups {
            if used > 0, used + 1 < columns {
                run.text += " "
                used += 1
            }
            for (sign, look) in group {
                if used == columns {
                    close(&line)
                    lines.append(line)
                    line = Line()
                    used = 0
                }
                if look != run.look { close(&line) }
                run.look = look
                run.text += sign
                used += 1
            }
        }
        close(&line)
        if used > 0 { lines.append(line) }
        return lines
    }

    /// As many as `lines` makes of groups of these sizes.
    static func rows(_ sizes: some Sequence<Int>, columns: Int) -> Int {
        guard columns > 0 else { return 0 }
        var rows = 0
        var used = 0
        for size in sizes {
            if used > 0, used + 1 < columns { used += 1 }
            used += size
            if used > columns {
                rows += (used - 1) / columns
                used = (used - 1) % columns + 1
            }
        }
        return used > 0 ? rows + 1 : rows
    }
}
