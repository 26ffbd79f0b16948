import RecoveryCore
import Screen

/// The conditions of an action, those that stand in the way first: each with its value, its limit, since when, and what
/// would change it.
struct ConditionLines {
    var scene: Scene

    func lines(_ conditions: [Condition], columns: Int) -> [Line] {
        let unmet = conditions.filter { !$0.isMet }
        let met = conditions.filter(\.isMet)
        return unmet.flatMap { full($0, columns: columns) } + met.map { short($0) }
    }

    private func full(_ condition: Condition, columns: Int) -> [Line] {
        var head = Line("no   ", .nodeDown)
        head.add(condition.name)
        var value = "is \(condition.value)"
        if !condition.limit.isEmpty { value += ", needs \(condition.limit)" }
        if let since = condition.since {
            value += ", since \(scene.clock(since)) (\(Figures.age(scene.since(since))))"
        }
        var lines = [head] + Wrapping.lines(value, columns: columns - 5).map { Line("     ").adding($0) }
        if !condition.remedy.isEmpty {
            lines += Wrapping.lines("remedy: \(condition.remedy)", columns: columns - 5).map {
                Line("     ").adding($0, .key)
            }
        }
        return lines
    }

    private func short(_ condition: Condition) -> Line {
        var line = Line("yes  ", .nodeUp)
        line.add(condition.name)
        if !condition.value.isEmpty { line.add(": \(condition.value)", .textDim) }
        if !condition.limit.isEmpty { line.add(" (needs \(condition.limit))", .textDim) }
        return line
    }
}
