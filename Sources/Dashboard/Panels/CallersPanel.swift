import RecoveryCore
import Screen

/// Whether every caller uses the newest epoch, and who does not (M12): a failover is finished only then.
struct CallersPanel: Panel {
    var scene: Scene

    var pane: Pane? { .callers }

    private var epoch: Epoch { scene.snapshot.epoch }

    /// Behind, and still waited for. Of a caller that fetches by itself only the delivery is known.
    static func behind(_ snapshot: Snapshot) -> [Int] {
        snapshot.callers.indices.filter { snapshot.callers[$0].standing(snapshot.epoch) == .behind }
    }

    func title(columns: Int) -> Line {
        let total = scene.snapshot.callers.count
        if total == 0 { return Line("callers   none in the settings") }
        let behind = Self.behind(scene.snapshot)
        let waived = scene.snapshot.callers.count { $0.isWaived(for: epoch) }
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

    func wantedRows(columns: Int, most: Int) -> Int { min(most, Self.behind(scene.snapshot).count) }

    func lines(_ size: Size) -> [Line] {
        if scene.looking.isEnlarged || !scene.looking.filter(of: .callers).isEmpty {
            return CallerBoardLines(scene: scene).lines(size)
        }
        let behind = Self.behind(scene.snapshot)
        if behind.isEmpty { return everyone(size) }
        let width = behind.map { TextWidth.columns(scene.settings.callers[$0].name) }.max() ?? 0
        var lines = behind.prefix(size.rows).map { line($0, nameColumns: width) }
        if behind.count > size.rows, size.rows > 0 {
            lines[size.rows - 1] = Line("and \(behind.count - size.rows + 1) more", .textDim)
        }
        return lines
    }

    /// Nobody is behind: the names, as far as there is room.
    private func everyone(_ size: Size) -> [Line] {
        guard size.rows > 0 else { return [] }
        var lines = [Line()]
        for (index, caller) in scene.settings.callers.enumerated() {
            let text = caller.name + (scene.snapshot.callers[index].isWaived(for: epoch) ? " (waived)" : "")
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
        line.add(caller.reached == 0 ? "no epoch yet" : "on epoch \(caller.reached)", .alarmP2)
        if let since = caller.since { line.add(", \(Figures.age(scene.since(since))) behind", .textDim) }
        let trouble = scene.trouble(of: CallerID(index))
        if !trouble.isEmpty { line.add(": \(trouble)") }
        if let pause = scene.pause(of: CallerID(index)) { line.add(", again in \(pause)", .textDim) }
        return line
    }
}
