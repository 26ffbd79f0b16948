/// When the core wants to be called again although nothing happens.
///
/// A moment that lies at or before the last settling has had its look: what still stands in its way is no matter of time
/// but of an event, and counting it again would make the engine spin.
extension Recovery {
    func findDeadline() -> Instant {
        if outbox.isDirty { return lastSettled + Self.rejudgement }
        var next = NextMoment(after: lastSettled, latest: nextSample)
        addMoments(to: &next)
        if isHeldBack { next.add(lastSettled + Self.rejudgement) }
        return next.earliest
    }

    /// The earliest of many moments that lie ahead.
    private struct NextMoment {
        let now: Instant
        private(set) var earliest: Instant

        init(after now: Instant, latest: Instant) {
            self.now = now
            earliest = latest
        }

        mutating func add(_ moment: Instant?) {
            guard let moment, moment > now else { return }
            earliest = min(earliest, moment)
        }
    }

    /// What is held back by something that changes without an event is looked at again this often.
    private static let rejudgement = Duration.milliseconds(100)

    /// A failed verdict that waits for a second opinion or for an answer from elsewhere, or an automatic failover that
    /// waits for the backup's next answer.
    private var isHeldBack: Bool {
        guard !doubt.isUnsettled else { return false }
        let isVerdictHeldBack = clusters.contains { watch in
            watch.verdict == .failing && watch.since + settings.heartbeat.hold <= lastSettled
        }
        let isAutomatHeldBack =
            mode == .automatic && phase == .awaitingConfirmation && countdown == nil && !countdownAborted
            && !isBlocked(at: lastSettled)
        let isChangeHeldBack = change.map { isWaitingForTarget($0, at: lastSettled) } ?? false
        return isVerdictHeldBack || isAutomatHeldBack || isChangeHeldBack || isPublicationHeldBack
    }

    private func addMoments(to next: inout NextMoment) {
        for moment in [nextOpinion, countdown, publicationRetry] { next.add(moment) }
        next.add(doubt.deadline)
        next.add(doubt.stretchDeadline(interval: settings.heartbeat.interval))
        for watch in clusters {
            switch watch.verdict {
            case .failing: next.add(watch.since + settings.heartbeat.hold)
            case .recovering: next.add(watch.since + settings.heartbeat.recoveryHold)
            case .unknown, .available, .failed: break
            }
        }
        next.add(postures.deadline(after: lastSettled))
        next.add(callers.deadline(after: lastSettled))
        for alarm in alarms.alarms { next.add(alarm.shelf?.until) }
        for entry in maintenance { next.add(entry.until) }
        if mode == .automatic, let lastRoleChange { next.add(lastRoleChange + settings.failover.block) }
        if let unprotectedSince {
            next.add(max(unprotectedSince, clusters[primary.index].since) + Self.protectionGrace)
        }
        for cluster in settings.clusters where lastSyncStates[cluster.id.index] == .stalled {
            next.add(stalledSince(cluster.id) + Self.protectionGrace)
        }
        next.add(callers.patientSince.map { $0 + Self.deliveryPatience })
        next.add(change?.steps.first { $0.step == .deliver }?.began.map { $0 + Self.deliveryPatience })
    }
}
