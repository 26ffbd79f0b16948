/// A node of the target that is restarted in the middle of a role change may have come back without its data: what the
/// operator confirmed was seen of another process.
extension Recovery {
    mutating func noteRestartOfTarget(_ node: NodeID) {
        // Once the roles are swapped it is a node of the primary, and guarded as such.
        guard let change, !change.isDoubtful(node), roles[change.plan.target.index] != .primary else { return }
        switch change.plan.kind {
        case .failover: guard change.plan.pairs.contains(where: { $0.to == node }) else { return }
        // Before that it is a backup like any other, and copies what it lacks.
        case .switchover: guard change.part(of: .handOver, node)?.isUnderWayOrDone == true else { return }
        case .reverseSync: return
        }
        if change.restarted.contains(node) {
            self.change?.accepted?.removeAll { $0 == node }
        } else {
            self.change?.restarted.append(node)
        }
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// A person has read why the step failed, and takes what is there: where that was another reason, nobody has. A node without
    /// data is not taken.
    mutating func acceptRestarts(of stuck: RoleChange) {
        let read = stuck.restarted.filter { node in
            guard case .holds? = reports[node]?.data, let doubt = doubt(about: node) else { return false }
            return stuck.failedParts.contains { $0.failure == doubt } || stuck.isStuck(for: doubt)
        }
        change?.accepted = (stuck.accepted ?? []) + read
    }

    /// Why this node must not be copied by another (I9); nil when nothing speaks against it.
    func doubtAboutCopying(_ source: NodeID) -> String? {
        guard isGuarded(source) else { return nil }
        let name = settings.name(of: source)
        return guardEntry(of: source)?.isStranger == true
            ? "\(name) came back without the data that its pair has"
            : "\(name) may come back without its data; retry when it has reported"
    }

    /// Why this pair must not be handed over: what its node of the primary has to give may be nothing. nil when nothing speaks
    /// against it, or it has been handed over already.
    func doubtAboutHandingOver(_ pair: PlannedPair) -> String? {
        reports.isWritable(pair.to) ? nil : doubtAboutCopying(pair.from)
    }

    /// Why this node must not take writes, or be published, without a person looking at it; nil when nothing speaks against it.
    func doubt(about node: NodeID) -> String? {
        guard let change, change.isDoubtful(node) else { return nil }
        let name = settings.name(of: node)
        switch reports[node]?.data {
        case .holds?: return "\(name) was restarted and may hold less than it did; retry takes it as it is"
        case .empty?: return "\(name) was restarted and came back without data"
        case .unknown?, nil: return "\(name) was restarted, and what it holds is not known; retry when it has reported"
        }
    }
}
