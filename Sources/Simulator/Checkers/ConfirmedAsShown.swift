import RecoveryCore

/// I24: what begins by an operator's word was on a screen. A plan that was shown while it was not possible yet is the same
/// plan as long as its fingerprint is: whether it is possible is looked at when it is confirmed.
package struct ConfirmedAsShown: Checker {
    package static let invariant = "I24"
    private var shown: Set<String> = []
    private var begun: String?

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .shown(let snapshot) = event {
            for plan in snapshot.offers.compactMap(\.plan) { shown.insert(plan.fingerprint) }
            return nil
        }
        guard let state = event.decidedState else { return nil }
        guard let change = state.change else {
            begun = nil
            return nil
        }
        guard begun != change.confirmation.fingerprint else { return nil }
        begun = change.confirmation.fingerprint
        guard change.confirmation.operator != "automatic" else { return nil }
        guard shown.contains(change.confirmation.fingerprint) else {
            return "plan \(change.confirmation.fingerprint) was confirmed and never shown"
        }
        return nil
    }
}
