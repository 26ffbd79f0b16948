import RecoveryCore
import Screen

/// A snapshot as a screen.
extension Dashboard {
    /// - Parameter wallclock: seconds since 1970 at `now`.
    package func draw(size: Size, snapshot: Snapshot?, now: Instant, wallclock: Double) -> Frame {
        guard let snapshot else { return Starting.watching.frame(options: options, size: size, wallclock: wallclock) }
        var canvas = Canvas(size: size)
        let cursor = draw(scene(snapshot, now, wallclock), on: &canvas)
        return Frame(canvas: canvas, cursor: cursor, nextDrawing: nextDrawing(now: now, wallclock: wallclock))
    }

    /// The clock moves each second; a form's gate, a notice and a held list end in between. A healthy screen has nothing
    /// else that does.
    private func nextDrawing(now: Instant, wallclock: Double) -> Duration {
        var next = ClockText.untilNextSecond(wallclock)
        let opens: Instant? =
            switch dialog {
            case .plan(let plan): plan.form.opens
            case .returnedNode(let node): node.form.opens
            case .steps, .reading, .demo, .quit, .palette, .filter, .request, .themes, nil: nil
            }
        for moment in [notice?.until, opens, heldUntil].compactMap(\.self) where moment > now {
            next = min(next, moment - now)
        }
        return next
    }

    func scene(_ snapshot: Snapshot, _ now: Instant, _ wallclock: Double) -> Scene {
        var scene = Scene(snapshot: snapshot, now: now, wallclock: wallclock, options: options, steady: steady)
        scene.selection = selection
        scene.looking = looking
        scene.feed = feed
        scene.latencies = latencies
        scene.history = history
        scene.journal = journal
        scene.silentUntil = bell.silentUntil
        scene.demo = demo
        scene.groups = groups
        return scene
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
        let places = places(scene, all)
        if let (line, rect) = places.more { canvas.draw(line, row: rect.row, in: rect, glyphs: scene.glyphs) }
        if let (line, rect) = places.tour { canvas.draw(line, row: rect.row, in: rect, glyphs: scene.glyphs) }
        let cursor = drawFooter(scene, on: &canvas, in: places.footer)
        drawBody(scene, on: &canvas, in: places.body, isCompact: isCompact)
        return dialog.flatMap { draw($0, scene, on: &canvas, in: places.body) } ?? cursor
    }

    private struct Places {
        var more: (Line, Rect)?
        var tour: (Line, Rect)?
        var body: Rect
        var footer: Rect
    }

    /// What stands where between the two upper lines and the footer.
    private func places(_ scene: Scene, _ all: Rect) -> Places {
        let isCompact = all.columns < MainScreen.smallest.columns || all.rows < MainScreen.smallest.rows
        let (above, footer) = all.splitBottom(1)
        var places = Places(body: above.splitTop(2).rest, footer: footer)
        if !isCompact, dialog == nil, let more = VerdictLine(scene: scene).more(columns: all.columns) {
            let (row, rest) = places.body.splitTop(1)
            places.more = (more, row)
            places.body = rest
        }
        if !isCompact, let line = tour?.line(scene.snapshot) {
            let (rest, row) = places.body.splitBottom(1)
            places.tour = (line, row)
            places.body = rest
        }
        return places
    }

    /// The pane at a place of the main screen, and where it stands; nil: none, or a dialog lies over it.
    func pane(at position: Position, _ snapshot: Snapshot, _ now: Instant) -> (pane: Pane, rect: Rect)? {
        guard dialog == nil, size.columns >= MainScreen.smallest.columns, size.rows >= MainScreen.smallest.rows else {
            return nil
        }
        let scene = scene(frozen ?? snapshot, now, snapshot.wallTime + (now - snapshot.at).seconds)
        var body = places(scene, Rect(size)).body
        if frozen != nil { body = body.splitTop(1).rest }
        guard body.contains(row: position.row, column: position.column) else { return nil }
        if looking.isEnlarged { return (selection.focus, body) }
        let part = MainScreen(scene: scene).parts(in: body).parts.first {
            $0.panel.pane != nil && $0.rect.contains(row: position.row, column: position.column)
        }
        return part.flatMap { part in part.panel.pane.map { ($0, part.rect) } }
    }

    private func drawBody(_ live: Scene, on canvas: inout Canvas, in body: Rect, isCompact: Bool) {
        var scene = live
        var body = body
        if let frozen {
            scene.snapshot = frozen
            scene.isFrozen = true
            let (banner, rest) = body.splitTop(1)
            canvas.fill(banner, role: .drill)
            let age = Figures.age(live.now - frozen.at)
            let words = " FROZEN at \(live.clock(frozen.at)), \(age) ago: what is below stands still. f or Esc goes on."
            canvas.draw(Line(words, .drill), row: banner.row, in: banner, glyphs: scene.glyphs)
            body = rest
        }
        if looking.isEnlarged {
            canvas.draw(Panels.panel(of: selection.focus, scene), in: body, scene: scene)
        } else if isCompact {
            CompactScreen(scene: scene).draw(on: &canvas, in: body)
        } else {
            MainScreen(scene: scene).draw(on: &canvas, in: body)
        }
    }

    private func drawTopLines(_ scene: Scene, on canvas: inout Canvas, isWrapped: Bool) {
        let all = canvas.bounds
        canvas.fill(all.splitTop(1).top, role: scene.bar)
        let verdict = VerdictLine(scene: scene)
        let hasPanels = all.columns >= CompactScreen.smallest.columns && all.rows >= CompactScreen.smallest.rows
        let sentence =
            hasPanels || all.rows < 3
            ? [verdict.line(columns: all.columns, isWrapped: isWrapped)] : verdict.narrow(columns: all.columns)
        canvas.draw([IdentityLine(scene: scene).line(columns: all.columns)] + sentence, in: all, glyphs: scene.glyphs)
    }

    private func drawFooter(_ scene: Scene, on canvas: inout Canvas, in rect: Rect) -> Position? {
        if case .filter(let prompt)? = dialog {
            canvas.draw(prompt.line, row: rect.row, in: rect, glyphs: scene.glyphs)
            let column = min(1 + TextWidth.columns(prompt.field.text), rect.right - 1)
            return Position(row: rect.row, column: column)
        }
        let items = dialog?.footer(scene.snapshot) ?? locks(scene.snapshot).footer()
        let line = notice?.line(now: scene.now) ?? Footer.line(items, columns: rect.columns)
        canvas.draw(line, row: rect.row, in: rect, glyphs: scene.glyphs)
        return nil
    }
}
