/// What a stuck role change can go on without.
extension Recovery {
    struct FailedPair {
        var id: PairID
        /// Its part in this step is what is left out.
        var step: RoleChange.Step
        var node: NodeID
        var why: String
    }

    /// Of the step that is stuck. A promoted node that was restarted fails the publication: then its promotion is left out.
    var failedPairs: [FailedPair] {
        guard let change, change.isStuck, let stuck = change.currentStep else { return [] }
        let step = stuck == .publish ? .promote : stuck
        return change.parts(of: step).compactMap { part in
            let doubt = stuck == .publish && part.state == .done ? doubt(about: part.node, in: step) : nil
            guard let why = part.failure ?? doubt else { return nil }
            return FailedPair(id: part.pair, step: step, node: part.node, why: why)
        }
    }
}
