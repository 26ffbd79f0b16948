/// When the core wants to be called again although nothing happens.
///
/// A moment that lies at or before the last settling has had its look: what still stands in its way is no matter of time
/// but of an event, and counting it again would make the engine spin.
extension Recovery {
    func findDeadline() -> Instant {
        if outbox.isDirty { return lastSettled + Self.rejudgement }
        let ahead = moments.lazy.filter { $0 > lastSettled }.min() ?? nextSample
        return isHeldBack ? min(ahead, lastSettled + Self.rejudgement) : ahead
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
        let isChangeHeldBack = change?.currentStep.map { isWaitingForTarget($0, at: lastSettled) } ?? false
        return isVerdictHeldBack || isAutomatHeldBack || isChangeHeldBack
    }

    private var moments: [Instant] {
        var found = [nextSample, nextOpinion, countdown, publicationRetry].compactMap { $0 }
        found += [doubt.deadline, doubt.stretchDeadline(interval: settings.heartbeat.interval)].compactMap { $0 }
        for watch in clusters {
            switch watch.verdict {
            case .failing: found.append(watch.since + settings.heartbeat.hold)
            case .recovering: found.append(watch.since + settings.heartbeat.recoveryHold)
            case .unknown, .available, .failed: break
            }
        }
        if let moment = postures.deadline(after: lastSettled) { found.append(moment) }
        if let moment = callers.deadline(after: lastSettled) { found.append(moment) }
        found += alarms.alarms.compactMap { $0.shelf?.until }
        found += maintenance.map(\.until)
        if mode == .automatic, let lastRoleChange { found.append(lastRoleChange + settings.failover.block) }
        if let unprotectedSince {
            found.append(max(unprotectedSince, clusters[primary.index].since) + Self.protectionGrace)
        }
        for cluster in settings.clusters where lastSyncStates[cluster.id.index] == .stalled {
            found.append(stalledSince(cluster.id) + Self.protectionGrace)
        }
        if let publishedAt = callers.publishedAt { found.append(publishedAt + Self.deliveryPatience) }
        if let began = change?.steps.first(where: { $0.step == .deliver })?.began {
            found.append(began + Self.deliveryPatience)
        }
        return found
    }
}
