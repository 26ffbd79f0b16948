import RecoveryCore
import Screen

/// The heartbeat grid of a cluster (M16) at the finest zoom that fits: names and signs below 64 nodes, then a sign a node,
/// a share a rack, a count a zone. Cells keep their place; only lists sort.
struct NodeGrid {
    enum Zoom: CaseIterable { case names, nodes, racksByZone, racks, zones, zonesBriefly, zoneSigns }

    var scene: Scene
    var cluster: Cluster
    let groups: NodeGroups
    /// Nodes that are not available, rack by rack.
    private let out: [Int]

    init(scene: Scene, cluster: Cluster) {
        self.scene = scene
        self.cluster = cluster
        let known = scene.groups
        groups =
            known.indices.contains(cluster.id.index) ? known[cluster.id.index] : NodeGroups(cluster, scene.settings)
        let nodes = scene.snapshot.nodes
        out = groups.racks.map { rack in rack.nodes.reduce(0) { nodes[$1].isAvailable ? $0 : $0 + 1 } }
    }

    func lines(_ size: Size) -> [Line] {
        guard size.rows > 0, size.columns > 0, !cluster.nodes.isEmpty else { return [] }
        for zoom in Zoom.allCases {
            guard cells(zoom) <= size.columns * size.rows else { continue }
            if let lines = lines(zoom, columns: size.columns), lines.count <= size.rows { return lines }
        }
        return []
    }

    /// At least so many cells: ten thousand signs are not laid out only to find no room.
    private func cells(_ zoom: Zoom) -> Int {
        switch zoom {
        case .names, .nodes: cluster.nodes.count
        case .racksByZone, .racks: groups.racks.count
        case .zones, .zonesBriefly, .zoneSigns: 0
        }
    }

    /// nil: this zoom is not for so many nodes, or not for so few columns.
    func lines(_ zoom: Zoom, columns: Int) -> [Line]? {
        switch zoom {
        case .names: cluster.nodes.count < 64 ? nameLines(columns: columns) : nil
        case .nodes: nodeLines(columns: columns)
        case .racksByZone: groups.isNamed ? zoneRows(columns: columns) : nil
        case .racks: rackLines(columns: columns)
        case .zones: zoneLines(columns: columns, isBrief: false)
        case .zonesBriefly: zoneLines(columns: columns, isBrief: true)
        case .zoneSigns: flow(groups.zones.map { [share($0)] }, columns: columns, gap: "")
        }
    }

    private func nameLines(columns: Int) -> [Line]? {
        let names = cluster.nodes.map { TextWidth.columns(scene.settings.nodes[$0].name) }
        let cell = (names.max() ?? 0) + 4
        let labels = groups.isNamed ? groups.racks.map { label($0) } : groups.racks.map { _ in "" }
        let indent = (labels.map { TextWidth.columns($0) }.max() ?? 0) + (groups.isNamed ? 2 : 0)
        let across = (columns - indent + 2) / cell
        guard across > 0 else { return nil }
        let racks = groups.isNamed ? groups.racks.map(\.nodes) : [Array(cluster.nodes)]
        var lines: [Line] = []
        for (rack, nodes) in racks.enumerated() {
            for (start, row) in zip(0..., stride(from: 0, to: nodes.count, by: across)) {
                var line = Line()
                if groups.isNamed { line.add(start == 0 ? labels[rack] : "", .textDim) }
                line.add(String(repeating: " ", count: indent - line.columns))
                for index in nodes[row..<min(row + across, nodes.count)] {
                    if index != nodes[row] { line.add("  ") }
                    add(index, cell: cell, to: &line)
                }
                lines.append(line)
            }
        }
        return lines
    }

    private func add(_ index: Int, cell: Int, to line: inout Line) {
        let isSelected = scene.focus == .cluster(cluster.id) && scene.node == NodeID(index)
        let name = scene.settings.nodes[index].name
        let state = scene.snapshot.nodes[index].state
        line.add(name, isSelected ? .selection : state == .up ? .text : state.look)
        line.add(" ", isSelected ? .selection : .text)
        line.add(scene.glyphs.sign(state), isSelected ? .selection : state.look)
        line.add(String(repeating: " ", count: cell - 4 - TextWidth.columns(name)))
    }

    private func label(_ rack: NodeGroups.Rack) -> String {
        rack.zone.isEmpty || rack.name.isEmpty ? rack.zone + rack.name : "\(rack.zone)/\(rack.name)"
    }

