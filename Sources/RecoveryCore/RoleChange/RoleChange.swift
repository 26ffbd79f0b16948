/// A confirmed plan on its way, step by step. All pairs take a step at once; the next step begins when each has ended it.
///
/// ```
/// failover      claim -> fence -> promote -> publish -> deliver -> converge
/// switchover    claim -> handOver -> publish -> deliver -> follow -> converge
/// reverse sync  claim -> follow
/// ```
/// Until the first promote or hand-over is sent, a role change can be aborted; from then on it goes forward or is stuck.
/// At `converge` the storage has what it needs: only callers are waited for, and nothing is held up by that.
package struct RoleChange: Hashable, Codable, Sendable {
    package enum Step: String, Hashable, Codable, Sendable, CaseIterable {
        case claim, fence, handOver, promote, publish, deliver, follow, converge

        package var words: String {
            switch self {
            case .claim: "claim the confirmation"
            case .fence: "fence the old primary"
            case .handOver: "hand over, pair by pair"
            case .promote: "promote and read back"
            case .publish: "publish the configuration"
            case .deliver: "deliver to the callers"
            case .follow: "synchronize from the new primary"
            case .converge: "wait until every caller applies it"
            }
        }
    }

    package static func steps(of kind: RoleChangeKind) -> [Step] {
        switch kind {
        case .failover: [.claim, .fence, .promote, .publish, .deliver, .converge]
        case .switchover: [.claim, .handOver, .publish, .deliver, .follow, .converge]
        case .reverseSync: [.claim, .follow]
        }
    }

    package var plan: Plan
    package var confirmation: Confirmation
    package var began: Instant
    /// In the order of `steps(of:)`.
    package var steps: [StepProgress]
    /// Nodes of the target whose process went away since the change began: they may have come back without their data.
    package var restarted: [NodeID] = []
    /// Of these, those that an operator took as they are, to serve: not to be copied. nil: none.
    package var accepted: [NodeID]?
    /// The pairs that each publication leaves out which was asked for and may stand: nobody knows what became of it. All of
    /// them, also those left out of an earlier change: what is taken back in meanwhile must not change what is asked again.
    package var unanswered: [[PairID]]?

    package init(plan: Plan, confirmation: Confirmation, began: Instant) {
        self.plan = plan
        self.confirmation = confirmation
        self.began = began
        steps = Self.steps(of: plan.kind).map { StepProgress(step: $0) }
    }

    package struct StepProgress: Hashable, Codable, Sendable {
        package var step: Step
        package var state: State = .waiting
        package var began: Instant?
        package var ended: Instant?
        /// The effect that is under way, of a step without parts: an end of an earlier one is not this one's.
        package var effect: EffectID?
        /// Parts of the step, one a pair or caller; empty for steps of one part.
        package var parts: [Part] = []

        package init(step: Step) {
            self.step = step
        }
    }

    package enum State: Hashable, Codable, Sendable {
        case waiting
        case running
        case done
        /// What failed, what state is left behind.
        case failed(String)
    }

    package struct Part: Hashable, Codable, Sendable {
        /// The node that the order goes to.
        package var node: NodeID
        package var pair: PairID
        package var state: PartState = .waiting
        /// The effect that is under way.
        package var effect: EffectID?
        /// Progress or finding, in words.
        package var text: String = ""
        package var share: Double?

        package init(node: NodeID, pair: PairID) {
            self.node = node
            self.pair = pair
        }
    }

    package enum PartState: Hashable, Codable, Sendable {
        case waiting
        case running
        case done
        case failed(String)
        /// An operator went on without it, or it could not be done and need not be (an old primary that does not answer
        /// cannot be fenced).
        case skipped(String)
    }

    /// The step in hand; nil when all are done.
    package var current: Int? {
        steps.firstIndex { $0.state != .done }
    }

    func shifted(by offset: Duration) -> RoleChange {
        var change = self
        change.began = began + offset
        change.plan.drawn = plan.drawn + offset
        change.plan.expires = plan.expires + offset
        for index in steps.indices {
            change.steps[index].began = steps[index].began.map { $0 + offset }
            change.steps[index].ended = steps[index].ended.map { $0 + offset }
        }
        return change
    }
}
