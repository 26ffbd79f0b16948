import RecoveryCore
import Screen

/// The open dialog over the main screen.
extension Dashboard {
    func draw(_ dialog: Dialog, _ scene: Scene, on canvas: inout Canvas, in rect: Rect) -> Position? {
        let columns = rect.columns - 4
        switch dialog {
        case .plan(let plan):
            return PlanDialogView(scene: scene, dialog: plan).draw(on: &canvas, in: rect)
        case .returnedNode(let node):
            let box = node.box(scene)
            let place = box.place(in: rect)
            box.draw(on: &canvas, in: place, glyphs: scene.glyphs)
            guard node.form.focus == .name else { return nil }
            let text = node.prompt(scene.name(node.node)) + node.form.typed
            return Position(
                row: place.bottom - 1 - box.bottom.count + 1, column: place.column + 2 + TextWidth.columns(text))
        case .steps(let steps):
            guard let change = scene.snapshot.change else { return nil }
            var box = StepsDialogView(scene: scene, dialog: steps, change: change).box(columns: columns)
            if scene.isStale { box.lines = box.lines.map { $0.all(.stale) } }
            draw(box, scene, &canvas, rect)
        case .palette(let palette):
            let box = palette.box(locks(scene.snapshot), columns: columns, rows: rect.rows, glyphs: scene.glyphs)
            let place = box.place(in: rect)
            box.draw(on: &canvas, in: place, glyphs: scene.glyphs)
            return Position(row: place.row + 1, column: min(place.column + 2 + palette.column, place.right - 2))
        case .request(let request):
            let box = request.box(scene, columns: columns)
            let place = box.place(in: rect)
            box.draw(on: &canvas, in: place, glyphs: scene.glyphs)
            return request.cursor().map {
                Position(
                    row: place.bottom - 2 - $0.fromBottom, column: min(place.column + 2 + $0.column, place.right - 2))
            }
        case .reading(let reading):
            draw(reading.box(scene, columns: columns, locks: locks(scene.snapshot)), scene, &canvas, rect)
        case .themes(let menu): draw(menu.box(scene.glyphs), scene, &canvas, rect)
        case .demo(let menu): draw(menu.box(scene), scene, &canvas, rect)
        case .quit: draw(QuitLines.box(scene.snapshot, columns: columns), scene, &canvas, rect)
        case .filter: break
        }
        return nil
    }

    private func draw(_ box: DialogBox, _ scene: Scene, _ canvas: inout Canvas, _ rect: Rect) {
        box.draw(on: &canvas, in: box.place(in: rect), glyphs: scene.glyphs)
    }

    /// The scroll at which the last line stands at the end: further there is nothing.
    func mostScroll(_ dialog: Dialog, _ snapshot: Snapshot, _ now: Instant) -> Int {
        let scene = scene(snapshot, now, snapshot.wallTime + (now - snapshot.at).seconds)
        let columns = size.columns - 4
        switch dialog {
        case .reading(let reading):
            let box = reading.box(scene, columns: columns, locks: locks(snapshot))
            return max(0, box.lines.count - max(1, size.rows - 5))
        case .plan(let plan):
            let box = PlanDialogView(scene: scene, dialog: plan).box(columns: columns, isTall: false)
            return max(0, box.pinned.count + box.lines.count - 1)
        case .steps, .returnedNode, .palette, .filter, .request, .themes, .demo, .quit: return 0
        }
    }
}

extension PlanDialogView {
    private static let columns = 88

    /// As high as it needs. On a wide screen the two clusters stay beside it, on a tall one the alarms beneath it.
    func draw(on canvas: inout Canvas, in rect: Rect) -> Position? {
        canvas.fill(rect)
        let isWide = rect.columns >= Self.columns + 28
        let (left, right) = rect.splitLeft(isWide ? Self.columns : rect.columns)
        let box = box(columns: left.columns - 4, isTall: rect.rows > 30)
        let needed = box.pinned.count + box.lines.count + box.bottom.count + 2
        let hasAlarms = rect.rows - needed >= 6
        let place = left.splitTop(hasAlarms ? needed : rect.rows).top
        box.draw(on: &canvas, in: place, glyphs: scene.glyphs)
        if isWide { drawClusters(on: &canvas, in: right.splitTop(place.rows).top) }
        if hasAlarms {
            let rest = rect.splitTop(place.rows).rest
            for panel in Panels.panels(.bottom, scene) { canvas.draw(panel, in: rest, scene: scene) }
        }
        guard dialog.plan != nil, !dialog.showsConditions, dialog.form.focus == .name else { return nil }
        let column = place.column + 2 + TextWidth.columns(fieldPrompt + typed)
        return Position(row: place.bottom - 1 - box.bottom.count + 1, column: min(column, place.right - 2))
    }

    private func drawClusters(on canvas: inout Canvas, in rect: Rect) {
        let ids = dialog.offer.plan.map { [$0.from, $0.target] } ?? scene.settings.clusters.prefix(2).map(\.id)
        for (id, part) in zip(ids, rect.rows(ids.count)) {
            let panel = ClusterPanel(scene: scene, id: id)
            let wanted = panel.wantedRows(columns: part.columns - 4, most: part.rows - 2) + 2
            canvas.draw(panel, in: part.splitTop(wanted).top, scene: scene)
        }
    }
}
