import RecoveryCore

/// I11: a number under which an intent was kept is never used again, whatever restarts. Protective effects that begin while
/// nothing can be kept are in no journal, and the next process does not know of their numbers.
package struct NumbersNeverAgain: Checker {
    package static let invariant = "I11"
    private var intended: Set<UInt64> = []

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        guard case .durable(let entries, _) = event else { return nil }
        for case .intended(let number, _, _) in entries where !intended.insert(number).inserted {
            return "effect \(number) is intended twice"
        }
        return nil
    }
}
