import RecoveryCore

/// I20: a node is made to take writes only in the primary cluster, by a claimed failover or switchover to its cluster, or
/// to give a node of the primary its data back.
package struct PromotionsAreConfirmed: Checker {
    package static let invariant = "I20"
    private let settings: Settings
    private var roles: [Role]
    private var change: RoleChange?
    private var claimed: Set<String> = []
    private var restored: Set<NodeID> = []

    package init(_ settings: Settings) {
        self.settings = settings
        roles = settings.clusters.map(\.initialRole)
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if let state = event.decidedState {
            roles = state.roles
            change = state.change
        }
        switch event {
        case .claimed(let confirmation): claimed.insert(confirmation.fingerprint)
        case .commanded(let request):
            if case .restore(let node) = request.command { restored.insert(node) }
        default: break
        }
        guard let effect = event.asked, case .order(let order) = effect.action else { return nil }
        let node: NodeID
        switch order.action {
        case .promote(let promoted): node = promoted
        case .handOver(_, let to): node = to
        case .park, .fence, .follow: return nil
        }
        return mayServe(node) ? nil : "\(settings.name(of: node)) is made to take writes: \(effect.reason)"
    }

    private func mayServe(_ node: NodeID) -> Bool {
        let cluster = settings.cluster(of: node)
        if roles[cluster.index] == .primary { return true }
        if let change, change.plan.target == cluster, change.plan.kind != .reverseSync {
            return claimed.contains(change.confirmation.fingerprint)
        }
        let pair = settings.node(node).pair
        return restored.contains { settings.node($0).pair == pair }
    }
}
