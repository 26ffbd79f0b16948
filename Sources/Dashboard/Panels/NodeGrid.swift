import RecoveryCore
import Screen

/// The heartbeat grid of a cluster (M16) at the finest zoom that fits: below 64 nodes names with their last heartbeats or
/// their signs, then a sign a node, a share a rack, a count a zone. Cells keep their place; only lists sort.
struct NodeGrid {
    enum Form: CaseIterable { case strips, names, nodes, racksByZone, racks, zones, zonesBriefly, zoneSigns, braille }

    /// Below so many nodes their names are shown.
    static let named = 64
    /// Below so many each node may have a row's worth of heartbeats.
    private static let withStrips = 32
    private static let automatic: [Form] = [
        .strips, .names, .nodes, .racksByZone, .racks, .zones, .zonesBriefly, .zoneSigns,
    ]

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
        guard let form = form(size), let lines = lines(form, columns: size.columns) else { return [] }
        return withWorst(lines, size)
    }

    /// How many of these rows it takes.
    func rows(_ size: Size) -> Int { form(size).flatMap { rows($0, columns: size.columns) } ?? 0 }

    /// The first that finds room.
    private func form(_ size: Size) -> Form? {
        guard size.rows > 0, size.columns > 0, !cluster.nodes.isEmpty else { return nil }
        return forms.first { rows($0, columns: size.columns).map { $0 <= size.rows } ?? false }
    }

    /// The operator's zoom first; what is coarser when it finds no room.
    private var forms: [Form] {
        switch scene.looking.zoom {
        case nil, .list: Self.automatic
        case .node: [.strips, .names, .nodes] + (scene.isASCII ? [] : [.braille]) + Self.automatic
        case .rack: [.racksByZone, .racks, .zones, .zonesBriefly, .zoneSigns]
        case .zone: [.zones, .zonesBriefly, .zoneSigns]
        }
    }

    /// Beside the map, where there is room: the racks that miss most, by name.
    private func withWorst(_ lines: [Line], _ size: Size) -> [Line] {
        guard lines.count > 1, groups.isNamed, cluster.nodes.count >= Self.named, out.contains(where: { $0 > 0 }) else {
            return lines
        }
        let width = lines.map(\.columns).max() ?? 0
        let worst = out.indices.filter { out[$0] > 0 }.sorted { left, right in
            let (first, second) = (groups.racks[left].nodes.count, groups.racks[right].nodes.count)
            return out[left] * second == out[right] * first ? left < right : out[left] * second > out[right] * first
        }
        let words =
            ["worst racks"]
            + worst.prefix(lines.count - 1).map { rack in
                let total = groups.racks[rack].nodes.count
                return "\(label(groups.racks[rack])) \(total - out[rack])/\(total)"
            }
        guard width + 3 + (words.map { TextWidth.columns($0) }.max() ?? 0) <= size.columns else { return lines }
        return zip(lines, 0...).map { line, row in
            var line = line
            if words.indices.contains(row) { line.addRight(words[row], row == 0 ? .textDim : .nodeDown) }
            return line
        }
    }

    /// As many as `lines` returns, counted: ten thousand signs are not laid out only to find no room.
    func rows(_ form: Form, columns: Int) -> Int? {
        switch form {
        case .nodes: SignFlow.rows(groups.racks.lazy.map { $0.nodes.count }, columns: columns)
        case .racksByZone: hasZoneRows(columns: columns) ? groups.zones.count : nil
        case .racks: SignFlow.rows(groups.zones.lazy.map { $0.racks.count }, columns: columns)
        case .braille: (BrailleMap.cells(cluster.nodes.count) + columns - 1) / columns
        case .zoneSigns: (groups.zones.count + columns - 1) / columns
        // Few cells.
        case .strips, .names, .zones, .zonesBriefly: lines(form, columns: columns)?.count
        }
    }

    /// nil: this form is not for so many nodes, or not for so few columns.
    func lines(_ form: Form, columns: Int) -> [Line]? {
        switch form {
        case .strips: cluster.nodes.count < Self.withStrips ? stripLines(columns: columns) : nil
        case .braille: BrailleMap.lines(cluster, scene.snapshot.nodes, columns: columns)
        case .names: cluster.nodes.count < Self.named ? nameLines(columns: columns) : nil
        case .nodes: nodeLines(columns: columns)
        case .racksByZone: hasZoneRows(columns: columns) ? zoneRows : nil
        case .racks: rackLines(columns: columns)
        case .zones: zoneLines(columns: columns, isBrief: false)
        case .zonesBriefly: zoneLines(columns: columns, isBrief: true)
        case .zoneSigns: SignFlow.lines([groups.zones.map { share($0) }], columns: columns)
        }
    }

    /// A node with its last heartbeats; in columns that are read downwards.
    private func stripLines(columns: Int) -> [Line]? {
        let beats = 20
        let names = min(20, cluster.nodes.map { TextWidth.columns(scene.settings.nodes[$0].name) }.max() ?? 0)
        let cell = names + 3 + beats
        let across = (columns + 3) / (cell + 3)
        guard across > 0 else { return nil }
        let rows = (cluster.nodes.count + across - 1) / across
        return (0..<rows).map { row in
            var line = Line()
            for column in 0..<across {
                let offset = column * rows + row
                guard offset < cluster.nodes.count else { break }
                let index = cluster.nodes.lowerBound + offset
                if column > 0 { line.tab(to: column * (cell + 3)) }
                add(index, cell: names + 4, to: &line)
                line.add(" ")
                let history = scene.snapshot.nodes[index].history
                for span in HeartbeatStrip(history: history, count: beats, glyphs: scene.glyphs).spans {
                    line.add(span.0, span.1)
                }
            }
            return line
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
        let shown = TextWidth.fitted(name, columns: cell - 4, ellipsis: scene.glyphs.ellipsis)
        line.add(shown, isSelected ? .selection : state == .up ? .text : state.look)
        line.add(" ", isSelected ? .selection : .text)
        line.add(scene.glyphs.sign(state), isSelected ? .selection : state.look)
        line.add(String(repeating: " ", count: max(0, cell - 4 - TextWidth.columns(shown))))
    }

    private func label(_ rack: NodeGroups.Rack) -> String {
        rack.zone.isEmpty || rack.name.isEmpty ? rack.zone + rack.name : "\(rack.zone)/\(rack.name)"
    }

    private func nodeLines(columns: Int) -> [Line]? {
        // A sign alone is read in a crowd only; fewer nodes than this have their names.
        SignFlow.lines(groups.racks.map { rack in rack.nodes.map { sign($0) } }, columns: columns)
    }

    private func rackLines(columns: Int) -> [Line]? {
        SignFlow.lines(groups.zones.map { zone in zone.racks.map { share(rack: $0) } }, columns: columns)
    }

    /// A zone a line: its racks, and how many of its nodes are up.
    private var zoneRows: [Line] {
        groups.zones.map { zone in
            let (total, up) = counts(zone)
            var line = Line(zone.name, .textDim)
            line.tab(to: groups.zoneColumns + 1)
            let signs = SignFlow.lines([zone.racks.map { share(rack: $0) }], columns: groups.zoneRacks).first ?? Line()
            for span in signs.spans { line.add(span.text, span.look) }
            line.tab(to: groups.zoneColumns + groups.zoneRacks + 3)
            return line.adding(Figures.ratio(up, total), up == total ? .textDim : .nodeDown)
        }
    }

    private func hasZoneRows(columns: Int) -> Bool {
        groups.isNamed && groups.zoneColumns > 0 && groups.zoneColumns + 1 + groups.zoneRacks <= columns
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
}
