import RecoveryCore
import Screen

struct CallerDetails {
    var scene: Scene

    func lines() -> [Line] {
        let width = scene.settings.callers.map { TextWidth.columns($0.name) }.max() ?? 0
        return CallerBoardLines.listed(scene.snapshot, .none).map(\.index).map { index in
            let caller = scene.snapshot.callers[index]
            let isBehind = caller.applied < scene.snapshot.epoch
            var line = Line(scene.settings.callers[index].name)
            line.tab(to: width + 2)
            line.add("delivered \(caller.delivered)  ", .textDim)
            line.add(
                caller.pulls && caller.applied == 0 ? "fetches itself" : "applied \(caller.applied)",
                isBehind && !caller.pulls ? .alarmP2 : .text)
            if caller.isWaived(for: scene.snapshot.epoch) { line.add("  waived") }
            if let error = caller.error { line.add("  \(error)") }
            return line
        }
    }
}

struct CallerDetail {
    var scene: Scene
    var id: CallerID

    func lines(columns: Int) -> [Line] {
        let status = scene.snapshot.callers[id.index]
        let caller = scene.settings.caller(id)
        var lines = [
            fact("uses", caller.uses.map { scene.settings.services[$0].name }.joined(separator: ", ")),
            fact("newest epoch", String(scene.snapshot.epoch)),
            fact("delivered", status.delivered == 0 ? "none" : String(status.delivered)),
            fact(
                "applied", status.applied == 0 ? (status.pulls ? "it fetches itself" : "none") : String(status.applied)),
        ]
        if status.isWaived(for: scene.snapshot.epoch), let waiver = status.waiver {
            lines.append(fact("waived", "for epoch \(waiver.epoch) \(waiver.words)"))
        }
        let standing = status.standing(scene.snapshot.epoch)
        let age = status.since.map { Figures.age(scene.since($0)) } ?? Figures.unknown
        lines.append(fact(standing.word(pulls: status.pulls), "for \(age)", standing == .behind ? .alarmP2 : .text))
        if let error = status.error {
            lines += Wrapping.lines(error, columns: columns - 16).enumerated().map {
                fact($0 == 0 ? "trouble" : "", $1, .alarmP2)
            }
        }
        if let retry = status.retryAt, retry > scene.now {
            lines.append(fact("again in", Figures.age(retry - scene.now)))
        }
        for delivery in caller.deliveries { lines += words(delivery) }
        return lines
    }

    private func words(_ delivery: Delivery) -> [Line] {
        switch delivery {
        case .file(let path, let reload):
            [fact("file", path)] + (reload.isEmpty ? [] : [fact("reload", reload.joined(separator: " "))])
        case .webhook(let url): [fact("webhook", url)]
        case .haproxy(let socket, _, _): [fact("haproxy", socket)]
        case .pgbouncer(let file, _, _, _): [fact("pgbouncer", file)]
        case .etcd(let endpoints, let key): [fact("etcd", "\(endpoints.joined(separator: " "))  \(key)")]
        }
    }
}

struct ClusterDetails {
    var scene: Scene
    var id: ClusterID

    func lines(columns: Int) -> [Line] {
        let status = scene.status(id)
        let limit = scene.settings.threshold.limit(total: status.total)
        var lines = [
            fact("role", status.role.capitals, scene.look(status.role)),
            fact("state", "\(status.verdict.word) since \(scene.clock(status.since))", status.verdict.look),
            fact("available", "\(Figures.ratio(status.available, status.total)), fails at \(limit) or fewer"),
        ]
        let nodes = scene.settings.cluster(id).nodes
        for state in NodeState.allCases {
            let count = nodes.count { scene.snapshot.nodes[$0].state == state }
            if count > 0 { lines.append(fact("", "\(Figures.count(count)) \(state.word)", state.look)) }
        }
        if let first = status.firstOut.first {
            for (place, out) in status.firstOut.enumerated() {
                let delay = place == 0 ? "" : "  +\(Figures.duration(out.at - first.at))"
                lines.append(
                    fact(
                        place == 0 ? "first out" : "",
                        "\(scene.name(out.node))  \(ClockText.tenths(scene.wall(out.at)))\(delay)"))
            }
        }
        if status.role == .failed {
            lines.append(fact("fenced", status.isFenced ? "yes, read back" : "not yet", .failed))
        }
        let latencies = nodes.filter { scene.snapshot.nodes[$0].state == .up }
            .compactMap { scene.snapshot.nodes[$0].latency?.microseconds }.map { UInt32(clamping: $0) }
        if !latencies.isEmpty {
            func at(_ share: Double) -> String {
                Figures.duration(Latencies.percentile(share, of: latencies).map { .microseconds(Int64($0)) })
            }
            lines.append(fact("latency now", "half under \(at(0.5)), 95% under \(at(0.95)), slowest \(at(1))"))
        }
        return lines + worst(columns: columns)
    }

    /// What is not up, by name; a few are enough, the list (z) has all.
    private func worst(columns: Int) -> [Line] {
        let out = scene.settings.cluster(id).nodes.filter { scene.snapshot.nodes[$0].state != .up }
        guard !out.isEmpty else { return [] }
        return out.prefix(12).enumerated().map { place, index in
            let node = scene.snapshot.nodes[index]
            let trouble = node.trouble == .none ? "" : ", \(node.trouble.words)"
            let text =
                "\(scene.settings.nodes[index].name)  \(node.state.word) \(Figures.age(scene.since(node.since)))\(trouble)"
            return fact(place == 0 ? "not up" : "", text, node.state.look)
        } + (out.count > 12 ? [fact("", "and \(out.count - 12) more: the list has them (z)", .textDim)] : [])
    }
}

struct EntryDetails {
    var line: JournalLine

    func lines(columns: Int) -> [Line] {
        [fact("time", ClockText.tenths(line.wallTime)), fact("kind", line.kind.replacingHyphens()), Line()]
            + Wrapping.lines(line.text, columns: columns).map { Line($0) }
    }
}
