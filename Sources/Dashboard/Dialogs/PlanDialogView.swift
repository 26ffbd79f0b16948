import RecoveryCore
import Screen

/// How the plan dialog looks on 60 columns and more. The rows are the core's own words; only the addresses of the callers
/// are laid out here.
struct PlanDialogView {
    var scene: Scene
    var dialog: PlanDialog

    var verb: String {
        switch dialog.kind {
        case .failover: "FAIL OVER"
        case .switchover: "SWITCH OVER"
        case .reverseSync: "REVERSE SYNC"
        }
    }

    var direction: String? {
        dialog.plan.map { "\(scene.name($0.from)) \(scene.plainArrow) \(scene.name($0.target))" }
    }

    var target: String? { dialog.target(scene.settings) }

    /// Time alone can lock a form: then its field is shown empty before the next key clears it.
    var typed: String {
        guard let plan = dialog.plan else { return "" }
        return dialog.isStale(scene.snapshot, now: scene.now) || scene.now >= plan.expires ? "" : dialog.form.typed
    }

    func box(columns: Int, isTall: Bool) -> DialogBox {
        let isStale = dialog.isStale(scene.snapshot, now: scene.now)
        func shown(_ lines: [Line]) -> [Line] { isStale ? lines.map { $0.all(.stale) } : lines }
        let title = direction.map { "\(verb) \(scene.settings.system):  \($0)" } ?? "\(verb) is not possible now"
        guard let plan = dialog.plan, !dialog.showsConditions else {
            return DialogBox(
                title: title, isDangerous: dialog.plan != nil,
                lines: shown(ConditionLines(scene: scene).lines(dialog.offer.conditions, columns: columns)),
                scroll: dialog.scroll, bottom: [Line(), status])
        }
        return DialogBox(
            title: title, trailing: "plan \(plan.fingerprint.prefix(8))", isDangerous: true,
            pinned: shown(facts(columns: columns, isTall: isTall)), lines: shown(changes(plan, columns: columns)),
            scroll: dialog.scroll, bottom: [Line(), field, Line(), buttons, status])
    }

    func facts(columns: Int, isTall: Bool) -> [Line] {
        var lines: [Line] = []
        for row in dialog.offer.rows {
            if isTall, !lines.isEmpty { lines.append(Line()) }
            let texts = row.lines.flatMap { text in
                TextWidth.columns(text) <= columns - 7 ? [text] : Wrapping.lines(text, columns: columns - 7)
            }
            for (index, text) in texts.enumerated() {
                var line = Line(index == 0 ? row.label.rawValue : "", .key)
                line.add(String(repeating: " ", count: 7 - line.columns))
                lines.append(line.adding(text))
            }
        }
        return lines
    }

    /// Every address before and after, caller by caller; what is left out is named with its reason.
    func changes(_ plan: Plan, columns: Int) -> [Line] {
        let callers = plan.changes.map { TextWidth.columns(scene.settings.caller($0.caller).name) }.max() ?? 0
        let services = plan.changes.map { TextWidth.columns($0.service) }.max() ?? 0
        let befores = plan.changes.map { TextWidth.columns($0.before?.address ?? "nothing") }.max() ?? 0
        return plan.changes.map { change in
            var line = Line("  " + scene.settings.caller(change.caller).name)
            line.tab(to: 2 + min(callers, 20) + 1)
            line.add(change.service, .textDim)
            line.tab(to: 2 + min(callers, 20) + 1 + min(services, 20) + 1)
            let start = line.columns
            line.add("- \(change.before?.address ?? "nothing")", .diffOld)
            line.tab(to: start + befores + 4)
            if let after = change.after {
                line.add("+ \(after.address)", .diffNew)
                if after.interface != change.before?.interface { line.add(" (\(after.interface))") }
            } else {
                line.add("keeps it: \(change.omitted ?? "not provided")", .alarmP2)
            }
            return line
        }
    }

    var fieldPrompt: String {
        let target = target ?? ""
        return switch dialog.kind {
        case .failover, .switchover: "type the name of the cluster that takes over (\(target))  > "
        case .reverseSync: "type the name of the cluster that is overwritten (\(target))  > "
        }
    }

    var field: Line {
        let hasFocus = dialog.form.focus == .name
        var line = Line(fieldPrompt, hasFocus ? .key : .text)
        line.add(typed.isEmpty && !hasFocus ? "Tab to type" : typed, hasFocus ? .text : .textDim)
        return line
    }

    var buttons: Line {
        let locked = dialog.locked(scene.snapshot, now: scene.now)
        var line = Line("  [ Esc  change nothing ]      ", .text)
        line.add("( Enter  \(verb)\(goal) )", locked == nil ? .dialogDanger : .keyLocked)
        if let locked { line.add(locked == "sent" ? "  sent ..." : "  locked", .keyLocked) }
        return line
    }

    private var goal: String {
        guard let target else { return "" }
        return dialog.kind == .reverseSync ? " onto \(target)" : " to \(target)"
    }

    /// What locked it last, or how long the facts hold.
    var status: Line {
        if dialog.plan != nil, dialog.isStale(scene.snapshot, now: scene.now) {
            return Line("LOCKED  the facts are \(Figures.age(scene.age)) old: drtop hears nothing new", .alarmP2)
        }
        guard let plan = dialog.plan else {
            if let notice = dialog.notice { return Line("LOCKED  \(notice)", .alarmP2) }
            return Line("read only: these lines are live", .textDim)
        }
        if scene.now >= plan.expires { return Line("LOCKED  the plan has expired; a new one comes", .alarmP2) }
        if let notice = dialog.notice {
            return Line((dialog.form.typed.isEmpty ? "LOCKED  " : "it was locked: ") + notice, .alarmP2)
        }
        return Line("facts live; if one changes, this form locks and says what changed", .textDim)
    }
}
