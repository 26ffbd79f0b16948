import RecoveryCore

/// I6, I19: no role changes by itself unless the policy says automatic, for a failover, announced, outside the block
/// window after another.
package struct AutomaticByPolicy: Checker {
    package static let invariant = "I6"
    private let block: Moment
    private var begun: String?
    private var announced: Moment?
    private var moved: Moment?
    private var cluster: ClusterID?

    package init(_ settings: Settings) {
        block = settings.failover.block.microseconds
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .noted(let text)? = event.recorded, text.hasPrefix("automatic failover to") { announced = now }
        // How long nobody ran is known by the wall clock: after it was set, the window may end early or late.
        if case .clockStepped = event { moved = nil }
        // What the last process had in hand goes on.
        if case .restored(let state) = event { begun = state?.change?.confirmation.fingerprint }
        if case .published(let publication) = event {
            if let cluster, cluster != publication.cluster { moved = now }
            cluster = publication.cluster
        }
        guard let state = event.decidedState else { return nil }
        guard let change = state.change else {
            begun = nil
            return nil
        }
        guard begun != change.confirmation.fingerprint else { return nil }
        begun = change.confirmation.fingerprint
        guard change.confirmation.operator == "automatic" else { return nil }
        if state.mode != .automatic { return "a role change began by itself in mode \(state.mode)" }
        if change.plan.kind != .failover { return "\(change.plan.kind) began by itself" }
        guard let announced, now - announced >= 9990 * .millisecond else { return "it was not announced" }
        if let moved, now - moved < block - block / 1000 - .second {
            return "the block window after \(moved.words) runs"
        }
        return nil
    }
}
