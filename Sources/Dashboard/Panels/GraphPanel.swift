import RecoveryCore
import Screen

/// The last hour, a column a minute: how many nodes of each cluster were available at the worst of it, the lag, and how
/// many alarms there were.
struct GraphPanel: Panel {
    var scene: Scene
    /// On the main screen: availability alone, which stands still while all is well.
    var isBrief = false

    var pane: Pane? { isBrief ? nil : .graph }

    func title(columns: Int) -> Line {
        Line("the last hour").adding("   a column a minute, the newest right", .textDim)
    }

    func wantedRows(columns: Int, most: Int) -> Int { min(most, 3 * scene.settings.clusters.count + 6) }

    func lines(_ size: Size) -> [Line] {
        let minutes = scene.history.columns(max(1, min(History.length, size.columns - 9)))
        let blocks = scene.settings.clusters.count + (isBrief ? 0 : 2)
        // A heading and a graph each; the graphs grow with the room.
        let height = min(6, max(1, (size.rows - blocks - 1) / blocks))
        var lines: [Line] = []
        for (index, cluster) in scene.settings.clusters.enumerated() {
            lines += availability(index, cluster, minutes, height)
        }
        if !isBrief {
            lines += lag(minutes, height)
            lines += alarms(minutes, height)
        }
        lines.append(axis(minutes.count))
        return lines
    }

    private func availability(_ index: Int, _ cluster: Cluster, _ minutes: [History.Minute?], _ height: Int) -> [Line] {
        let known = minutes.enumerated().compactMap { place, minute in
            minute.flatMap {
                $0.available.indices.contains(index) ? (place, $0.available[index], $0.total[index]) : nil
            }
        }
        let status = scene.status(cluster.id)
        var heading = Line(cluster.name, .key)
        heading.add("  \(Figures.ratio(status.available, status.total)) available now")
        if let lowest = known.min(by: { $0.1 * max(1, $1.2) < $1.1 * max(1, $0.2) }), lowest.1 < lowest.2 {
            let ago = minutes.count - 1 - lowest.0
            heading.add(", lowest \(Figures.ratio(lowest.1, lowest.2)) \(ago == 0 ? "this minute" : "\(ago) min ago")")
        }
        let limit = scene.settings.threshold
        let values = minutes.map { minute -> Bar? in
            guard let minute, minute.available.indices.contains(index), minute.total[index] > 0 else { return nil }
            let isAvailable = limit.isExceeded(available: minute.available[index], total: minute.total[index])
            return Bar(
                value: Double(minute.available[index]) / Double(minute.total[index]),
                look: isAvailable ? .graph : .nodeDown)
        }
        return [heading] + bars(values, of: 1, height)
    }

    private func lag(_ minutes: [History.Minute?], _ height: Int) -> [Line] {
        let values = minutes.map { $0?.lagBytes.map(Double.init) }
        let most = values.compactMap(\.self).max()
        var heading = Line("lag", .key)
        heading.add("  at most \(most.map { Figures.bytes(Int64($0)) } ?? Figures.unknown)")
        return [heading] + bars(values.map { $0.map { Bar(value: $0, look: .graph) } }, of: max(1, most ?? 1), height)
    }

    private func alarms(_ minutes: [History.Minute?], _ height: Int) -> [Line] {
        let most = minutes.compactMap { $0?.alarms }.max() ?? 0
        var heading = Line("alarms", .key)
        heading.add("  at most \(most) at once")
        let values = minutes.map { minute in
            minute.map {
                Bar(value: Double($0.alarms), look: $0.worstPriority.map { $0 > 2 ? .alarmP3 : .alarmP2 } ?? .graph)
            }
        }
        return [heading] + bars(values, of: Double(max(1, most)), height)
    }

    private struct Bar {
        var value: Double
        var look: Look
    }

    /// Columns of `height` cells, drawn with the ramp; what is not known stays blank.
    private func bars(_ values: [Bar?], of maximum: Double, _ height: Int) -> [Line] {
        (0..<height).reversed().map { row in
            var line = Line("       ", .textDim)
            for bar in values {
                guard let bar else {
                    line.add(" ")
                    continue
                }
                // The part of the bar that falls into this row.
                let share = min(1, max(0, bar.value / maximum * Double(height) - Double(row)))
                let isEmpty = share <= 0 && (row > 0 || bar.value <= 0)
                let sign = row == 0 && bar.value <= 0 ? scene.glyphs.ramp[0] : scene.glyphs.height(share, of: 1)
                // Heights are not alarms: a colour is enough, the whole background would shout.
                line.add(isEmpty && row > 0 ? " " : sign, bar.value <= 0 ? .textDim : bar.look)
            }
            return line
        }
    }

    private func axis(_ count: Int) -> Line {
        var line = Line("      ", .textDim)
        for column in stride(from: 0, to: count - 12, by: 15) {
            let ago = count - 1 - column
            line.tab(to: 7 + column)
            line.add("-\(ago) min", .textDim)
        }
        line.tab(to: 7 + count - 3)
        line.add("now", .textDim)
        return line
    }
}
