import Screen

/// What the demonstration's callers feel, so that the outage and its cost are seen: one line, or three in a narrow box.
struct DemoPanel: Panel {
    var status: DemoStatus

    var pane: Pane? { nil }

    private static let lineColumns = 60

    func title(columns: Int) -> Line {
        guard columns >= Self.lineColumns else { return Line("demo") }
        func title(isBrief: Bool) -> Line {
            facts(isBrief: isBrief).reduce(into: Line("demo")) { line, fact in
                line.add(isBrief ? "  " : "   ")
                for span in fact.spans { line.add(span.text, span.look) }
            }
        }
        let full = title(isBrief: false)
        return full.columns <= columns ? full : title(isBrief: true)
    }

    func wantedRows(columns: Int, most: Int) -> Int { columns < Self.lineColumns ? min(most, narrow.count) : 0 }

    func lines(_ size: Size) -> [Line] { size.columns < Self.lineColumns ? narrow : [] }

    private var narrow: [Line] { facts(isBrief: true) }

    private func facts(isBrief: Bool) -> [Line] {
        var writes = Line("\(Figures.count(status.writesPerSecond)) writes/s   ")
        let failing = "\(Figures.count(status.failingPerSecond)) failing/s"
        writes.add(failing, status.failingPerSecond > 0 ? .alarmP2 : .text)
        var facts = [writes, Line("\(Figures.count(status.acknowledged)) acknowledged")]
        if let missing = status.missing {
            let words = "\(Figures.count(missing)) missing" + (isBrief ? "" : " after the failover")
            facts.append(Line(words, missing > 0 ? .alarmP2 : .text))
        }
        return facts
    }
}
