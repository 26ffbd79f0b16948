import RecoveryCore

/// I23: the engine's ticks go on whatever its watchers do: the sample of each minute is never late, unless drtop itself
/// says that it was paused.
package struct SamplesComeInTime: Checker {
    package static let invariant = "I23"
    /// Between two samples. What is shorter than a pause that drtop must notice is no fault.
    private static let patience: Moment = 60 * .second + 5 * .second
    /// nil: nothing runs.
    private var last: Moment?

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .started, .troubled(.lateTick), .troubled(.clockJump): last = now
        case .crashed: last = nil
        case .decided(let effect):
            guard let since = last else { return nil }
            if case .record(.sampled) = effect.action { last = now }
            if now - since > Self.patience { return "no sample since \(since.words): the engine stood still" }
        default: break
        }
        return nil
    }
}
