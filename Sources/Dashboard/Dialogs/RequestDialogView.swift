import RecoveryCore
import Screen

extension RequestDialog {
    func box(_ scene: Scene, columns: Int) -> DialogBox {
        var lines = facts(scene).flatMap { Wrapping.lines($0, columns: columns).map { Line($0) } }
        var bottom: [Line] = [Line()]
        if needsWords { bottom.append(field(wordsPrompt, words.text, .words)) }
        if needsEnd {
            var line = field("until    > ", end.text, .end)
            if let until = EndTime.parse(end.trimmed, wallclock: scene.wallclock) {
                let time = ClockText.minute(scene.wallclock + until.seconds)
                line.add("   \(time)Z, in \(Figures.duration(until))", .textDim)
            }
            bottom.append(line)
        }
        bottom += [choice("change nothing", isOn: !isChosen, scene), choice(deed(scene), isOn: isChosen, scene)]
        if let fault { bottom.append(Line(fault, .alarmP2)) }
        if lines.isEmpty { lines = [Line()] }
        return DialogBox(title: title(scene), isDangerous: isGrave, lines: lines, bottom: bottom)
    }

    /// Where the cursor belongs, in columns from the box's inside and rows from its last line.
    func cursor() -> (column: Int, fromBottom: Int)? {
        let below = (fault == nil ? 0 : 1) + 2
        switch part {
        case .words: return (TextWidth.columns(wordsPrompt + words.text), below + (needsEnd ? 1 : 0))
        case .end: return (TextWidth.columns("until    > " + end.text), below)
        case .choice: return nil
        }
    }

    private var isGrave: Bool {
        switch subject {
        case .override, .mode(.automatic): true
        case .acknowledgeAll, .shelve, .note, .startMaintenance, .endMaintenance, .waive, .sendAgain, .mode: false
        }
    }

    private var wordsPrompt: String { if case .note = subject { "note     > " } else { "reason   > " } }

    private func field(_ prompt: String, _ text: String, _ own: Part) -> Line {
        Line(prompt, part == own ? .key : .textDim).adding(text)
    }

    private func choice(_ words: String, isOn: Bool, _ scene: Scene) -> Line {
        let look: Look = isOn ? (part == .choice ? .selection : .key) : .text
        return Line("\(isOn ? scene.glyphs.cursor : " ") \(words)", look)
    }

    private func title(_ scene: Scene) -> String {
        switch subject {
        case .acknowledgeAll: "acknowledge all alarms"
        case .shelve(let alarm): "shelve alarm \(alarm.id.number)"
        case .note(let alarm): "note on alarm \(alarm.id.number)"
        case .startMaintenance(let node): "maintenance of \(scene.name(node))"
        case .endMaintenance(let node): "end the maintenance of \(scene.name(node))"
        case .waive(let caller): "do not wait for \(scene.settings.caller(caller).name)"
        case .sendAgain(let caller): "send to \(scene.settings.caller(caller).name) again"
        case .override: "override the second opinion"
        case .mode(let mode): "mode \(mode.rawValue)"
        }
    }

    private func deed(_ scene: Scene) -> String {
        switch subject {
        case .acknowledgeAll: "acknowledge \(Figures.plural(waiting(scene).count, "alarm")): you look after all of them"
        case .shelve: "shelve it"
        case .note: "write the note"
        case .startMaintenance(let node): "take \(scene.name(node)) out of the ratio"
        case .endMaintenance(let node): "count \(scene.name(node)) again"
        case .waive(let caller): "go on without \(scene.settings.caller(caller).name)"
        case .sendAgain: "send epoch \(scene.snapshot.epoch) again, now"
        case .override: "override: a failover may be confirmed then"
        case .mode(let mode): "set mode \(mode.rawValue)"
        }
    }

    private func waiting(_ scene: Scene) -> [Alarm] {
        scene.snapshot.alarms.filter { $0.acknowledgement == nil }
    }

    private func facts(_ scene: Scene) -> [String] {
        switch subject {
        case .acknowledgeAll:
            return waiting(scene).prefix(6).map { "P\($0.priority)  \($0.text)" }
                + (waiting(scene).count > 6 ? ["and \(waiting(scene).count - 6) more"] : [])
        case .shelve(let alarm):
            return [
                "P\(alarm.priority)  \(alarm.text)", "Shelved it rings no more and is shown last, until the end time.",
            ]
        case .note(let alarm):
            return ["P\(alarm.priority)  \(alarm.text)"]
                + (alarm.note.map { ["now: \($0.text) (\($0.operator))"] } ?? [])
        case .startMaintenance(let node):
            let status = scene.status(scene.settings.node(node).cluster)
            let left = max(0, status.total - 1)
            return [
                "\(scene.name(node)) is not counted in the ratio until then: \(left) nodes are left, "
                    + "the limit is \(scene.settings.threshold.limit(total: left)).",
                "Its heartbeats go on. Nothing is done to the node itself.",
            ]
        case .endMaintenance(let node):
            return ["\(scene.name(node)) is \(scene.status(node).trouble.words)"].filter { _ in
                scene.status(node).trouble != .none
            }
        case .waive(let caller):
            let status = scene.snapshot.callers[caller.index]
            return [
                "It is on epoch \(status.reached), the newest is \(scene.snapshot.epoch).",
                status.error.map { "Its trouble: \($0)" } ?? "",
                "It keeps the addresses it has, and is told of the next epoch again.",
            ].filter { !$0.isEmpty }
        case .sendAgain(let caller):
            let trouble = scene.trouble(of: caller)
            return [
                "It is on epoch \(scene.snapshot.callers[caller.index].reached), the newest is \(scene.snapshot.epoch).",
                trouble.isEmpty ? "" : "Its trouble: \(trouble)",
                "Every way of it is gone once more: its file is written, its reload runs, its address is asked.",
            ].filter { !$0.isEmpty }
        case .override:
            return [
                "A backup still receives from the primary that is silent for drtop. If the primary serves its callers, a "
                    + "failover makes two clusters accept writes.",
                "Make sure by another way that it does not. The failover itself is confirmed in its own plan.",
            ]
        case .mode(.observe): return ["drtop touches nothing outside: no sync is stopped, nothing is fenced."]
        case .mode(.confirm): return ["drtop protects by itself and changes roles only when a person confirms."]
        case .mode(.automatic):
            return ["drtop fails over by itself when it is safe, after a count-down that x ends."]
        }
    }
}
