import RecoveryCore
import Screen

/// The second line of every screen: what is broken, so what, which key.
struct VerdictLine {
    var scene: Scene

    func line(columns: Int) -> Line {
        let verdict = scene.snapshot.verdict
        let isNarrow = columns < 60
        var line = Line()
        guard verdict.priority > 0 else {
            line.add(isNarrow ? "OK  " : "OK    ", .verdictOK)
            line.add(fitting(verdict, columns: columns - line.columns), .text)
            return line
        }
        let look = Alarm.look(priority: verdict.priority)
        line.add("P\(verdict.priority)", look)
        line.add(isNarrow ? "" : " ", look)
        line.add(isNew ? "!" : "*", look, blinks: isNew)
        line.add(isNarrow ? " " : "  ", look)
        line.add(fitting(verdict, columns: columns - line.columns), look)
        return line
    }

    /// A further line, where the layout has room for it.
    func more() -> Line? {
        guard let more = scene.snapshot.verdict.more, !more.isEmpty else { return nil }
        return Line(">>    ", .key).adding(more)
    }

    /// Somebody has yet to acknowledge what this line says.
    private var isNew: Bool {
        scene.snapshot.alarms.contains { $0.state == .new && $0.priority == scene.snapshot.verdict.priority }
    }

    private func fitting(_ verdict: Verdict, columns: Int) -> String {
        TextWidth.columns(verdict.text) <= columns || columns >= 66 ? verdict.text : verdict.short
    }
}

/// Both lines before the first snapshot.
enum Starting {
    static func lines(options: DashboardOptions, wallclock: Double) -> [Line] {
        var identity = Line()
        if let banner = options.banner { identity.add(" \(banner) ", .drill) }
        identity.add("drtop", .bar)
        identity.addRight(ClockText.time(wallclock), .bar)
        return [identity, Line("--    ").adding("starting: no round of heartbeats has ended yet")]
    }
}
