/// A role change ends when every caller applies what it published, or an operator does not wait for the rest (M12). Until
/// then it holds up nothing: the new primary serves, may fail, and may be joined by others.
extension Recovery {
    mutating func beginConvergence(of change: RoleChange, at now: Instant) {
        var change = change
        for index in change.steps.indices where change.steps[index].step == .converge {
            change.steps[index].state = .running
            change.steps[index].began = now
        }
        converging = change
        outbox.needsSave = true
        outbox.isDirty = true
        let behind = callers.behind
        guard !behind.isEmpty else { return }
        outbox.record(
            .noted(
                "\(change.plan.kind.words) \(change.plan.fingerprint): \(settings.name(of: primary)) serves; "
                    + "\(behind.count) of \(settings.callers.count) callers are waited for: \(names(of: behind))"))
    }

    /// Ends it at convergence, or at the waiver of the last laggard.
    mutating func followConvergence(at now: Instant) {
        guard var ended = converging, callers.behind.isEmpty else { return }
        for index in ended.steps.indices where ended.steps[index].step == .converge {
            ended.steps[index].state = .done
            ended.steps[index].ended = now
        }
        converging = nil
        complete(ended)
    }

    /// A newer role change was published: what its callers must have is that one's.
    mutating func supersedeConvergence(at now: Instant) {
        followConvergence(at: now)
        guard let old = converging else { return }
        let behind = callers.behind
        outbox.record(
            .noted(
                "\(old.plan.kind.words) \(old.plan.fingerprint) is superseded: \(names(of: behind)) "
                    + "had not applied epoch \(epoch)"))
        converging = nil
    }

    mutating func complete(_ finished: RoleChange) {
        let waived = finished.hasBegun(.converge) ? callers.waived : []
        let without = waived.isEmpty ? "" : "; not waited for: \(names(of: waived))"
        outbox.record(.noted("\(finished.plan.kind.words) \(finished.plan.fingerprint) is complete\(without)"))
        // One that began later is what people want to see.
        if lastChange.map({ $0.began <= finished.began }) ?? true { lastChange = finished }
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// What is under way, or what was last begun of the rest.
    var shownChange: RoleChange? {
        change ?? [converging, lastChange].compactMap(\.self).max { $0.began < $1.began }
    }

    private func names(of callers: [CallerID]) -> String {
        Words.names(callers.prefix(4).map { settings.caller($0).name }, of: callers.count)
    }
}
