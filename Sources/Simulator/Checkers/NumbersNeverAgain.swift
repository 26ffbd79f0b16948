import RecoveryCore

/// I11: the number of an effect that has begun is never used again, whatever restarts.
package struct NumbersNeverAgain: Checker {
    package static let invariant = "I11"
    private var begun: Set<UInt64> = []

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        guard case .began(let effect) = event else { return nil }
        return begun.insert(effect.id.number).inserted ? nil : "effect \(effect.id.number) begins twice"
    }
}
