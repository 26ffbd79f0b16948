import RecoveryCore
import Screen

/// The panels on 72 columns and 20 rows and more: clusters side by side, then sync and callers, then the alarms with what
/// is left. Neighbours share a line.
struct MainScreen {
    var scene: Scene

    static let smallest = Size(columns: 72, rows: 20)
    private static let narrowestCluster = 30
    private static let wideColumns = 110
    /// Room for a heading and two alarms is kept free: the first alarm must not move the screen.
    private static let alarmRows = 3

    func draw(on canvas: inout Canvas, in rect: Rect) {
        let (parts, hidden) = parts(in: rect)
        // The focused one last: it owns the lines that it shares.
        for (panel, rect) in parts where panel.pane != scene.focus || panel.pane == nil {
            canvas.draw(panel, in: rect, scene: scene)
        }
        for (panel, rect) in parts where panel.pane == scene.focus { canvas.draw(panel, in: rect, scene: scene) }
        redrawTitles(parts, on: &canvas)
        if hidden.count > 0, let place = hidden.place {
            let words = " +\(Figures.plural(hidden.count, "cluster")) "
            canvas.write(words, row: place.row, endingAt: place.right - 2, role: .key)
        }
    }

    /// Which panel stands where; and how many clusters find no place, beside which they are counted.
    func parts(in rect: Rect) -> (parts: [(panel: any Panel, rect: Rect)], hidden: (count: Int, place: Rect?)) {
        let (clusters, hidden) = shownClusters(columns: rect.columns)
        let middle = Panels.panels(.middle, scene)
        let bottom = Panels.panels(.bottom, scene)
        let isWide = rect.columns >= Self.wideColumns
        let heights = heights(rect, clusters, middle, isWide: isWide)

        var row = rect.row
        let top = Rect(row: row, column: rect.column, rows: heights.top + 2, columns: rect.columns)
        let boxes = top.columns(clusters.count)
        row += heights.top + 1
        var parts: [(panel: any Panel, rect: Rect)] = zip(clusters, boxes).map { ($0, $1) }
        if isWide {
            let band = Rect(row: row, column: rect.column, rows: heights.middle[0] + 2, columns: rect.columns)
            parts += zip(middle, wideColumns(band, count: middle.count)).map { ($0, $1) }
            row += heights.middle[0] + 1
        } else {
            for (panel, height) in zip(middle, heights.middle) {
                parts.append((panel, Rect(row: row, column: rect.column, rows: height + 2, columns: rect.columns)))
                row += height + 1
            }
        }
        let last = Rect(row: row, column: rect.column, rows: rect.bottom - row, columns: rect.columns)
        let (lists, graph) = splitLast(last, bottom, isWide: isWide)
        for panel in bottom { parts.append((panel, lists)) }
        if let graph { parts.append((GraphPanel(scene: scene, isBrief: true), graph)) }
        return (parts, (hidden, boxes.last))
    }

    /// A tall screen has room for the last hour beneath the alarms. How many rows each gets does not hang on the number of
    /// alarms, as long as they find room: the first one moves nothing.
    private func splitLast(_ rect: Rect, _ panels: [any Panel], isWide: Bool) -> (lists: Rect, graph: Rect?) {
        let wanted = panels.map { $0.wantedRows(columns: rect.columns, most: rect.rows) }.max() ?? 0
        let height = 2 + 2 * scene.settings.clusters.count + 3
        let rows = max(rect.rows - min(rect.rows / 2, height + 2 * scene.settings.clusters.count), wanted + 2)
        guard isWide, rect.rows - rows >= height, scene.settings.clusters.count <= 4 else { return (rect, nil) }
        let (lists, rest) = rect.splitTop(rows)
        // They share a line.
        return (lists, Rect(row: rest.row - 1, column: rect.column, rows: rest.rows + 1, columns: rect.columns))
    }

    /// A later box's frame runs over the titles of those beside it.
    private func redrawTitles(_ parts: [(panel: any Panel, rect: Rect)], on canvas: inout Canvas) {
        for (panel, rect) in parts {
            let title = Rect(row: rect.row, column: rect.column, rows: 1, columns: rect.columns)
            canvas.draw(panel, in: title, scene: scene)
        }
    }

    /// Sync has the longest lines.
    private func wideColumns(_ band: Rect, count: Int) -> [Rect] {
        guard count > 1 else { return [band] }
        let (first, rest) = band.splitLeft(band.columns * (count > 2 ? 5 : 6) / 10)
        return [first] + rest.columns(count - 1)
    }

    /// Rows of content: everything gets its least, then the clusters, sync and callers what they want; the alarms the rest.
    private func heights(
        _ rect: Rect, _ clusters: [any Panel], _ middle: [any Panel], isWide: Bool
    ) -> (top: Int, middle: [Int]) {
        let bands = isWide ? 1 : middle.count
        var room = rect.rows - (2 + bands + 1) - Self.alarmRows
        var alarms = 0
        let clusterColumns = rect.columns / max(1, clusters.count) - 4
        let places = isWide ? wideColumns(rect, count: middle.count) : middle.map { _ in rect }
        let wantedMiddle = zip(middle, places).map { $0.wantedRows(columns: $1.columns - 4, most: 8) }
        var heights = isWide ? [wantedMiddle.max() ?? 0] : wantedMiddle
        let wantedAlarms =
            Panels.panels(.bottom, scene).map { $0.wantedRows(columns: rect.columns, most: 12) }.max() ?? 0
        alarms = max(0, min(wantedAlarms - Self.alarmRows, room / 4))
        // The clusters keep three rows at least: ratio, gauge, and the nodes or the state.
        while room - heights.reduce(0, +) < 4, let largest = heights.indices.max(by: { heights[$0] < heights[$1] }),
            heights[largest] > 0
        {
            heights[largest] -= 1
        }
        room -= heights.reduce(0, +)
        let most = max(3, room - alarms)
        let wanted = clusters.map { $0.wantedRows(columns: clusterColumns, most: most) }.max() ?? 3
        return (min(wanted, max(3, most)), heights)
    }

    /// All of them, or as many as fit: the primary, the one with the focus, then the worst; in the settings' order.
    private func shownClusters(columns: Int) -> ([any Panel], hidden: Int) {
        let all = Panels.panels(.top, scene)
        let room = max(1, columns / Self.narrowestCluster)
        guard all.count > room else { return (all, 0) }
        let order = all.indices.sorted { (rank(all[$0]), $0) < (rank(all[$1]), $1) }
        let shown = Set(order.prefix(room))
        return (all.indices.filter { shown.contains($0) }.map { all[$0] }, all.count - room)
    }

    private func rank(_ panel: any Panel) -> Int {
        guard case .cluster(let id)? = panel.pane else { return 9 }
        if id == scene.primary { return 0 }
        if panel.pane == scene.focus { return 1 }
        return switch scene.status(id).verdict {
        case .failed: 2
        case .failing: 3
        case .unknown: 4
        case .recovering: 5
        case .available: scene.status(id).role == .failed ? 6 : 7
        }
    }
}
