import RecoveryCore

/// The monotonic clock of one process: it begins anywhere, and runs a little too fast or too slow.
struct ProcessClock: Sendable {
    private var offset: Moment = 0
    /// Of a million microseconds, so many too many.
    private(set) var drift: Moment = 0
    /// Since when it runs at this speed.
    private var since: Moment = 0

    init() {}

    /// A clock that shows this at this moment.
    init(showing time: Duration, at moment: Moment, drift: Moment) {
        offset = time.microseconds - moment
        self.drift = drift
        since = moment
    }

    func instant(_ moment: Moment) -> Instant {
        Instant(sinceOrigin: (moment + (moment - since) * drift / .second + offset).duration)
    }

    /// The first moment at which the clock shows at least this.
    func moment(_ instant: Instant) -> Moment {
        let shown = instant.sinceOrigin.microseconds - offset
        guard drift != 0, shown < .max / .second else { return shown }
        var moment = since + (shown - since) * .second / (.second + drift)
        // Both divisions round: a step or two.
        while self.instant(moment) < instant { moment += 1 }
        return moment
    }

    mutating func run(at newDrift: Moment, from moment: Moment) {
        self = ProcessClock(showing: instant(moment).sinceOrigin, at: moment, drift: newDrift)
    }
}
