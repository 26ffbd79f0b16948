import RecoveryCore
import Screen

/// A cluster: its role, its ratio against the threshold, its nodes, and what matters most about it now.
struct ClusterPanel: Panel {
    let scene: Scene
    let id: ClusterID
    /// nil: a list instead. Made once, for measuring and for drawing: it goes through all the nodes.
    private let grid: NodeGrid?

    init(scene: Scene, id: ClusterID) {
        self.scene = scene
        self.id = id
        grid = scene.looking.isList(id) ? nil : NodeGrid(scene: scene, cluster: scene.settings.cluster(id))
    }

    private var status: ClusterStatus { scene.status(id) }
    private var cluster: Cluster { scene.settings.cluster(id) }
    private var limit: Int { scene.settings.threshold.limit(total: status.total) }

    var pane: Pane? { .cluster(id) }

    func title(columns: Int) -> Line {
        var line = Line(scene.name(id))
        line.add(" - ", .textDim)
        line.add(status.role.capitals, scene.look(status.role))
        if status.role == .failed { line.add(status.isFenced ? ", fenced" : ", not fenced", .failed) }
        let filter = scene.looking.filter(of: .cluster(id))
        if !filter.isEmpty {
            let nodes = NodeList(scene: scene, cluster: cluster).nodes
            line.add("   /\(filter.text)  \(nodes.count) of \(cluster.nodes.count)", .key)
        } else if scene.looking.zoom == .list, scene.focus == .cluster(id) {
            line.add("   by \(scene.looking.sort.rawValue)", .textDim)
        }
        return line
    }

    func wantedRows(columns: Int, most: Int) -> Int {
        guard let grid else { return min(most, 4 + NodeList(scene: scene, cluster: cluster).nodes.count) }
        return min(most, 3 + grid.rows(Size(columns: columns, rows: max(1, most - 3))))
    }

    func lines(_ size: Size) -> [Line] {
        guard let grid else {
            let gauge = Gauge(available: status.available, total: status.total, limit: limit)
            let head = size.rows > 5 ? [gauge.line(width: size.columns, glyphs: scene.glyphs)] : []
            let rest = Size(columns: size.columns, rows: size.rows - head.count)
            return head + NodeList(scene: scene, cluster: cluster).lines(rest)
        }
        var lines = [ratioLine(columns: size.columns)]
        lines.append(
            Gauge(available: status.available, total: status.total, limit: limit)
                .line(width: size.columns, glyphs: scene.glyphs))
        let room = size.rows - lines.count
        lines += grid.lines(Size(columns: size.columns, rows: max(1, room - 1)))
        // What matters most comes last, where there is room; a cluster that is not well gives up the map for it.
        let state = stateLine(columns: size.columns)
        if lines.count < size.rows {
            lines.append(state)
        } else if status.verdict != .available, size.rows > 2 {
            lines[size.rows - 1] = state
        }
        return lines
    }

    private func ratioLine(columns: Int) -> Line {
        var line = Line("\(scene.glyphs.sign(status.verdict)) ", status.verdict.look)
        line.add(status.verdict.word, status.verdict == .available ? .text : status.verdict.look)
        line.add("  \(Figures.ratio(status.available, status.total))")
        let room = columns - line.columns - 2
        if let label = limitLabels.first(where: { TextWidth.columns($0) <= room }) { line.addRight(label, .textDim) }
        return line
    }

    /// Lower case: the capitals appear only while an alarm is raised.
    private var limitLabels: [String] {
        let limit = Figures.count(limit)
        return switch status.role {
        case .primary: ["first alarm at \(limit) or fewer", "first alarm <=\(limit)", "alarm <=\(limit)"]
        case .backup: ["second alarm at \(limit) or fewer", "second alarm <=\(limit)", "alarm <=\(limit)"]
        case .failed: ["available above \(limit)", ">\(limit)"]
        }
    }

    /// One line: first out while it fails, how long it is stable while it recovers, otherwise its slowest heartbeat.
    private func stateLine(columns: Int) -> Line {
        switch status.verdict {
        case .failing, .failed:
            return firstOut(columns: columns) ?? Line("since \(scene.clock(status.since))", .text)
        case .recovering:
            return Line("stable for \(Figures.elapsed(scene.since(status.since)))")
        case .unknown:
            let isHeard = cluster.nodes.contains { scene.snapshot.nodes[$0].lastAnswered != nil }
            if isHeard { return Line("nothing is known since \(scene.clock(status.since))", .nodeNoData) }
            return Line("no round of heartbeats has ended yet", .textDim)
        case .available:
            return notUp ?? slowest
        }
    }

    /// As many as fit, each of them whole.
    private func firstOut(columns: Int) -> Line? {
        guard let first = status.firstOut.first else { return nil }
        var line = Line("first out \(scene.name(first.node)) \(scene.clock(first.at))")
        for out in status.firstOut.dropFirst() {
            let longer = line.adding(", \(scene.name(out.node)) +\(Figures.duration(out.at - first.at))")
            if longer.columns > columns { break }
            line = longer
        }
        return line
    }

    /// Nodes that are not up by name, so that every sign of the map has its word beside it.
    private var notUp: Line? {
        var words: [String] = []
        for index in cluster.nodes {
            let node = scene.snapshot.nodes[index]
            if case .up = node.state { continue }
            let name = scene.settings.nodes[index].name
            words.append("\(name) \(node.state.word) \(Figures.age(scene.since(node.since)))")
            if words.count == 4 { break }
        }
        return words.isEmpty ? nil : Line(words.joined(separator: ", "))
    }

    private var slowest: Line {
        let index = id.index
        guard scene.steady.heartbeats.indices.contains(index), let bound = scene.steady.heartbeats[index] else {
            return Line("slowest heartbeat \(Figures.unknown)", .textDim)
        }
        let level = Duration.milliseconds(Int64(bound.level))
        // A name stands there only while somebody is conspicuous: below, it would change with every round.
        if level >= scene.settings.heartbeat.timeout / 5, let node = scene.steady.slowest[index] {
            return Line("slowest heartbeat \(scene.name(node)), under \(Figures.duration(level))", .nodeLate)
        }
        return Line("every heartbeat under \(Figures.duration(level))", .textDim)
    }
}
