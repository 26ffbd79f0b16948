import Screen

/// A ratio as a bar with the threshold in it. The mark is exact, not scaled: the bar passes it when, and only when, the
/// cluster is available (M3). So a cluster one node above its limit looks different from one at its limit, at any width.
struct Gauge {
    var available: Int
    var total: Int
    /// The largest number of available nodes that still fails.
    var limit: Int

    /// Filled, empty, mark, filled, empty cells; together `width` with the mark.
    func cells(width: Int) -> (left: Int, leftEmpty: Int, right: Int, rightEmpty: Int) {
        let bar = max(0, width - 1)
        guard total > 0, bar > 0 else { return (0, 0, 0, bar) }
        let limit = min(max(0, self.limit), total)
        // Both sides keep a cell as long as there is something on that side.
        var left = limit * bar / total
        if limit > 0 { left = max(1, left) }
        if limit < total { left = min(left, bar - 1) }
        let right = bar - left
        let available = min(max(0, self.available), total)
        if available <= limit {
            let filled = limit > 0 ? available * left / limit : 0
            let shown = available > 0 ? max(min(1, left), filled) : 0
            return (shown, left - shown, 0, right)
        }
        // Rounded up: one node above the limit is one cell above the mark; and only all nodes fill the bar.
        var filled = ((available - limit) * right + (total - limit) - 1) / (total - limit)
        if available < total, right > 1 { filled = min(filled, right - 1) }
        return (left, 0, filled, right - filled)
    }

    func line(width: Int, glyphs: GlyphSet) -> Line {
        let percent = Figures.percent(available, of: total)
        let hasBrackets = glyphs == .ascii
        let bar = width - 6 - (hasBrackets ? 2 : 0)
        let cells = cells(width: bar)
        var line = Line()
        if hasBrackets { line.add("[", .textDim) }
        line.add(String(repeating: glyphs.gaugeFill, count: cells.left), .gaugeFill)
        line.add(String(repeating: glyphs.gaugeEmpty, count: cells.leftEmpty), .textDim)
        line.add(glyphs.gaugeMark, .gaugeMark)
        line.add(String(repeating: glyphs.gaugeFill, count: cells.right), .gaugeFill)
        line.add(String(repeating: glyphs.gaugeEmpty, count: cells.rightEmpty), .textDim)
        if hasBrackets { line.add("]", .textDim) }
        line.add(String(repeating: " ", count: max(0, 6 - percent.count)) + percent)
        return line
    }
}
