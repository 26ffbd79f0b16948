import RecoveryCore
import Screen

/// A snapshot as a screen.
extension Dashboard {
    /// - Parameter wallclock: seconds since 1970 at `now`.
    package func draw(size: Size, snapshot: Snapshot?, now: Instant, wallclock: Double) -> Frame {
        var canvas = Canvas(size: size)
        var cursor: Position?
        if let snapshot {
            cursor = draw(scene(snapshot, now, wallclock), on: &canvas)
        } else {
            let lines = Starting.lines(options: options, wallclock: wallclock)
            canvas.draw(lines, in: canvas.bounds, glyphs: options.glyphs)
        }
        return Frame(canvas: canvas, cursor: cursor, nextDrawing: nextDrawing(now: now, wallclock: wallclock))
    }

    /// The clock moves each second; a form's gate and a notice end in between. A healthy screen has nothing else that does.
    private func nextDrawing(now: Instant, wallclock: Double) -> Duration {
        var next = ClockText.untilNextSecond(wallclock)
        if let notice, notice.until > now { next = min(next, notice.until - now) }
        let opens: Instant? =
            switch dialog {
            case .plan(let plan): plan.form.opens
            case .emptyNode(let node): node.form.opens
            case .steps, .reading, .demo, .quit, nil: nil
            }
        if let opens, opens > now { next = min(next, opens - now) }
        return next
    }

    private func scene(_ snapshot: Snapshot, _ now: Instant, _ wallclock: Double) -> Scene {
        var scene = Scene(
            snapshot: snapshot, now: now, wallclock: wallclock, options: options, steady: steady,
            focus: selection.focus, alarm: selection.alarm, demo: demo)
        scene.node = selection.node
        scene.groups = groups
        return scene
    }

    private func locks(_ scene: Scene) -> KeyLocks {
        KeyLocks(snapshot: scene.snapshot, options: options, isDemo: demo != nil, alarm: selection.alarm)
    }

    private func draw(_ scene: Scene, on canvas: inout Canvas) -> Position? {
        let all = canvas.bounds
        let isCompact = all.columns < MainScreen.smallest.columns || all.rows < MainScreen.smallest.rows
        let hasMore = !isCompact && dialog == nil
        drawTopLines(scene, on: &canvas, isWrapped: hasMore)
        guard all.columns >= CompactScreen.smallest.columns, all.rows >= CompactScreen.smallest.rows else { return nil }
        if isCompact, case .plan(let plan)? = dialog {
            return PlanDialogCompact(view: PlanDialogView(scene: scene, dialog: plan)).draw(on: &canvas)
        }
        let (above, footer) = all.splitBottom(1)
        var body = above.splitTop(2).rest
        if hasMore, let more = VerdictLine(scene: scene).more(columns: all.columns) {
            canvas.draw(more, row: body.row, in: body, glyphs: scene.glyphs)
            body = body.splitTop(1).rest
        }
        drawFooter(scene, on: &canvas, in: footer)
        if isCompact {
            CompactScreen(scene: scene).draw(on: &canvas, in: body)
        } else {
            MainScreen(scene: scene).draw(on: &canvas, in: body)
        }
        return dialog.flatMap { draw($0, scene, on: &canvas, in: body) }
    }

    private func drawTopLines(_ scene: Scene, on canvas: inout Canvas, isWrapped: Bool) {
        let all = canvas.bounds
        let bar: Look = scene.settings.environment == "production" ? .barProduction : .bar
        canvas.fill(all.splitTop(1).top, role: bar)
        let lines = [
            IdentityLine(scene: scene).line(columns: all.columns),
            VerdictLine(scene: scene).line(columns: all.columns, isWrapped: isWrapped),
        ]
        canvas.draw(lines, in: all, glyphs: scene.glyphs)
    }

    private func drawFooter(_ scene: Scene, on canvas: inout Canvas, in rect: Rect) {
        let items = dialog?.footer ?? locks(scene).footer()
        let line = notice?.line(now: scene.now) ?? Footer.line(items, columns: rect.columns)
        canvas.draw(line, row: rect.row, in: rect, glyphs: scene.glyphs)
    }

    private func draw(_ dialog: Dialog, _ scene: Scene, on canvas: inout Canvas, in rect: Rect) -> Position? {
        let columns = rect.columns - 4
        switch dialog {
        case .plan(let plan):
            return PlanDialogView(scene: scene, dialog: plan).draw(on: &canvas, in: rect)
        case .emptyNode(let node):
            let box = node.box(scene)
            let place = box.place(in: rect)
            box.draw(on: &canvas, in: place, glyphs: scene.glyphs)
            guard node.form.focus == .name else { return nil }
            let text = node.prompt(scene.name(node.node)) + node.form.typed
            return Position(
                row: place.bottom - 1 - box.bottom.count + 1, column: place.column + 2 + TextWidth.columns(text))
        case .steps(let steps):
            guard let change = scene.snapshot.change else { return nil }
            draw(
                StepsDialogView(scene: scene, dialog: steps, change: change).box(columns: columns), scene, &canvas, rect
            )
        case .reading(let reading):
            draw(reading.box(scene, columns: columns, locks: locks(scene)), scene, &canvas, rect)
        case .demo(let menu): draw(menu.box(scene), scene, &canvas, rect)
        case .quit: draw(QuitLines.box(scene.snapshot, columns: columns), scene, &canvas, rect)
        }
        return nil
    }

    private func draw(_ box: DialogBox, _ scene: Scene, _ canvas: inout Canvas, _ rect: Rect) {
        box.draw(on: &canvas, in: box.place(in: rect), glyphs: scene.glyphs)
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
