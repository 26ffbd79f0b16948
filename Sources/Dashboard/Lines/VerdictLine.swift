import RecoveryCore
import Screen

/// The second line of every screen: what is broken, so what, which key.
struct VerdictLine {
    var scene: Scene

    /// Of the sentence, behind its sign.
    private static let indent = 6
    /// With fewer columns the short sentence says more than the beginning of the long one.
    private static let roomy = 66

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
            if !scene.snapshot.isJudged {
                line.add(isNarrow ? "--  " : "--    ")
                return line.adding(fitting(verdict, columns: columns - line.columns, isWrapped: isWrapped))
            }
            line.add(isNarrow ? "OK  " : "OK    ", .verdictOK)
            line.add(fitting(verdict, columns: columns - line.columns, isWrapped: isWrapped), .text)
            return line
        }
        line = sign(isNarrow: isNarrow)
        if scene.isStale {
            return line.adding("No news for \(Figures.age(scene.age)). Last known: \(verdict.short)", .stale)
        }
        line.add(fitting(verdict, columns: columns - line.columns, isWrapped: isWrapped), look)
        return line
    }

    /// Where there is no room for panels: the short sentence over all rows that there are.
    func narrow(columns: Int) -> [Line] {
        let verdict = scene.snapshot.verdict
        guard verdict.priority > 0, !scene.isStale else { return [line(columns: columns)] }
        let sign = sign(isNarrow: true)
        let words = Wrapping.lines(verdict.short, columns: columns - sign.columns)
        let first = sign.adding(words.first ?? "", look)
        return [first] + words.dropFirst().map { Line(String(repeating: " ", count: sign.columns)).adding($0, look) }
    }

    private var look: Look { Alarm.look(priority: scene.snapshot.verdict.priority) }

    private func sign(isNarrow: Bool) -> Line {
        var line = Line("P\(scene.snapshot.verdict.priority)", look)
        line.add(isNarrow ? "" : " ", look)
        line.add(isNew ? "!" : "*", look, blinks: isNew)
        return line.adding(isNarrow ? " " : "  ", look)
    }

    /// A further line, where the layout has room for it: what the first could not hold, then the core's own.
    func more(columns: Int) -> Line? {
        let verdict = scene.snapshot.verdict
        if scene.isStale { return nil }
        let rest = wrapped(verdict, columns: columns - Self.indent).rest
        let more = verdict.more ?? ""
        if rest.isEmpty && more.isEmpty { return nil }
        return Line(">>    ", .key).adding(rest).adding(rest.isEmpty || more.isEmpty ? more : " " + more)
    }

    /// Somebody has yet to acknowledge what this line says.
    private var isNew: Bool {
        scene.snapshot.alarms.contains { $0.state == .new && $0.priority == scene.snapshot.verdict.priority }
    }

    private func fitting(_ verdict: Verdict, columns: Int, isWrapped: Bool) -> String {
        if isWrapped { return wrapped(verdict, columns: columns).first }
        let text = Line.bounded(verdict.text)
        if TextWidth.columns(text) <= columns { return text }
        return columns >= Self.roomy ? keepingPress(verdict.fact, verdict, columns: columns) : verdict.short
    }

    /// The sentence in two lines: what to press stands in one of them whole.
    private func wrapped(_ verdict: Verdict, columns: Int) -> (first: String, rest: String) {
        let whole = Wrapping.lines(verdict.text, columns: columns)
        guard whole.count > 1 else { return (whole.first ?? "", "") }
        let lines = Wrapping.lines(verdict.fact, columns: columns)
        let rest = lines.dropFirst().joined(separator: " ")
        return (lines.first ?? "", keepingPress(rest, verdict, columns: columns))
    }

    /// What does not fit is cut, but never what to press.
    private func keepingPress(_ fact: String, _ verdict: Verdict, columns: Int) -> String {
        guard let press = verdict.press else { return fact }
        let room = max(0, columns - TextWidth.columns(press) - 1)
        let fact = TextWidth.fitted(Line.bounded(fact), columns: room, ellipsis: scene.glyphs.ellipsis)
        return fact.isEmpty ? press : "\(fact) \(press)"
    }
}

extension Snapshot {
    /// False: drtop has only begun to look, or looks anew after it was held up. "OK" would say more than anybody knows.
    var isJudged: Bool { phase != .starting && !overlays.contains(.frozen) }
}
