import RecoveryCore
import Screen

/// The plan dialog on 40x12: the core's short rows, one line each. It takes the identity line's place, not the verdict's.
struct PlanDialogCompact {
    var view: PlanDialogView

    private var dialog: PlanDialog { view.dialog }

    func draw(on canvas: inout Canvas) -> Position? {
        let scene = view.scene
        let all = canvas.bounds
        canvas.fill(all)
        canvas.draw(VerdictLine(scene: scene).line(columns: all.columns), row: 0, in: all, glyphs: scene.glyphs)
        canvas.draw(title(columns: all.columns), row: 1, in: all, glyphs: scene.glyphs)
        let body = all.splitTop(2).rest
        guard dialog.plan != nil, !dialog.showsConditions else {
            DialogBox(
                title: "",
                lines: shown(ConditionLines(scene: scene).lines(dialog.offer.conditions, columns: body.columns)),
                scroll: dialog.scroll, bottom: [Line("Esc close   j/k scroll", .key)]
            ).draw(on: &canvas, inside: body, glyphs: scene.glyphs)
            return nil
        }
        DialogBox(title: "", lines: shown(rows), scroll: dialog.scroll, bottom: bottom(columns: all.columns))
            .draw(on: &canvas, inside: body, glyphs: scene.glyphs)
        guard dialog.form.focus == .name else { return nil }
        return Position(row: all.bottom - 2, column: min(all.right - 1, 2 + TextWidth.columns(view.typed)))
    }

    private func shown(_ lines: [Line]) -> [Line] {
        dialog.isStale(view.scene.snapshot, now: view.scene.now) ? lines.map { $0.all(.stale) } : lines
    }

    private func title(columns: Int) -> Line {
        let heavy = view.scene.isASCII ? "==" : "━━"
        var line = Line("\(heavy) \(view.verb) \(view.direction ?? "not possible") \(heavy)", .dialogDanger)
        if let plan = dialog.plan { line.addRight(String(plan.fingerprint.prefix(8)), .dialogDanger) }
        return line
    }

    private var rows: [Line] {
        dialog.offer.rows.map { row in
            var line = Line(String(row.label.rawValue.prefix(4)), .key)
            line.tab(to: 5)
            return line.adding(row.short)
        }
    }

    /// The line above the field says why it is locked, when it locked itself.
    private func bottom(columns: Int) -> [Line] {
        let scene = view.scene
        let stale = dialog.isStale(scene.snapshot, now: scene.now)
        var above = Line(String(repeating: scene.isASCII ? "-" : "─", count: columns), .border)
        if stale {
            above = Line("LOCKED \(Figures.age(scene.age)) without news", .alarmP2)
        } else if let notice = dialog.notice {
            above = Line("LOCKED \(notice)", .alarmP2)
        }
        let name = view.target ?? ""
        let prompt = Line(
            dialog.kind == .reverseSync
                ? "type the overwritten cluster (\(name))" : "type the cluster that takes over (\(name))")
        let hasFocus = dialog.form.focus == .name
        let field = Line("> ", .key).adding(hasFocus ? view.typed : "Tab to type", hasFocus ? .text : .textDim)
        let locked = dialog.locked(scene.snapshot, now: scene.now)
        var keys = Line("Esc change nothing")
        if dialog.sent != nil {
            keys.addRight("sent ...", .keyLocked)
        } else {
            keys.addRight(
                locked == nil ? "Enter \(view.verb)" : "Enter locked", locked == nil ? .dialogDanger : .keyLocked)
        }
        return [above, prompt, field, keys]
    }
}
