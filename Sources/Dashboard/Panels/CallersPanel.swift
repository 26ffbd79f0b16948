import RecoveryCore
import Screen

/// Whether every caller uses the newest epoch, and who does not (M12): a failover is finished only then.
struct CallersPanel: Panel {
    var scene: Scene

    var pane: Pane? { .callers }

    private var epoch: Epoch { scene.snapshot.epoch }

    /// Behind, and still waited for. Of a caller that fetches by itself only the delivery is known.
    static func behind(_ snapshot: Snapshot) -> [Int] {
        snapshot.callers.indices.filter { index in
            let caller = snapshot.callers[index]
            let reached = caller.pulls ? max(caller.applied, caller.delivered) : caller.applied
            return reached < snapshot.epoch && caller.waivedEpoch < snapshot.epoch
        }
    }

    func title(columns: Int) -> Line {
        let total = scene.snapshot.callers.count
        if total == 0 { return Line("callers   none in the settings") }
        let behind = Self.behind(scene.snapshot)
        let waived = scene.snapshot.callers.count { $0.waivedEpoch >= epoch && $0.applied < epoch }
        let on = total - behind.count - waived
        let isNarrow = columns < 30
        var line = Line(isNarrow ? "callers " : "callers   ")
        let ratio = isNarrow ? Figures.ratio(on, total) : "\(Figures.count(on)) of \(Figures.count(total))"
        line.add("\(ratio) on epoch \(epoch)", behind.isEmpty ? .text : .alarmP2)
        if waived > 0 { line.add("   \(waived) waived") }
        if !behind.isEmpty {
            line.add("   behind: \(behind.prefix(3).map { scene.settings.callers[$0].name }.joined(separator: ", "))")
        }
        let filter = scene.looking.filter(of: .callers)
        if !filter.isEmpty { line.add("   /\(filter.text)", .key) }
        return line
    }

    /// Those behind first, as the enlarged pane lists them.
    static func listed(_ snapshot: Snapshot, _ filter: Filter) -> [CallerID] {
        let behind = behind(snapshot)
        let rest = snapshot.callers.indices.filter { !behind.contains($0) }
        return (behind + rest).map { CallerID($0) }.filter { filter.isEmpty || filter.matches(snapshot.fields(of: $0)) }
    }

    func wantedRows(columns: Int, most: Int) -> Int { min(most, Self.behind(scene.snapshot).count) }

    func lines(_ size: Size) -> [Line] {
        if scene.looking.isEnlarged || !scene.looking.filter(of: .callers).isEmpty { return list(size) }
        let behind = Self.behind(scene.snapshot)
        if behind.isEmpty { return everyone(size) }
        let width = behind.map { TextWidth.columns(scene.settings.callers[$0].name) }.max() ?? 0
        var lines = behind.prefix(size.rows).map { line($0, nameColumns: width) }
        if behind.count > size.rows, size.rows > 0 {
            lines[size.rows - 1] = Line("and \(behind.count - size.rows + 1) more", .textDim)
        }
        return lines
    }

    /// All of them, scrolled so that the selected one is seen.
    private func list(_ size: Size) -> [Line] {
        let listed = Self.listed(scene.snapshot, scene.looking.filter(of: .callers))
        guard size.rows > 0, !listed.isEmpty else { return [Line("no caller matches", .textDim)] }
        let width = min(24, listed.map { TextWidth.columns(scene.settings.caller($0).name) }.max() ?? 0)
        let behind = Set(Self.behind(scene.snapshot))
        let selected = listed.firstIndex { $0 == scene.selection.caller } ?? 0
        return listed.dropFirst(selected / size.rows * size.rows).prefix(size.rows).map { id in
            let isSelected = scene.focus == .callers && id == scene.selection.caller
            var line = Line(isSelected ? "\(scene.glyphs.cursor) " : "  ", .key)
            line.add(TextWidth.fitted(scene.settings.caller(id).name, columns: width, ellipsis: scene.glyphs.ellipsis))
            line.tab(to: width + 4)
            let status = scene.snapshot.callers[id.index]
            if status.pulls, status.applied == 0 {
                line.add("fetches itself, has \(status.delivered)")
            } else {
                line.add("applies \(status.applied)", behind.contains(id.index) ? .alarmP2 : .text)
                if status.delivered > status.applied { line.add(", has \(status.delivered)") }
            }
            if status.waivedEpoch >= epoch { line.add("  waived") }
            if let error = status.error { line.add("  \(error)") }
            if let retry = status.retryAt, retry > scene.now {
                line.add("  again in \(Figures.age(retry - scene.now))", .textDim)
            }
            return isSelected ? line.all(.selection) : line
        }
    }

    /// Nobody is behind: the names, as far as there is room.
    private func everyone(_ size: Size) -> [Line] {
        guard size.rows > 0 else { return [] }
        var lines = [Line()]
        for (index, caller) in scene.settings.callers.enumerated() {
            let text = caller.name + (scene.snapshot.callers[index].waivedEpoch >= epoch ? " (waived)" : "")
            if !(lines.last?.isEmpty ?? true),
                (lines.last?.columns ?? 0) + TextWidth.columns(text) + 2 > size.columns
            {
                guard lines.count < size.rows else { break }
                lines.append(Line())
            }
            lines[lines.count - 1].add(text + "  ", .textDim)
        }
        return lines
    }

    private func line(_ index: Int, nameColumns: Int) -> Line {
        let caller = scene.snapshot.callers[index]
        var line = Line(scene.settings.callers[index].name)
        line.tab(to: nameColumns + 2)
        line.add(caller.applied == 0 ? "no epoch yet" : "on epoch \(caller.applied)", .alarmP2)
        if caller.delivered >= epoch { line.add(", delivered, not applied") }
        if let error = caller.error { line.add(": \(error)") }
        if let retry = caller.retryAt, retry > scene.now {
            line.add(", again in \(Figures.age(retry - scene.now))", .textDim)
        }
        return line
    }
}
