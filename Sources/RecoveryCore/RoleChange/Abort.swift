/// What an abort would do to the role change under way.
package enum Abort: String, Hashable, Codable, Sendable, CaseIterable {
    /// Nothing was promoted or handed over: what was done is undone.
    case undo
    /// The cluster that took over has failed before any caller was sent there: what was promoted took nobody's writes, and
    /// is fenced when it returns.
    case targetFailed
    /// The copying ends where it is: the cluster stays out of the system.
    case stopCopying
    /// The roles are swapped, some backups still copy: they are not waited for.
    case stopWaiting
}

extension Recovery {
    /// nil: there is nothing to abort, or from here it goes forward.
    var abort: Abort? {
        guard let change else { return nil }
        switch change.plan.kind {
        case .failover:
            let isNothingPromoted = isNothingPromoted(change)
            if change.isStuck, !mayBePublished(change) {
                if isNothingPromoted { return .undo }
                if clusters[change.plan.target.index].verdict == .failed { return .targetFailed }
            }
            return change.isReversible && isNothingPromoted ? .undo : nil
        case .switchover:
            if change.currentStep == .follow { return .stopWaiting }
            // What was not believed to have been handed over may have been.
            let isHandedOver = change.plan.pairs.contains { reports.isWritable($0.to) }
            return change.isReversible && !isHandedOver && !mayBePublished(change) ? .undo : nil
        case .reverseSync: return .stopCopying
        }
    }

    /// No promotion was sent, or none stands. A step that is tried again waits, and what it promoted stands; so does what a
    /// process promoted that has ended since, whether it learned of that or not: what is not known yet may be promoted.
    func isNothingPromoted(_ change: RoleChange) -> Bool {
        change.parts(of: .promote).isEmpty
            || change.takingPart.allSatisfy { reports[$0.to].map { $0.role != .writable } ?? false }
    }

    mutating func carryOutAbort(at now: Instant) -> CommandAnswer {
        guard let change else { return .refused("nothing is under way") }
        switch abort {
        case .undo, .targetFailed, .stopCopying:
            endChange(change, "was aborted", at: now)
            return .done("\(change.plan.kind.words) is aborted")
        case .stopWaiting:
            endChange(change, "was given up while it synchronized", at: now)
            let name = settings.name(of: change.plan.target)
            return .done("it is not waited for any longer: \(name) is primary, its backups join node by node")
        case nil where mayBePublished(change):
            return .refused("the new configuration may be published already: from here it goes forward; retry")
        case nil:
            return .refused(
                "a node has already been promoted: from here it goes forward; retry, or go on without a pair")
        }
    }

    /// Callers may be on their way to the target: its epoch stands, or nobody knows.
    private func mayBePublished(_ change: RoleChange) -> Bool {
        change.mayBePublished || callers.newestEpoch > change.plan.epoch
    }
}
