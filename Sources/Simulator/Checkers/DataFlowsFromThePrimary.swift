import RecoveryCore

/// I9: data flows only from the published primary, in a switchover from its target, or where a pair was left out or is
/// being restored; a replaced cluster is never the source; nothing is overwritten that nobody gave up.
package struct DataFlowsFromThePrimary: Checker {
    package static let invariant = "I9"
    private let settings: Settings
    private var roles: [Role]
    private var change: RoleChange?
    private var leftOut: [PairID] = []
    /// Nodes for which an operator chose to restore or to resume.
    private var given: Set<NodeID> = []
    /// By node: from where a confirmed reverse sync ordered it to follow. What hangs obeys when it goes on, whatever has become
    /// of the reverse sync meanwhile; until it serves again its own writes stay given up.
    private var reversed: [Int?]
    private var ordered: [(source: Int, at: Moment)?]

    package init(_ settings: Settings) {
        self.settings = settings
        roles = settings.clusters.map(\.initialRole)
        ordered = settings.nodes.map { _ in nil }
        reversed = settings.nodes.map { _ in nil }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if let state = event.decidedState {
            roles = state.roles
            // What has just ended is allowed until the next change.
            if let newer = state.change { change = newer }
            leftOut = state.leftOut
        }
        switch event {
        case .commanded(let request):
            switch request.command {
            case .resume(let node), .restore(let node): given.insert(node)
            default: break
            }
            return nil
        case .obeyed(let node, .followed(let source)):
            ordered[node] = (source, now)
            return nil
        case .obeyed(let node, .promoted), .obeyed(let node, .tookOver):
            reversed[node] = nil
            return nil
        case .overwritten(let node, let source, let lost, let isEmpty):
            return overwritten(node, source, lost, isEmpty, now)
        default: break
        }
        guard let effect = event.asked, case .order(let order) = effect.action,
            case .follow(let node, let source) = order.action
        else { return nil }
        if let change, change.plan.kind == .reverseSync, change.plan.target == settings.cluster(of: node) {
            reversed[node.index] = source.index
        }
        return mayFlow(to: node, from: source)
            ? nil : "\(settings.name(of: node)) is made to follow \(settings.name(of: source))"
    }

    private func mayFlow(to node: NodeID, from source: NodeID) -> Bool {
        guard let pair = settings.node(source).pair, settings.node(node).pair == pair else { return false }
        if roles[settings.cluster(of: source).index] == .primary { return true }
        if let change, change.plan.kind == .switchover, change.plan.target == settings.cluster(of: source) {
            return true
        }
        return leftOut.contains(pair) || given.contains(node)
    }

    private func overwritten(_ node: Int, _ source: Int, _ lost: Int64, _ isEmpty: Bool, _ now: Moment) -> String? {
        // A replica joins its source again by itself; what counts is what was ordered.
        guard let last = ordered[node], last.source == source, now - last.at < 3 * .second else { return nil }
        guard lost > 2000, isEmpty || reversed[node] != source,
            !isGivenUp(NodeID(node), NodeID(source), sourceIsEmpty: isEmpty)
        else { return nil }
        return
            "\(settings.nodes[node].name) lost \(lost) bytes to \(isEmpty ? "the empty " : "")\(settings.nodes[source].name)"
    }

    private func isGivenUp(_ node: NodeID, _ source: NodeID, sourceIsEmpty: Bool) -> Bool {
        if given.contains(node) || given.contains(source) { return true }
        guard let change else { return false }
        let cluster = settings.cluster(of: node)
        return switch change.plan.kind {
        // What only the replaced cluster has; not all that is left, for nothing.
        case .reverseSync: !sourceIsEmpty && change.plan.target == cluster
        // A third cluster may have had more of the old primary's writes than the one that took over: what that lacks was
        // given up with the plan, and the old primary still has it.
        case .failover: !sourceIsEmpty && cluster != change.plan.from && cluster != change.plan.target
        case .switchover: false
        }
    }
}
