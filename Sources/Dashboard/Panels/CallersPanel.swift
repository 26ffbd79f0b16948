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
        var line = Line("callers   ")
        line.add("\(Figures.count(on)) of \(Figures.count(total)) on epoch \(epoch)", behind.isEmpty ? .text : .alarmP2)
        if waived > 0 { line.add("   \(waived) waived") }
        if !behind.isEmpty {
            line.add("   behind: \(behind.prefix(3).map { scene.settings.callers[$0].name }.joined(separator: ", "))")
        }
        return line
    }

    func wantedRows(columns: Int, most: Int) -> Int { min(most, Self.behind(scene.snapshot).count) }

    func lines(_ size: Size) -> [Line] {
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