    private func nodeLines(columns: Int) -> [Line]? {
        // A sign alone is read in a crowd only; fewer nodes than this have their names.
        flow(groups.racks.map { rack in rack.nodes.map { sign($0) } }, columns: columns, gap: " ")
    }

    private func rackLines(columns: Int) -> [Line]? {
        flow(groups.zones.map { zone in zone.racks.map { share(rack: $0) } }, columns: columns, gap: " ")
    }

    /// A zone a line: its racks, and how many of its nodes are up.
    private func zoneRows(columns: Int) -> [Line]? {
        let zones = groups.zones
        let label = zones.map { TextWidth.columns($0.name) }.max() ?? 0
        let racks = zones.map(\.racks.count).max() ?? 0
        guard label > 0, label + 1 + racks <= columns else { return nil }
        return zones.map { zone in
            let (total, up) = counts(zone)
            var line = Line(zone.name, .textDim)
            line.tab(to: label + 1)
            let signs = flow([zone.racks.map { share(rack: $0) }], columns: columns, gap: "")?.first ?? Line()
            for span in signs.spans { line.add(span.text, span.look) }
            line.tab(to: label + racks + 3)
            return line.adding(Figures.ratio(up, total), up == total ? .textDim : .nodeDown)
        }
    }

    private func zoneLines(columns: Int, isBrief: Bool) -> [Line]? {
        let cells = groups.zones.map { zone -> Line in
            let (total, up) = counts(zone)
            var line = Line((groups.isNamed ? zone.name : "part \(zone.name)") + " ", .textDim)
            let sign = share(zone)
            line.add(sign.0, sign.1)
            // Briefly: how many are missing, nothing where all are there.
            let missing = up == total ? "" : " -\(total - up)"
            line.add(isBrief ? missing : " \(up)/\(total)", up == total ? .text : .nodeDown)
            return line
        }
        let width = (cells.map(\.columns).max() ?? 0) + 2
        let across = (columns + 2) / width
        guard across > 0 else { return nil }
        return stride(from: 0, to: cells.count, by: across).map { start in
            var line = Line()
            for cell in cells[start..<min(start + across, cells.count)] {
                let end = line.columns + width
                for span in cell.spans { line.add(span.text, span.look) }
                line.add(String(repeating: " ", count: max(0, end - line.columns)))
            }
            return line
        }
    }

    private func sign(_ index: Int) -> (String, Look) {
        let state = scene.snapshot.nodes[index].state
        let isSelected = scene.focus == .cluster(cluster.id) && scene.node == NodeID(index)
        return (scene.glyphs.sign(state), isSelected ? .selection : state.look)
    }

    private func counts(_ zone: NodeGroups.Zone) -> (total: Int, up: Int) {
        let total = zone.racks.reduce(0) { $0 + groups.racks[$1].nodes.count }
        return (total, total - zone.racks.reduce(0) { $0 + out[$1] })
    }

    private func share(_ zone: NodeGroups.Zone) -> (String, Look) {
        let (total, up) = counts(zone)
        return share(out: total - up, of: total)
    }

    private func share(rack: Int) -> (String, Look) { share(out: out[rack], of: groups.racks[rack].nodes.count) }

    private func share(out: Int, of total: Int) -> (String, Look) {
        (scene.glyphs.share(out, of: total), out == 0 ? .nodeUp : .nodeDown)
    }

    /// Cells one after the other, a gap between groups where it costs nothing but itself. Signs of one look that follow
    /// each other are one span.
    private func flow(_ groups: [[(String, Look)]], columns: Int, gap: String) -> [Line]? {
        guard columns > 0 else { return nil }
        var lines: [Line] = []
        var line = Line()
        var used = 0
        var run = ("", Look.text)
        func close(_ line: inout Line) {
            if !run.0.isEmpty { line.add(run.0, run.1) }
            run.0 = ""
        }
        for (number, group) in groups.enumerated() {
            if number > 0, used > 0, used + gap.count < columns {
                run.0 += gap
                used += gap.count
            }
            for (sign, look) in group {
                if used == columns {
                    close(&line)
                    lines.append(line)
                    line = Line()
                    used = 0
                }
                if look != run.1 { close(&line) }
                run.1 = look
                run.0 += sign
                used += 1
            }
        }
        close(&line)
        if used > 0 { lines.append(line) }
        return lines
    }
}
