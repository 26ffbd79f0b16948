import RecoveryCore

/// When the preset sync rule lets sync run (M4). Wall time, because "daily 02:00" means that; always UTC.
struct Schedule: Sendable {
    private let rule: SyncSettings.Rule
    private var next: Double?

    /// - Parameter wallTime: seconds since 1970.
    init(_ rule: SyncSettings.Rule, wallTime: Double) {
        self.rule = rule
        next = Self.next(rule, after: wallTime)
    }

    /// Whether a run has become due since the last call.
    mutating func isDue(at wallTime: Double) -> Bool {
        guard let next else { return false }
        let newer = Self.next(rule, after: wallTime)
        let isDue = next <= wallTime
        // Somebody set the wall clock back: the run is not put off by as much.
        if isDue || newer.map({ $0 < next }) ?? false { self.next = newer }
        return isDue
    }

    static func next(_ rule: SyncSettings.Rule, after wallTime: Double) -> Double? {
        switch rule {
        case .realTime: return nil
        case .every(let period):
            let seconds = max(period.seconds, 1)
            return ((wallTime / seconds).rounded(.down) + 1) * seconds
        case .daily(let hour, let minute):
            let day = 86_400.0
            let today = (wallTime / day).rounded(.down) * day + Double(hour * 3600 + minute * 60)
            return today > wallTime ? today : today + day
        }
    }
}
