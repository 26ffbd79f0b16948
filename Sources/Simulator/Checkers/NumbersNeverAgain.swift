import RecoveryCore

/// I11: the number of an effect that has begun is never used again, whatever restarts. What protects may begin although
/// nothing can be kept, and then again in the next process, which cannot know: its number counts when its intent is kept.
package struct NumbersNeverAgain: Checker {
    package static let invariant = "I11"
    private var begun: Set<UInt64> = []
    private var kept: Set<UInt64> = []

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .durable(let entries, _):
            for case .intended(let number, _, _) in entries where !kept.insert(number).inserted {
                return "effect \(number) is intended twice"
            }
        case .began(let effect):
            if case .order(let order) = effect.action, order.isProtective { return nil }
            if !begun.insert(effect.id.number).inserted { return "effect \(effect.id.number) begins twice" }
        default: break
        }
        return nil
    }
}
