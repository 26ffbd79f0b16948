import Screen

/// What the demonstration's callers feel: one line, so that the outage and its cost are seen.
struct DemoPanel: Panel {
    var status: DemoStatus

    var pane: Pane? { nil }

    var title: Line {
        var line = Line("demo   ")
        line.add("\(Figures.count(status.writesPerSecond)) writes/s   ")
        line.add(
            "\(Figures.count(status.failingPerSecond)) failing/s", status.failingPerSecond > 0 ? .alarmP2 : .text)
        line.add("   \(Figures.count(status.acknowledged)) acknowledged")
        if let missing = status.missing {
            line.add("   \(Figures.count(missing)) missing after the failover", missing > 0 ? .alarmP2 : .text)
        }
        return line
    }

    func wantedRows(columns: Int, most: Int) -> Int { 0 }
    func lines(_ size: Size) -> [Line] { [] }
}
