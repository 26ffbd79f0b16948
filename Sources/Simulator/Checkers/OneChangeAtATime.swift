import RecoveryCore

/// I19: one role change at a time; the next begins when the one before has ended.
package struct OneChangeAtATime: Checker {
    package static let invariant = "I19"
    private var underWay: String?

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        // What did not become durable before the process ended never began: nothing outside was touched for it.
        if case .restored(let found) = event { underWay = found?.change?.confirmation.fingerprint }
        if case .noted(let text)? = event.recorded, let underWay, text.contains(underWay) { self.underWay = nil }
        guard let state = event.decidedState else { return nil }
        defer { underWay = state.change?.confirmation.fingerprint }
        guard let underWay, let newer = state.change?.confirmation.fingerprint, newer != underWay else { return nil }
        return "\(newer) begins while \(underWay) is under way"
    }
}
