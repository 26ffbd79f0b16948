import RecoveryCore

/// I22: a process that starts has what was last kept, as a whole: nothing older, nothing newer, nothing mended.
package struct RestartsFromWhatIsKept: Checker {
    package static let invariant = "I22"
    private var kept: DurableState?

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .durable(_, let state?): kept = state
        case .restored(let state):
            if state != kept { return "it starts from epoch \(state?.epoch ?? 0), not from what was kept" }
        default: break
        }
        return nil
    }
}
