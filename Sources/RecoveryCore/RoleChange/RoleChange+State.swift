/// Where a role change stands, read off its steps.
extension RoleChange {
    package var currentStep: Step? { current.map { steps[$0].step } }

    /// What the failed step says; nil while it goes on.
    package var failure: String? {
        guard let current, case .failed(let text) = steps[current].state else { return nil }
        return "\(plan.kind.words) is stuck at \"\(steps[current].step.words)\": \(text)"
    }

    package var isStuck: Bool { failure != nil }

    func isStuck(for reason: String) -> Bool { steps.contains { $0.state == .failed(reason) } }

    /// The storage is done with; what is left is that every caller applies what was published.
    package var isConverging: Bool { currentStep == .converge }

    /// It commands the storage: no other role change begins, and what follows from it waits.
    package var isInHand: Bool { current != nil && !isConverging }

    package func hasBegun(_ step: Step) -> Bool {
        steps.contains { $0.step == step && $0.state != .waiting }
    }

    /// Until then it can be undone: nothing was promoted or handed over. A hand-over that is tried again has not begun: what
    /// stands of it is seen on the nodes.
    var isReversible: Bool {
        switch plan.kind {
        case .failover: !hasBegun(.promote)
        case .switchover, .reverseSync:
            !hasBegun(.handOver) || !parts(of: .handOver).contains { $0.state == .done || $0.state == .running }
        }
    }

    /// The new epoch is published, or was asked for and nobody knows what became of it: callers may be on their way.
    var mayBePublished: Bool {
        steps.contains { $0.step == .publish && $0.state == .done } || unanswered?.isEmpty == false
    }

    mutating func noteAsked(without pairs: [PairID]) {
        guard unanswered?.contains(pairs) != true else { return }
        unanswered = (unanswered ?? []) + [pairs]
    }

    package func parts(of step: Step) -> [Part] {
        steps.first { $0.step == step }?.parts ?? []
    }

    func part(of step: Step, _ node: NodeID) -> Part? {
        parts(of: step).first { $0.node == node }
    }

    /// The pairs that take no part: they were not ready when the plan was drawn, or an operator went on without them.
    package var leftOut: [PairID] {
        let planned = plan.pairs.filter { !$0.isReady }.map(\.id)
        let skipped = (parts(of: .promote) + parts(of: .handOver)).filter { part in
            if case .skipped = part.state { true } else { false }
        }
        return planned + skipped.map(\.pair)
    }

    /// Stuck: the step whose parts have failed. A node that was restarted after it was promoted or handed over to fails the
    /// publication: then that has.
    var failedStep: Step? {
        guard isStuck else { return nil }
        guard currentStep == .publish else { return currentStep }
        return plan.kind == .failover ? .promote : .handOver
    }

    /// It was restarted, and no operator has taken it as it is since.
    func isDoubtful(_ node: NodeID) -> Bool { restarted.contains(node) && accepted?.contains(node) != true }

    var failedParts: [Part] {
        guard let failedStep else { return [] }
        return parts(of: failedStep).filter { part in
            part.failure != nil || (failedStep != currentStep && part.state == .done && isDoubtful(part.node))
        }
    }

    /// Stuck: the pairs that it can go on without.
    package var failedPairs: [PairID] { failedParts.map(\.pair) }

    var takingPart: [PlannedPair] {
        let leftOut = Set(leftOut)
        return plan.pairs.filter { !leftOut.contains($0.id) }
    }

    /// Looks for the part that a node's order belongs to.
    mutating func update(_ step: Step, node: NodeID, _ change: (inout Part) -> Void) {
        for index in steps.indices where steps[index].step == step {
            for part in steps[index].parts.indices where steps[index].parts[part].node == node {
                change(&steps[index].parts[part])
            }
        }
    }
}

extension RoleChange.StepProgress {
    /// How long it has been under way.
    func age(at now: Instant) -> Duration { now - (began ?? now) }

    var hasEveryPartEnded: Bool { parts.allSatisfy(\.state.isSettled) }
}

extension RoleChange.Step {
    /// Only what protects goes on while the journal cannot be written (I21); deliveries wait for it one by one.
    var isAllowedUnjournaled: Bool { self == .fence || self == .deliver }
}

extension RoleChange.Part {
    /// What failed, in words; nil when nothing did.
    var failure: String? {
        if case .failed(let why) = state { why } else { nil }
    }

    /// Its node is not as it was, or may not be.
    var isUnderWayOrDone: Bool { state == .running || state == .done }
}

extension RoleChange.PartState {
    var isSkipped: Bool { if case .skipped = self { true } else { false } }

    var isSettled: Bool {
        switch self {
        case .done, .failed, .skipped: true
        case .waiting, .running: false
        }
    }
}
