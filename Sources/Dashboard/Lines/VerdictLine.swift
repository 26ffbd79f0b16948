import RecoveryCore
import Screen

/// The second line of every screen: what is broken, so what, which key.
struct VerdictLine {
    var scene: Scene

    /// - Parameter isWrapped: the rest of a long sentence stands in a further line.
    func line(columns: Int, isWrapped: Bool = false) -> Line {
        let verdict = scene.snapshot.verdict
        let isNarrow = columns < 60
        var line = Line()
        // "Nothing needs you" holds only as long as somebody looks.
        if scene.isStale, verdict.priority == 0 {
            line.add("?? ", .stale)
            line.add(
                "   No news for \(Figures.age(scene.age)): drtop does not watch. Last known: \(verdict.short)", .stale)
            return line
        }
        guard verdict.priority > 0 else {
            // Not "OK": nothing is known yet.
            if scene.snapshot.phase == .starting {
                line.add(isNarrow ? "--  " : "--    ")
                return line.adding(fitting(verdict, columns: columns - line.columns, isWrapped: isWrapped))
            }
            line.add(isNarrow ? "OK  " : "OK    ", .verdictOK)
            line.add(fitting(verdict, columns: columns - line.columns, isWrapped: isWrapped), .text)
            return line
        }
        let look = Alarm.look(priority: verdict.priority)
        line.add("P\(verdict.priority)", look)
        line.add(isNarrow ? "" : " ", look)
        line.add(isNew ? "!" : "*", look, blinks: isNew)
        line.add(isNarrow ? " " : "  ", look)
        if scene.isStale {
            return line.adding("No news for \(Figures.age(scene.age)). Last known: \(verdict.short)", .stale)
        }
        line.add(fitting(verdict, columns: columns - line.columns, isWrapped: isWrapped), look)
        return line
    }

    /// A further line, where the layout has room for it: the core's own, or what the first could not hold.
    func more(columns: Int) -> Line? {
        let verdict = scene.snapshot.verdict
        if scene.isStale { return nil }
        if let more = verdict.more, !more.isEmpty { return Line(">>    ", .key).adding(more) }
        let rest = Wrapping.lines(verdict.text, columns: columns - 6).dropFirst()
        return rest.isEmpty ? nil : Line(">>    ", .key).adding(rest.joined(separator: " "))
    }

    /// Somebody has yet to acknowledge what this line says.
    private var isNew: Bool {
        scene.snapshot.alarms.contains { $0.state == .new && $0.priority == scene.snapshot.verdict.priority }
    }

    private func fitting(_ verdict: Verdict, columns: Int, isWrapped: Bool) -> String {
        if isWrapped { return Wrapping.lines(verdict.text, columns: columns).first ?? "" }
        let text = Line.bounded(verdict.text)
        return columns >= 66 || TextWidth.columns(text) <= columns ? text : verdict.short
    }
}
