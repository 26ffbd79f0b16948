import RecoveryCore
import Screen

/// "name   value" lines.
private func fact(_ name: String, _ value: String, _ look: Look = .text) -> Line {
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
        lines.append(fact("latency", Figures.duration(status.latency)))
        lines.append(fact("heartbeats", history(status.history)))
        lines.append(fact("", "oldest to newest: \(scene.glyphs.nodeUp) answered  n not serving  x missed", .textDim))
        if let pair = node.pair { lines += partners(pair) }
        if scene.snapshot.emptyNodes.contains(id) {
            lines.append(Line())
            lines.append(Line("it came back EMPTY: press Enter on its alarm to resume or restore it", .alarmP1))
        }
        return lines
    }

    private func history(_ history: UInt64) -> String {
        (0..<32).reversed().map { place in
            switch history >> (UInt64(place) * 2) & 3 {
            case 0: " "
            case 1: scene.glyphs.nodeUp
            case 2: "n"
            default: "x"
            }
        }.joined()
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
        return lines
    }
}

extension String {
    fileprivate func replacingHyphens() -> String { String(map { $0 == "-" ? " " : $0 }) }
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
                fact("lag", "\(Figures.bytes(sync.lagBytes)), \(Figures.duration(sync.lagTime))"),
                fact("sampled", sync.sampled.map { scene.clock($0) } ?? Figures.unknown),
                fact("writes", Figures.rate(sync.writeRate)),
                fact("joining now", "\(sync.incremental) incremental, \(sync.full) full"),
                fact("to copy", Figures.bytes(sync.bytesToCopy)),
                fact("to discard", Figures.bytes(sync.bytesToDiscard)),
            ] + (sync.fullReason.map { [fact("why full", $0)] } ?? []) + [Line()]
        }
    }
}

struct CallerDetails {
    var scene: Scene

    func lines() -> [Line] {
        let width = scene.settings.callers.map { TextWidth.columns($0.name) }.max() ?? 0
        return scene.settings.callers.indices.map { index in
            let caller = scene.snapshot.callers[index]
            let isBehind = caller.applied < scene.snapshot.epoch
            var line = Line(scene.settings.callers[index].name)
            line.tab(to: width + 2)
            line.add("delivered \(caller.delivered)  ", .textDim)
            line.add(
                caller.pulls && caller.applied == 0 ? "fetches itself" : "applied \(caller.applied)",
                isBehind && !caller.pulls ? .alarmP2 : .text)
            if caller.waivedEpoch >= scene.snapshot.epoch { line.add("  waived") }
            if let error = caller.error { line.add("  \(error)") }
            return line
        }
    }
}
