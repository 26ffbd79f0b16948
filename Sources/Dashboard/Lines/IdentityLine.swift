import RecoveryCore
import Screen

/// The first line of every screen: which system, who serves, which way the data flows, how late it is, how old the data
/// is, and what drtop may do (screens rule 1, I24).
struct IdentityLine {
    var scene: Scene

    func line(columns: Int) -> Line {
        var line = Line()
        if let banner = scene.options.banner { line.add(" \(banner) ", .drill) }
        if !environment.isEmpty { line.add(environment + " ", bar) }
        line.add(scene.settings.system, bar)
        // The clusters matter more than blanks: the right part shrinks before one of them is left out.
        let needed = line.columns + 4 + width(clusters(room: .max))
        let wide = rightPart(gap: columns >= 100 ? "   " : "  ", isShort: false)
        let right = needed + width(wide) <= columns ? wide : rightPart(gap: " ", isShort: true)
        for span in right { line.addRight(span.0, span.1) }
        let room = columns - width(right) - line.columns - 2
        let gap = room >= width(clusters(room: .max)) + 3 ? "   " : "  "
        let shown = clusters(room: room - gap.count)
        guard width(shown) <= room - gap.count else { return line }
        line.add(gap, bar)
        for span in shown { line.add(span.0, span.1) }
        return line
    }

    private func width(_ spans: [(String, Look)]) -> Int { spans.reduce(0) { $0 + TextWidth.columns($1.0) } }

    private var environment: String {
        scene.settings.isProduction ? "PROD" : scene.settings.environment.uppercased()
    }

    private func rightPart(gap: String, isShort: Bool) -> [(String, Look)] {
        let epoch = isShort ? "e\(scene.snapshot.epoch)" : "epoch \(scene.snapshot.epoch)"
        // Whose engine it is: where there is no room for it, W tells.
        let attached = scene.options.isAttached && !isShort ? "attached" + gap : ""
        return [
            (ClockText.time(scene.wallclock) + gap, bar), (epoch + gap, bar), (age.0 + gap, age.1), (attached, bar),
            (mode.0, mode.1),
        ]
    }

    /// The figure appears above one interval only: below it, "live" says all, and stands still.
    private var age: (String, Look) {
        if scene.isStale { return ("STALE \(Figures.age(scene.age))", .stale) }
        if scene.age > scene.settings.heartbeat.interval { return ("age \(Figures.duration(scene.age))", bar) }
        return ("live", bar)
    }

    private var mode: (String, Look) {
        if case .failing = scene.snapshot.journal { return ("JOURNAL FAILS", .alarmP2) }
        if scene.options.isReadOnly { return ("READ ONLY", bar) }
        return switch scene.snapshot.mode {
        case .observe: ("OBSERVE", bar)
        case .confirm: ("RW", bar)
        case .automatic: ("AUTO", bar)
        }
    }

    private var bar: Look { scene.bar }

    /// What is as it should be is part of the bar; the rest leaves a hole in it.
    private func look(_ look: Look) -> Look {
        look == .text || look == .primary || look == .backup ? bar : look
    }

    /// All clusters in the order of the settings, which never changes; as many as fit, the primary always.
    private func clusters(room: Int) -> [(String, Look)] {
        let ids = scene.settings.clusters.map(\.id)
        var shown = ids
        while shown.count > 1 {
            let spans = spans(of: shown, hidden: ids.count - shown.count)
            if spans.reduce(0, { $0 + TextWidth.columns($1.0) }) <= room { return spans }
            let last = shown.lastIndex { $0 != scene.primary } ?? shown.count - 1
            shown.remove(at: last)
        }
        return spans(of: shown, hidden: ids.count - shown.count)
    }

    private func spans(of ids: [ClusterID], hidden: Int) -> [(String, Look)] {
        var spans: [(String, Look)] = []
        let primary = scene.primary.flatMap { ids.firstIndex(of: $0) }
        for (position, id) in ids.enumerated() {
            if !spans.isEmpty { spans.append(("  ", bar)) }
            if let primary, position > primary {
                let arrow = scene.arrow(scene.sync(with: id), to: id, leftward: false)
                spans.append((arrow.text + " ", look(arrow.look)))
            }
            let role = scene.status(id).role
            spans.append((scene.name(id) + " ", bar))
            spans.append((role.capitals, look(scene.look(role))))
            if let primary, position < primary {
                let arrow = scene.arrow(scene.sync(with: id), to: id, leftward: true)
                spans.append((" " + arrow.text, look(arrow.look)))
            }
        }
        if hidden > 0 { spans.append(("  +\(hidden)", bar)) }
        return spans
    }
}
