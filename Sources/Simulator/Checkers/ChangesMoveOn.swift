import RecoveryCore

/// Liveness: a role change that was confirmed gets on, or is stuck in the open, or ends; with a healthy backup it leads to
/// the next epoch. It never just stays.
package struct ChangesMoveOn: Checker {
    package static let invariant = "progress"
    /// The longest bound of one step (a delivery waits 10 s, an order 30 s, the centre 10 s), with two restarts in it.
    private static let patience: Moment = 3 * .minute
    private var change: RoleChange?
    /// When it last got on; nil: nothing is under way, or nothing has to get on now.
    private var moved: Moment?
    private var isRunning = false
    /// drtop is isolated, and says so: nothing is promoted that it cannot see, and nobody is called failed (I4, I7).
    private var isCutOff = false

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .started:
            isRunning = true
            moved = change == nil ? nil : now
        case .crashed: isRunning = false
        // What did not become durable before the process ended never began.
        case .restored(let found):
            change = found?.change
            moved = change == nil ? nil : now
        // Nothing outside may begin while the journal cannot be written; after a doubt comes a clean round.
        case .journalChanged, .troubled: moved = change == nil ? nil : now
        default: break
        }
        if let state = event.decidedState {
            if state.change?.steps != change?.steps { moved = state.change == nil ? nil : now }
            change = state.change
            isCutOff = state.alarms.contains { $0.kind == .cutOff && $0.isActive }
        }
        if isCutOff { moved = change == nil ? nil : now }
        guard isRunning, case .decided = event, let change, !change.isStuck, let moved else { return nil }
        // A full copy takes as long as it takes; what has failed is told by the step itself.
        guard let step = change.currentStep, step != .follow, now - moved > Self.patience else { return nil }
        return
            "\(change.plan.kind.words) \(change.confirmation.fingerprint) stays at \"\(step.words)\" since \(moved.words)"
    }
}
