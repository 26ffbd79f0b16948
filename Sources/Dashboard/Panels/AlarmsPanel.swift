import RecoveryCore
import Screen

/// The alarm feed (M16): what wants a person, in the order of the snapshot.
struct AlarmsPanel: Panel {
    var scene: Scene

    var pane: Pane? { .alarms }

    /// As the list shows them: held still while the operator moves in it.
    private var alarms: [Alarm] { scene.isFrozen ? scene.snapshot.alarms : scene.feed.alarms }

    func title(columns: Int) -> Line {
        let alarms = scene.snapshot.alarms
        func count(_ state: Alarm.State) -> Int { alarms.count { $0.state == state } }
        let new = count(.new)
        let active = new + count(.acked)
        var line = Line("alarms   ")
        let worst = alarms.filter { $0.state == .new }.map(\.priority).min() ?? 0
        line.add("\(new) new", Alarm.look(priority: worst))
        line.add("   \(active) active")
        if count(.gone) > 0 { line.add("   \(count(.gone)) gone") }
        if count(.shelved) > 0 { line.add("   \(count(.shelved)) shelved") }
        let filter = scene.looking.filter(of: .alarms)
        if !filter.isEmpty { line.add("   /\(filter.text)", .key) }
        if scene.feed.late > 0 { line.add("   list stands, \(scene.feed.late) new below", .key) }
        if let until = scene.silentUntil, until > scene.now {
            line.add("   bell silent until \(scene.clock(until))", .key)
        }
        return line
    }

    /// The heading and one line each; at least room for two alarms, so that the first one moves nothing.
    func wantedRows(columns: Int, most: Int) -> Int { min(most, 1 + max(2, scene.snapshot.alarms.count)) }

    func lines(_ size: Size) -> [Line] {
        guard size.rows > 0 else { return [] }
        let alarms = alarms
        if alarms.isEmpty {
            let hidden = scene.snapshot.alarms.count
            return [Line(hidden > 0 ? "no alarm matches; \(hidden) hidden by the filter" : "no alarms", .textDim)]
        }
        let hasHeading = size.rows > 2
        let places = columns(size.columns)
        var lines = hasHeading ? [heading(places)] : []
        let room = size.rows - lines.count
        let first = firstShown(room: room)
        lines += alarms[first..<min(first + room, alarms.count)].map { line($0, places) }
        let hidden = alarms.count - first - room
        if hidden > 0, lines.count > 1 {
            lines[lines.count - 1] = Line("    and \(hidden + 1) more", .textDim)
        }
        return lines
    }

    /// What stands in a row of the panel's inside.
    func alarm(atRow row: Int, of rows: Int) -> AlarmID? {
        let heading = rows > 2 ? 1 : 0
        let place = row - heading + firstShown(room: rows - heading)
        return row >= heading && alarms.indices.contains(place) ? alarms[place].id : nil
    }

    /// The list moves only when its selected alarm would leave it.
    private func firstShown(room: Int) -> Int {
        guard let selected = alarms.firstIndex(where: { $0.id == scene.alarm }) else { return 0 }
        let last = alarms.count > room ? room - 1 : room
        return selected < last ? 0 : min(selected - last + 1, max(0, alarms.count - room))
    }

    private struct Places {
        var since: Int?
        var age: Int
        var subject: Int
        var what: Int
    }

    private func columns(_ columns: Int) -> Places {
        let names =
            scene.settings.clusters.map { TextWidth.columns($0.name) } + [
                min(12, TextWidth.columns(scene.settings.system)), 5,
            ]
        let place = min(14, names.max() ?? 5) + 2
        if columns < 60 { return Places(since: nil, age: 14, subject: 21, what: 21 + place) }
        return Places(since: 16, age: 27, subject: 34, what: 34 + place)
    }

    private func heading(_ places: Places) -> Line {
        var line = Line("  pri   state", .textDim)
        if let since = places.since {
            line.tab(to: since)
            line.add("since", .textDim)
        }
        line.tab(to: places.age)
        line.add("age", .textDim)
        line.tab(to: places.subject)
        line.add("where", .textDim)
        line.tab(to: places.what)
        line.add("what", .textDim)
        return line
    }

    private func line(_ alarm: Alarm, _ places: Places) -> Line {
        let isSelected = scene.focus == .alarms && alarm.id == scene.alarm
        let look = alarm.look
        var line = Line(isSelected ? "\(scene.glyphs.cursor) " : "  ", .key)
        line.add(" \(alarm.priority)  ", look)
        line.add(alarm.state.marker, look, blinks: alarm.state == .new)
        line.add(" ", look)
        line.add(alarm.state.word, look)
        if let since = places.since {
            line.tab(to: since)
            line.add(scene.clock(alarm.since))
        }
        line.tab(to: places.age)
        line.add(age(alarm))
        line.tab(to: places.subject)
        let place = alarm.cluster.map { scene.name($0) } ?? scene.settings.system
        line.add(TextWidth.fitted(place, columns: places.what - places.subject - 1, ellipsis: scene.glyphs.ellipsis))
        line.tab(to: places.what)
        if scene.feed.hasEnded(alarm), !scene.isFrozen {
            // Its row stays until the list is let go.
            line.add("over: " + alarm.text, .textDim)
            return isSelected ? line.all(.selection) : line.all(.textDim)
        }
        line.add(alarm.text, alarm.state == .new ? look : .text)
        line.add(remarks(alarm), .textDim)
        if let note = note(alarm) { line.addRight(note, .textDim) }
        return isSelected ? line.all(.selection) : line
    }

    /// What is counted under it, that it comes and goes, and that somebody wrote a note on it.
    private func remarks(_ alarm: Alarm) -> String {
        var words = ""
        let folded = scene.snapshot.folded.count { $0.parent == alarm.id }
        if folded > 0 { words += "  +\(folded) under it" }
        if let count = scene.feed.chatter(alarm) { words += "  chatters: \(count) times in 10 min" }
        if alarm.note != nil { words += "  note" }
        return words
    }

    private func age(_ alarm: Alarm) -> String {
        let age = scene.since(alarm.since)
        return alarm.state == .new && age < .seconds(3600) ? Figures.elapsed(age) : Figures.age(age)
    }

    private func note(_ alarm: Alarm) -> String? {
        switch alarm.state {
        case .shelved: alarm.shelf.map { "until \(ClockText.minute(scene.wall($0.until)))Z \($0.operator)" }
        case .gone: alarm.ended.map { "ended \(ClockText.minute(scene.wall($0)))Z" }
        case .acked, .new, .suppressed:
            alarm.acknowledgement.map { "\($0.operator) \(ClockText.minute(scene.wall($0.at)))Z" }
        }
    }
}

extension Alarm.State {
    /// The table of alarms in `screens.md`: every state has a sign and a word.
    package var marker: String {
        switch self {
        case .new: "!"
        case .acked: "*"
        case .gone: "?"
        case .shelved: "z"
        case .suppressed: " "
        }
    }

    package var word: String {
        switch self {
        case .new: "NEW"
        case .acked: "acked"
        case .gone: "gone"
        case .shelved: "shelved"
        case .suppressed: "suppressed"
        }
    }
}
