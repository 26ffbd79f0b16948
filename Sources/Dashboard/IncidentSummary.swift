import RecoveryCore
import Screen

/// What `y` copies: the incident in the words of the screen and the journal, for a ticket or a chat.
struct IncidentSummary {
    var snapshot: Snapshot
    var now: Instant

    /// Sanitised as the screen is: it is pasted somewhere.
    var text: String {
        lines.map { TextWidth.glyphs(Line.bounded($0)).map(\.text).joined() }.joined(separator: "\n") + "\n"
    }

    var lines: [String] {
        let settings = snapshot.settings
        var lines = [
            "drtop \(settings.system) (\(settings.environment)) \(clock(now)), epoch \(snapshot.epoch), mode \(snapshot.mode.rawValue)",
            snapshot.verdict.text,
        ]
        lines += [snapshot.verdict.more].compactMap(\.self)
        lines += snapshot.settings.clusters.map(cluster)
        lines += snapshot.sync.map(sync)
        lines += snapshot.alarms.map(alarm)
        let behind = CallersPanel.behind(snapshot).map { settings.callers[$0].name }
        if !behind.isEmpty { lines.append("callers behind: \(behind.prefix(10).joined(separator: ", "))") }
        if let change = snapshot.change { lines += steps(change) }
        for offer in snapshot.offers where offer.isPossible && snapshot.verdict.priority > 0 {
            guard let plan = offer.plan else { continue }
            lines.append(
                "possible: \(offer.kind.words) to \(settings.name(of: plan.target)), plan \(plan.fingerprint.prefix(8))"
            )
            lines += offer.rows.flatMap { row in row.lines.map { "  \(row.label.rawValue) \($0)" } }
        }
        return lines
    }

    private func cluster(_ cluster: Cluster) -> String {
        let status = snapshot.clusters[cluster.id.index]
        var line = "\(cluster.name) \(status.role.capitals) \(status.verdict.word)"
        line += " \(Figures.ratio(status.available, status.total)) since \(clock(status.since))"
        if !status.firstOut.isEmpty, status.verdict != .available {
            let out = status.firstOut.prefix(3).map { "\(snapshot.settings.name(of: $0.node)) \(tenths($0.at))" }
            line += ", first out \(out.joined(separator: ", "))"
        }
        return line
    }

    private func sync(_ sync: SyncStatus) -> String {
        let ends = "\(snapshot.settings.name(of: sync.from)) --> \(snapshot.settings.name(of: sync.to))"
        return "sync \(ends) \(sync.state.rawValue), \(Figures.ratio(sync.inSync, sync.pairs)) pairs, "
            + "lag \(snapshot.lag(sync))"
    }

    private func alarm(_ alarm: Alarm) -> String {
        var line = "P\(alarm.priority) \(alarm.state.word) since \(clock(alarm.since)): \(alarm.text)"
        if let given = alarm.acknowledgement { line += " (acknowledged by \(given.operator) \(clock(given.at)))" }
        if let note = alarm.note { line += " (note by \(note.operator): \(note.text))" }
        return line
    }

    private func steps(_ change: RoleChange) -> [String] {
        var lines = ["\(change.plan.kind.words) confirmed by \(change.confirmation.operator) \(clock(change.began))"]
        for step in change.steps {
            let state =
                switch step.state {
                case .waiting: "waits"
                case .running: "runs"
                case .done: "done"
                case .failed(let why): "FAILED: \(why)"
                }
            let took = step.began.flatMap { began in step.ended.map { " in \(Figures.duration($0 - began))" } } ?? ""
            lines.append("  \(step.step.words): \(state)\(took)")
        }
        return lines
    }

    private func wall(_ instant: Instant) -> Double { snapshot.wallTime + (instant - snapshot.at).seconds }
    private func clock(_ instant: Instant) -> String { ClockText.time(wall(instant)) }
    private func tenths(_ instant: Instant) -> String { ClockText.tenths(wall(instant)) }
}
