import RecoveryCore

/// Which fact of a plan changed, in words: what a form that has locked itself says.
enum PlanChanges {
    static func between(_ old: Offer, _ new: Offer, _ settings: Settings) -> [String] {
        guard let before = old.plan else { return ["there is a plan now: read it"] }
        guard let after = new.plan else {
            let unmet = new.conditions.first { !$0.isMet }
            return [unmet.map { "not possible any more: \($0.name): \($0.value)" } ?? "the plan is gone"]
        }
        var changes: [String] = []
        if before.target != after.target {
            changes.append("the target is \(settings.name(of: after.target)), was \(settings.name(of: before.target))")
        }
        if before.from != after.from {
            changes.append("the source is \(settings.name(of: after.from)), was \(settings.name(of: before.from))")
        }
        if before.epoch != after.epoch { changes.append("the epoch is \(after.epoch), was \(before.epoch)") }
        changes += pairs(before, after, settings)
        if before.changes != after.changes { changes.append("what callers get has changed (CONFIG)") }
        changes += conditions(old, new)
        if changes.isEmpty { changes = rows(old, new) }
        if changes.isEmpty, before.loss != after.loss {
            changes = ["the loss is at most \(Figures.bytes(after.loss)), was \(Figures.bytes(before.loss))"]
        }
        return changes.isEmpty ? ["a fact of the plan has changed"] : changes
    }

    private static func pairs(_ old: Plan, _ new: Plan, _ settings: Settings) -> [String] {
        new.pairs.compactMap { pair in
            guard let before = old.pairs.first(where: { $0.id == pair.id }), before != pair else { return nil }
            let name = settings.name(of: pair.to)
            return pair.leftOut.map { "\(name) is left out: \($0)" } ?? "\(name) is ready"
        }
    }

    private static func conditions(_ old: Offer, _ new: Offer) -> [String] {
        new.conditions.compactMap { condition in
            guard let before = old.conditions.first(where: { $0.name == condition.name }),
                before.isMet != condition.isMet
            else { return nil }
            return "\(condition.name): \(condition.value), was \(before.value)"
        }
    }

    /// Rows whose words changed; figures alone are ageing, not news.
    private static func rows(_ old: Offer, _ new: Offer) -> [String] {
        new.rows.compactMap { row in
            guard let before = old.rows.first(where: { $0.label == row.label }), words(before) != words(row) else {
                return nil
            }
            return "\(row.label.rawValue) was: \(before.short)"
        }
    }

    private static func words(_ row: PlanRow) -> [String] { row.lines.map { $0.filter { !$0.isNumber } } }
}
