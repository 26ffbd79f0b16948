import RecoveryCore

/// I24: what begins by an operator's word was on a screen, as possible, at most a plan's lifetime before.
package struct ConfirmedAsShown: Checker {
    package static let invariant = "I24"
    private let settings: Settings
    private var shown: [String: Moment] = [:]
    private var begun: String?

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .shown(let snapshot) = event {
            for offer in snapshot.offers where offer.isPossible {
                if let plan = offer.plan, shown[plan.fingerprint] == nil { shown[plan.fingerprint] = now }
            }
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
        guard shown[change.confirmation.fingerprint] != nil else {
            return "plan \(change.confirmation.fingerprint) was confirmed and never shown"
        }
        return nil
    }
}
