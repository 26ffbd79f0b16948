import RecoveryCore
import Screen

/// "name   value" lines.
func fact(_ name: String, _ value: String, _ look: Look = .text) -> Line {
    var line = Line(name, .textDim)
    line.tab(to: 16)
    return line.adding(value, look)
}

struct NodeDetails {
    var scene: Scene
    var id: NodeID

    func lines(columns: Int) -> [Line] {
        let node = scene.settings.node(id)
        let status = scene.status(id)
        let place = [node.zone.map { "zone \($0)" }, node.rack.map { "rack \($0)" }].compactMap(\.self)
        var lines = [
            fact("cluster", scene.name(node.cluster)),
            fact("address", node.address.description),
        ]
        if !place.isEmpty { lines.append(fact("place", place.joined(separator: ", "))) }
        let sign = scene.glyphs.sign(status.state)
        lines.append(
            fact(
                "state", "\(sign) \(status.state.word) since \(scene.clock(status.since))", status.state.look))
        if status.trouble != .none { lines.append(fact("trouble", status.trouble.words, .nodeDown)) }
        if let detail = scene.snapshot.details.first(where: { $0.node == id }) {
            lines += Wrapping.lines(detail.text, columns: columns - 16).map { fact("", $0) }
        }
        lines.append(fact("misses in a row", String(status.misses)))
        lines.append(fact("last answer", status.lastAnswered.map { scene.clock($0) } ?? Figures.unknown))
        // Of a node that is silent now, it is what was.
        let last = Figures.duration(status.latency)
        lines.append(
            status.state == .up || status.latency == nil
                ? fact("latency", last) : fact("latency", "\(Figures.unknown), \(last) at the last answer", .stale))
        lines += latencies(columns: columns)
        var beats = fact("heartbeats", "")
        for span in HeartbeatStrip(history: status.history, count: 32, glyphs: scene.glyphs).spans {
            beats.add(span.0, span.1)
        }
        lines.append(beats)
        lines.append(fact("", "oldest to newest: \(scene.glyphs.nodeUp) answered  n not serving  x missed", .textDim))
        if let pair = node.pair { lines += partners(pair) }
        if let returned = scene.snapshot.returned(id) {
            lines.append(Line())
            let words = "it came back \(returned.words): press Enter on its alarm to resume or restore it"
            lines.append(Line(words, .alarmP1))
        }
        return lines
    }

    /// Of the answers that this screen has seen: how they went, and what most of them stayed below.
    private func latencies(columns: Int) -> [Line] {
        let samples = scene.latencies.of(id)
        guard samples.count > 1, let most = samples.max() else { return [] }
        func at(_ share: Double) -> String {
            Figures.duration(Latencies.percentile(share, of: samples).map { .microseconds(Int64($0)) })
        }
        let shown = samples.suffix(max(1, min(Latencies.depth, columns - 18)))
        let graph = shown.map { scene.glyphs.height(Double($0), of: Double(most)) }.joined()
        return [
            fact("", graph, .graph),
            fact("", "half under \(at(0.5)), 95% under \(at(0.95)), 99% under \(at(0.99)), at most \(at(1))"),
            fact("", "of the last \(samples.count) answers", .textDim),
        ]
    }

    private func partners(_ pair: PairID) -> [Line] {
        scene.settings.clusters.compactMap { cluster in
            guard let other = scene.settings.node(of: pair, in: cluster.id), other != id else { return nil }
            return fact("pair", "\(scene.name(other)) in \(cluster.name), \(scene.status(other).state.word)")
        }
    }
}

struct AlarmDetails {
    var scene: Scene
    var opened: Alarm

    func lines(columns: Int) -> [Line] {
        let current = scene.snapshot.alarms.first { $0.id == opened.id && $0.occurrence == opened.occurrence }
        let alarm = current ?? opened
        var lines = Wrapping.lines(alarm.text, columns: columns).map { Line($0, alarm.look) } + [Line()]
        lines.append(fact("kind", alarm.kind.rawValue.replacingHyphens()))
        lines.append(fact("where", alarm.cluster.map { scene.name($0) } ?? scene.settings.system))
        lines.append(fact("priority", String(alarm.priority)))
        lines.append(
            fact("state", current == nil ? "ended and acknowledged" : "\(alarm.state.marker) \(alarm.state.word)"))
        lines.append(fact("since", "\(scene.clock(alarm.since)), \(Figures.elapsed(scene.since(alarm.since)))"))
        if let ended = alarm.ended { lines.append(fact("ended", scene.clock(ended))) }
        lines.append(fact("occurrence", String(alarm.occurrence)))
        if let given = alarm.acknowledgement {
            lines.append(fact("acknowledged", "by \(given.operator) at \(scene.clock(given.at))"))
        }
        if let shelf = alarm.shelf {
            lines.append(fact("shelved", "by \(shelf.operator) until \(scene.clock(shelf.until)): \(shelf.reason)"))
        }
        if let note = alarm.note {
            lines += Wrapping.lines("\(note.text) (\(note.operator) \(scene.clock(note.at)))", columns: columns - 16)
                .enumerated().map { fact($0 == 0 ? "note" : "", $1) }
        }
        if let count = scene.feed.chatter(alarm) { lines.append(fact("chatters", "\(count) times within 10 minutes")) }
        lines += firstOut(alarm)
        for folded in scene.snapshot.folded where folded.parent == alarm.id {
            lines.append(fact("under it", folded.text))
        }
        return lines
    }
}

extension AlarmDetails {
    /// Which node went first says where to look first.
    private func firstOut(_ alarm: Alarm) -> [Line] {
        guard alarm.kind == .first || alarm.kind == .second || alarm.kind == .nodesDown, let cluster = alarm.cluster,
            let first = scene.status(cluster).firstOut.first
        else { return [] }
        return scene.status(cluster).firstOut.enumerated().map { place, out in
            let delay = place == 0 ? "" : "  +\(Figures.duration(out.at - first.at))"
            let time = ClockText.tenths(scene.wall(out.at))
            return fact(place == 0 ? "first out" : "", "\(scene.name(out.node))  \(time)\(delay)")
        }
    }
}

extension String {
    func replacingHyphens() -> String { String(map { $0 == "-" ? " " : $0 }) }
}

struct SyncDetails {
    var scene: Scene

    func lines() -> [Line] {
        scene.snapshot.sync.flatMap { sync -> [Line] in
            let arrow = scene.arrow(sync, to: sync.to, leftward: false)
            return [
                Line("\(scene.name(sync.from)) \(arrow.text) \(scene.name(sync.to))", .key),
                fact("state", "\(sync.state.rawValue.replacingHyphens()) since \(scene.clock(sync.since))"),
                fact("pairs in sync", Figures.ratio(sync.inSync, sync.pairs)),
                fact("lag", scene.lag(sync), scene.isLive(sync) ? .text : .stale),
                fact("sampled", sync.sampled.map { scene.clock($0) } ?? Figures.unknown),
                fact("writes", scene.isLive(sync) ? Figures.rate(sync.writeRate) : Figures.unknown),
                fact("joining now", "\(sync.incremental) incremental, \(sync.full) full"),
                fact("to copy", Figures.bytes(sync.bytesToCopy)),
                fact("to discard", Figures.bytes(sync.bytesToDiscard)),
            ] + (sync.fullReason.map { [fact("why full", $0)] } ?? []) + [Line()]
        }
    }
}
