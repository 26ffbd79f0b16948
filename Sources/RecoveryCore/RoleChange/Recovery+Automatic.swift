/// Mode automatic: a failover without a person, under I6, announced with a count-down that a key aborts.
extension Recovery {
    /// How long the announcement stands before anything begins.
    static let automaticDelay = Duration.seconds(10)

    mutating func failOverAutomatically(at now: Instant) {
        // An abort holds for the whole failure, whatever comes and goes in it.
        if clusters[primary.index].verdict == .available { countdownAborted = false }
        guard mode == .automatic, phase == .awaitingConfirmation, !isLeaving, !countdownAborted, doubt.stretch == 1,
            !isBlocked(at: now)
        else {
            countdown = nil
            return
        }
        let offer = offer(.failover, at: now)
        guard offer.isPossible, let plan = offer.plan else {
            countdown = nil
            return
        }
        guard let due = countdown else {
            countdown = now + Self.automaticDelay
            outbox.record(
                .noted(
                    "automatic failover to \(settings.name(of: plan.target)) in \(Words.duration(Self.automaticDelay))")
            )
            return
        }
        guard due <= now else { return }
        begin(plan, rows: offer.rows, by: "automatic", at: now)
    }

    /// I19: no automatic role change inside the block window after another.
    func isBlocked(at now: Instant) -> Bool {
        lastRoleChange.map { now - $0 < settings.failover.block } ?? false
    }
}
