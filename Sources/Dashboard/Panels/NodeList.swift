import RecoveryCore
import Screen

/// The nodes of a cluster as rows: what matches the filter, sorted, scrolled so that the selected one is seen.
struct NodeList {
    var scene: Scene
    var cluster: Cluster

    var nodes: [NodeID] { scene.looking.nodes(of: cluster.id, scene.snapshot) }

    func lines(_ size: Size) -> [Line] {
        guard size.rows > 0 else { return [] }
        let nodes = nodes
        if nodes.isEmpty { return [Line("no node matches", .textDim)] }
        let hasHeading = size.rows > 3
        let room = size.rows - (hasHeading ? 1 : 0)
        let selected = nodes.firstIndex { $0 == scene.node } ?? 0
        // A page at a time: the rows do not move with each key.
        let first = room > 0 ? selected / room * room : 0
        let shown = nodes.dropFirst(first).prefix(room)
        let names = max(4, shown.map { TextWidth.columns(scene.name($0)) }.max() ?? 4)
        let places = shown.map { TextWidth.columns(place($0)) }.max() ?? 0
        var lines: [Line] = []
        if hasHeading {
            var heading = Line("    name", .textDim)
            heading.tab(to: 4 + min(20, names) + 2)
            heading.add("state        since  latency", .textDim)
            lines.append(heading.adding(places > 0 ? "  place" : "", .textDim))
        }
        lines += shown.map { line($0, names: min(20, names), places: min(16, places), columns: size.columns) }
        let hidden = nodes.count - first - shown.count
        if hidden > 0, lines.count > 2 { lines[lines.count - 1].addRight(" \(hidden) more below", .key) }
        return lines
    }

    private func place(_ id: NodeID) -> String {
        let node = scene.settings.node(id)
        return [node.zone, node.rack].compactMap(\.self).joined(separator: "/")
    }

    private func line(_ id: NodeID, names: Int, places: Int, columns: Int) -> Line {
        let status = scene.status(id)
        let isSelected = scene.focus == .cluster(cluster.id) && id == scene.node
        var line = Line(isSelected ? "\(scene.glyphs.cursor) " : "  ", .key)
        line.add(scene.glyphs.sign(status.state), status.state.look)
        line.add(" ")
        line.add(TextWidth.fitted(scene.name(id), columns: names, ellipsis: scene.glyphs.ellipsis))
        line.tab(to: 4 + names + 2)
        line.add(status.state.word, status.state == .up ? .text : status.state.look)
        line.tab(to: 4 + names + 2 + 13)
        line.add(Figures.age(scene.since(status.since)), .textDim)
        line.tab(to: 4 + names + 2 + 20)
        line.add(status.state == .up ? Figures.duration(status.latency) : "")
        line.tab(to: 4 + names + 2 + 29)
        if places > 0 {
            line.add(TextWidth.fitted(place(id), columns: places, ellipsis: scene.glyphs.ellipsis), .textDim)
            line.tab(to: 4 + names + 2 + 29 + places + 2)
        }
        if columns >= line.columns + 22 {
            for span in HeartbeatStrip(history: status.history, count: 20, glyphs: scene.glyphs).spans {
                line.add(span.0, span.1)
            }
            line.add("  ")
        }
        if status.trouble != .none {
            line.add(status.trouble.words, .textDim)
        } else if columns >= line.columns + 14 {
            line.add(scene.settings.node(id).address.description, .textDim)
        }
        return isSelected ? line.all(.selection) : line
    }
}

/// The last heartbeats of a node, the newest at the right.
struct HeartbeatStrip {
    var history: UInt64
    var count: Int
    var glyphs: GlyphSet

    /// Signs of one look that follow each other are one.
    var spans: [(String, Look)] {
        var spans: [(String, Look)] = []
        for place in (0..<min(32, count)).reversed() {
            let (sign, look): (String, Look) =
                switch history >> (UInt64(place) * 2) & 3 {
                case 0: (" ", .textDim)
                case 1: (glyphs.nodeUp, .nodeUp)
                case 2: ("n", .nodeLate)
                default: (glyphs.nodeDown, .nodeDown)
                }
            if spans.last?.1 == look { spans[spans.count - 1].0 += sign } else { spans.append((sign, look)) }
        }
        return spans
    }
}
