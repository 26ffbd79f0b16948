import RecoveryCore
import Screen

/// Who is at work on this system, for all of them to see: whose dashboards are open, and what each asked for last.
struct OperatorLines {
    var scene: Scene

    func lines(columns: Int) -> [Line] {
        let elsewhere = scene.options.engineElsewhere
        let engine = elsewhere.map { "attached to the engine of \($0)" } ?? "the engine is in this process"
        var lines = Wrapping.lines(engine, columns: columns).map { Line($0, .textDim) } + [Line()]
        let operators = scene.snapshot.operators
        if operators.isEmpty { lines.append(Line("nobody has looked or asked for anything yet", .textDim)) }
        for status in operators { lines += self.lines(status, columns) }
        return lines
    }

    private func lines(_ status: OperatorStatus, _ columns: Int) -> [Line] {
        var head = Line(status.name, .key)
        if status.name == scene.options.operator { head.add(" (you)", .textDim) }
        let count = status.dashboards
        head.add(count == 0 ? "   no dashboard open" : "   \(Figures.plural(count, "dashboard")) open", .textDim)
        guard let last = status.last else { return [head] }
        let answer = last.isRefused ? "refused: \(last.answer)" : last.answer
        let text = "\(Figures.age(scene.since(last.at))) ago: \(last.command): \(answer)"
        return [head] + Wrapping.lines(text, columns: columns - 3).map { Line("   ").adding($0) }
    }
}
