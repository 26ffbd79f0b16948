import RecoveryCore
import Screen

/// The main screen on 40x12: two lines a cluster, the cost of a failover when one is offered, then the alarms.
struct CompactScreen {
    var scene: Scene

    static let smallest = Size(columns: 40, rows: 12)

    func draw(on canvas: inout Canvas, in rect: Rect) {
        canvas.draw(lines(columns: rect.columns, rows: rect.rows), in: rect, glyphs: scene.glyphs)
    }

    private func lines(columns: Int, rows: Int) -> [Line] {
        let rule = Line(String(repeating: scene.isASCII ? "-" : "─", count: columns), .border)
        var lines = [rule]
        let ids = shown(most: max(1, (rows - 4) / 2))
        for id in ids { lines += cluster(id, columns: columns) }
        if let sync = syncLine { lines.append(sync) }
        lines.append(rule)
        lines += offer
        lines += alarms(room: rows - lines.count)
        return scene.isDim ? lines.map { $0.all(.stale) } : lines
    }

    private func shown(most: Int) -> [ClusterID] {
        let ids = scene.settings.clusters.map(\.id)
        guard ids.count > most else { return ids }
        let primary = scene.primary
        return Array((ids.filter { $0 == primary } + ids.filter { $0 != primary }).prefix(most))
    }

    private func cluster(_ id: ClusterID, columns: Int) -> [Line] {
        let status = scene.status(id)
        let isFocused = scene.focus == .cluster(id)
        var head = Line(isFocused ? scene.glyphs.cursor : " ", .key)
        head.add("\(scene.name(id)) ")
        head.add(status.role.capitals, scene.look(status.role))
        head.tab(to: 14)
        let gauge = Gauge(
            available: status.available, total: status.total,
            limit: scene.settings.threshold.limit(total: status.total))
        for span in gauge.line(width: columns - head.columns - 2, glyphs: scene.glyphs).spans {
            head.add(span.text, span.look)
        }
        head.add(" \(scene.glyphs.sign(status.verdict))", status.verdict.look)

        var state = Line("   ")
        state.add(Figures.ratio(status.available, status.total))
        state.add(" \(status.verdict.word)  ", status.verdict.look)
        if let first = status.firstOut.first, status.verdict != .available {
            state.add("first out \(scene.name(first.node)) \(scene.clock(first.at))")
        } else if status.role == .failed {
            state.add(status.isFenced ? "fenced" : "not fenced", .failed)
        } else if status.role == .primary, !scene.snapshot.callers.isEmpty {
            let behind = CallersPanel.behind(scene.snapshot).count
            let total = scene.snapshot.callers.count
            state.add("\(total - behind)/\(total) callers on \(scene.snapshot.epoch)", behind > 0 ? .alarmP2 : .text)
        }
        return [head, state]
    }

    private var syncLine: Line? {
        guard let sync = scene.snapshot.sync.first else { return nil }
        let leftward = sync.from > sync.to
        let arrow = scene.arrow(sync, to: sync.to, leftward: leftward)
        var line = Line(scene.focus == .sync ? scene.glyphs.cursor : " ", .key)
        line.add(arrow.text, arrow.look)
        line.add(" sync \(sync.inSync)/\(sync.pairs)  ")
        switch sync.state {
        case .running, .betweenRuns:
            let isLive = scene.isLive(sync)
            let lag = isLive ? Figures.bytes(sync.lagBytes) : Figures.unknown
            line.add(scene.isHealthy && isLive ? "running" : "lag \(lag)", isLive ? .text : .stale)
        case .copying: line.add("copying" + (sync.progress.map { " \(Int($0 * 100))%" } ?? ""))
        case .stopped: line.add("stopped \(Figures.age(scene.since(sync.since)))", arrow.look)
        case .stalled: line.add("stalled \(Figures.age(scene.since(sync.since)))", .syncBad)
        case .unknown: line.add(Figures.unknown, .nodeNoData)
        }
        return line
    }

    /// What acting would cost, where acting is possible and called for.
    private var offer: [Line] {
        guard !scene.isHealthy else { return [] }
        for kind in [RoleChangeKind.failover, .reverseSync] {
            guard let offer = scene.snapshot.offer(kind), offer.isPossible else { continue }
            return offer.rows.filter { $0.label == .cost || $0.label == .undo }.map {
                Line($0.label.rawValue + " ", .key).adding($0.short)
            }
        }
        return []
    }

    private func alarms(room: Int) -> [Line] {
        guard room > 0 else { return [] }
        if scene.snapshot.alarms.isEmpty { return [Line("no alarms", .textDim)] }
        return AlarmsPanel(scene: scene).lines(Size(columns: 40, rows: room))
    }
}
