/// The phase is derived from what is true; nothing else sets it. Its arrows, for the eye:
///
/// ```
/// starting --clean round--> synchronizing <--recovered-- primaryFailed --sync stopped--> awaitingConfirmation | noBackup
/// awaitingConfirmation --confirmed--> failingOver --delivered--> unprotected --old primary back--> awaitingReverseSync
/// awaitingReverseSync --confirmed--> reverseSynchronizing --all pairs in sync--> synchronizing
/// synchronizing --confirmed--> switchingOver --> synchronizing            any change --a step fails--> stuck
/// ```
extension Recovery {
    mutating func followPhase(at now: Instant) {
        followProtection(at: now)
        closeSyncRun()
        let next = derivedPhase(at: now)
        guard next != phase else { return }
        outbox.record(.phaseChanged(from: phase.rawValue, to: next.rawValue, reason: phaseReason))
        if phase == .starting {
            outbox.add(.watch(primary: primary), because: "\(settings.name(of: primary)) is primary")
        }
        phase = next
        phaseSince = now
    }

    private func derivedPhase(at now: Instant) -> PhaseName {
        if phase == .starting, doubt.isUnsettled { return .starting }
        if let change {
            if change.isStuck { return .stuck }
            return switch change.plan.kind {
            case .failover: .failingOver
            case .switchover: .switchingOver
            case .reverseSync: .reverseSynchronizing
            }
        }
        switch clusters[primary.index].verdict {
        case .failed, .recovering:
            guard isSyncStopped || mode == .observe else { return .primaryFailed }
            return candidates.isEmpty ? .noBackup : .awaitingConfirmation
        case .unknown, .available, .failing: break
        }
        if reverseSyncTarget != nil { return .awaitingReverseSync }
        return isUnprotected(at: now) ? .unprotected : .synchronizing
    }

    private var phaseReason: String {
        clusters.indices.map { index in
            let watch = clusters[index]
            return "\(settings.clusters[index].name) \(roles[index].rawValue) \(watch.verdict.rawValue) "
                + "\(watch.available)/\(watch.total)"
        }.joined(separator: ", ")
    }

    /// M6: every backup node that answers was read back as taking nothing from the failed primary.
    var isSyncStopped: Bool {
        settings.clusters.filter { roles[$0.id.index] == .backup }.allSatisfy { cluster in
            settings.nodes(of: cluster.id).allSatisfy { node in
                // One that refuses drtop is left out of every plan: it says nothing and is told nothing.
                let isAsked = nodes[node.id.index].isReachable && nodes[node.id.index].state != .refusesUs
                guard node.pair != nil, isAsked else { return true }
                // A job that joins it to the primary may end at any moment.
                guard !postures[node.id].isJoining else { return false }
                return reports[node.id].map { !$0.takesData } ?? false
            }
        }
    }

    /// The backup clusters that could take over now, in their order (M7, M8).
    var candidates: [ClusterID] {
        clusters.indices.filter { roles[$0] == .backup && clusters[$0].verdict == .available }.map(ClusterID.init)
    }

    /// The cluster that R would overwrite: a replaced primary that is back, or a backup that cannot join by itself.
    var reverseSyncTarget: ClusterID? {
        firstAvailable { roles[$0.index] == .failed } ?? firstAvailable { needsOverwriting($0) }
    }

    private func firstAvailable(where condition: (ClusterID) -> Bool) -> ClusterID? {
        let index = clusters.indices.first { clusters[$0].verdict == .available && condition(ClusterID($0)) }
        return index.map(ClusterID.init)
    }

    private func needsOverwriting(_ cluster: ClusterID) -> Bool {
        guard roles[cluster.index] == .backup, clusters[primary.index].verdict == .available else { return false }
        return links(to: cluster).contains { link in
            guard reports.isParked(link.downstream), reports.isWritable(link.upstream),
                nodes[link.downstream.index].isAvailable, guardEntry(of: link.upstream) == nil, !isLeftOut(link.id),
                isSyncRunOpen, let report = reports.comparison(link)
            else { return false }
            return report.forecast.kind != .unknown && !reports.mayFollow(link)
        }
    }

    // MARK: protection

    /// A backup from which the system could go on: available, and enough of its pairs in sync.
    func isProtecting(_ cluster: ClusterID) -> Bool {
        guard roles[cluster.index] == .backup, clusters[cluster.index].verdict == .available else { return false }
        let links = links(to: cluster)
        return settings.threshold.isExceeded(available: links.count { isProtected($0) }, total: links.count)
    }

    /// By a preset rule a backup has what the last run brought it, between the runs and also while the next one copies.
    private func isProtected(_ pair: NodePair) -> Bool {
        if settings.sync.rule != .realTime, !hasLessThanItsSource(pair),
            reports.isCopying(pair) || (!isSyncRunOpen && reports.isParked(pair.downstream))
        {
            return true
        }
        return reports.isInSync(pair)
    }

    /// It is empty, and its source is not.
    func hasLessThanItsSource(_ pair: NodePair) -> Bool {
        reports.lastData(of: pair.downstream) == .empty && reports.lastData(of: pair.upstream) != .empty
    }

    private mutating func followProtection(at now: Instant) {
        guard clusters[primary.index].verdict == .available else { return }
        if clusters.indices.contains(where: { isProtecting(ClusterID($0)) }) {
            if unprotectedSince != nil { outbox.needsSave = true }
            protectedSince = protectedSince ?? now
            unprotectedSince = nil
        } else if unprotectedSince == nil {
            unprotectedSince = now
            protectedSince = nil
            outbox.needsSave = true
        }
    }

    /// A link that is made anew within this time is no lack of protection.
    static let protectionGrace = Duration.seconds(3)

    func isUnprotected(at now: Instant) -> Bool {
        guard let since = unprotectedSince else { return false }
        // While the primary was away, protection was no concern.
        return roles.contains(.failed) || now - max(since, clusters[primary.index].since) >= Self.protectionGrace
    }
}

extension NodeReport {
    /// Data could flow into it from a node that the settings know, or from elsewhere.
    var takesData: Bool {
        switch role {
        case .writable, .following(.parked, _): false
        case .following: true
        }
    }
}
