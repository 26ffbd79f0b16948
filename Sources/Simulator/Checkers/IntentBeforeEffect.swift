import RecoveryCore

/// I10: every outside effect has a durable intent before it, and ends at most once, and none that was not asked for.
package struct IntentBeforeEffect: Checker {
    package static let invariant = "I10"
    private var intents: Set<UInt64> = []
    private var asked: Set<UInt64> = []
    private var ended: Set<UInt64> = []

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .started:
            ended = []
        case .durable(let entries, _):
            for case .intended(let number, _, _) in entries { intents.insert(number) }
        case .decided(let effect) where effect.isOutside: asked.insert(effect.id.number)
        case .began(let effect):
            if case .order(let order) = effect.action, order.isProtective { return nil }
            if !intents.contains(effect.id.number) {
                return "effect \(effect.id.number) begins before its intent is kept"
            }
        case .ended(let id, _):
            if !asked.contains(id.number) { return "effect \(id.number) ended and was never asked for" }
            if !ended.insert(id.number).inserted { return "effect \(id.number) ended twice" }
        default: break
        }
        return nil
    }
}
