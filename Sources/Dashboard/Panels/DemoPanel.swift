import Screen

/// What the demonstration's callers feel, so that the outage and its cost are seen: one line, or three in a narrow box.
struct DemoPanel: Panel {
    var status: DemoStatus

    var pane: Pane? { nil }

    private static let lineColumns = 60

    func title(columns: Int) -> Line {
        guard columns >= Self.lineColumns else { return Line("demo") }
        return facts.reduce(into: Line("demo")) { line, fact in
            line.add("   ")
            for span in fact.spans { line.add(span.text, span.look) }
        }
    }

    func wantedRows(columns: Int, most: Int) -> Int { columns < Self.lineColumns ? min(most, facts.count) : 0 }

    func lines(_ size: Size) -> [Line] { size.columns < Self.lineColumns ? facts : [] }

    private var facts: [Line] {
        var writes = Line("\(Figures.count(status.writesPerSecond)) writes/s   ")
        let failing = "\(Figures.count(status.failingPerSecond)) failing/s"
        writes.add(failing, status.failingPerSecond > 0 ? .alarmP2 : .text)
        var facts = [writes, Line("\(Figures.count(status.acknowledged)) acknowledged")]
        if let missing = status.missing {
            let words = "\(Figures.count(missing)) missing after the failover"
            facts.append(Line(words, missing > 0 ? .alarmP2 : .text))
        }
        return facts
    }
}
