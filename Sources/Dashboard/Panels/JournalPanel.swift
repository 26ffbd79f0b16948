import RecoveryCore
import Screen

/// The journal: what was seen, decided, asked and done; the newest at the end, followed unless an entry is selected.
struct JournalPanel: Panel {
    var scene: Scene

    var pane: Pane? { .journal }

    private var filter: Filter { scene.looking.filter(of: .journal) }

    private var shown: [JournalLine] {
        filter.isEmpty ? scene.journal.lines : scene.journal.lines.filter { filter.matches($0.fields) }
    }

    func title(columns: Int) -> Line {
        var line = Line("journal")
        if !filter.isEmpty {
            line.add("   /\(filter.text)  \(shown.count) of \(scene.journal.lines.count)", .key)
        }
        line.add(scene.selection.entry == nil ? "   follows" : "   stands; End follows", .textDim)
        return line
    }

    func wantedRows(columns: Int, most: Int) -> Int { min(most, shown.count) }

    func lines(_ size: Size) -> [Line] {
        if let trouble = scene.journal.trouble {
            return Wrapping.lines("the journal cannot be read: \(trouble)", columns: size.columns).map {
                Line($0, .alarmP2)
            }
        }
        let shown = shown
        guard !shown.isEmpty, size.rows > 0 else {
            return [Line(filter.isEmpty ? "being read" : "no entry matches", .textDim)]
        }
        let selected = scene.selection.entry.flatMap { number in shown.lastIndex { $0.number <= number } }
        let last = min(
            shown.count, max(size.rows, (selected ?? shown.count - 1) + 1 + (selected == nil ? 0 : size.rows / 2)))
        return shown[max(0, last - size.rows)..<last].map { line($0, size.columns) }
    }

    private func line(_ entry: JournalLine, _ columns: Int) -> Line {
        let isSelected = entry.number == scene.selection.entry
        var line = Line(isSelected ? "\(scene.glyphs.cursor) " : "  ", .key)
        line.add(columns < 60 ? ClockText.minute(entry.wallTime) : ClockText.time(entry.wallTime), .textDim)
        line.add("  ")
        line.add(entry.text, entry.look)
        return isSelected ? line.all(.selection) : line
    }
}

extension JournalLine {
    /// Alarms as they were raised; what was asked by people and what was decided stands out from what merely happened.
    fileprivate var look: Look {
        switch entry {
        case .alarmChanged(_, _, let state, _, let priority, _, _):
            state == Alarm.State.new.rawValue ? Alarm.look(priority: priority) : .text
        case .commanded(_, _, _, let isRefused): isRefused ? .alarmP3 : .key
        case .claimed, .published, .rolesChanged: .key
        case .sampled, .intended, .ended, .noted: .textDim
        case .started, .stopped, .phaseChanged, .verdictChanged, .nodesChanged, .planned, .applied, nil: .text
        }
    }
}
