import RecoveryCore

/// I21: once the journal is known to be not writable, nothing outside is asked for but what protects.
package struct NothingBeginsUnjournaled: Checker {
    package static let invariant = "I21"
    private var isFailing = false

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .journalChanged(let health): isFailing = health != .writable
        case .started: isFailing = false
        default: break
        }
        guard isFailing, let effect = event.asked else { return nil }
        switch effect.action {
        case .order(let order): return order.isProtective ? nil : "\(effect.reason): ordered without a journal"
        case .claim, .publish: return "\(effect.reason): begun without a journal"
        case .deliver, .record, .save, .watch, .inspect, .stretchTimeouts, .answer: return nil
        }
    }
}
