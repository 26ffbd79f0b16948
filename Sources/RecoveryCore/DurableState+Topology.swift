extension DurableState {
    /// The same state for settings whose clusters and nodes may stand in another order, have come or have gone.
    ///
    /// - Throws: the settings took away what the state cannot do without; the text says what to do.
    package func adapted(to settings: Settings) throws(TopologyFault) -> DurableState {
        let newer = Topology(settings)
        guard newer != topology else { return self }
        guard change == nil else {
            throw TopologyFault(
                "the settings' clusters or nodes were changed while a role change is under way: start once with the old "
                    + "settings and let it finish")
        }
        let clusters = topology.clusters.map { name in newer.clusters.firstIndex(of: name).map(ClusterID.init) }
        let nodes = topology.nodes.map { name in newer.nodes.firstIndex(of: name).map(NodeID.init) }
        guard let primary = roles.firstIndex(of: .primary), clusters[primary] != nil else {
            throw TopologyFault("the settings no longer name the cluster that is primary: add it, or switch over first")
        }
        var state = self
        state.topology = newer
        // Only its callers are waited for, and the board of callers goes on with that.
        state.converging = nil
        state.roles = settings.clusters.map { cluster in
            // A cluster that is new cannot be primary: one is.
            topology.clusters.firstIndex(of: cluster.name).map { roles[$0] } ?? .backup
        }
        state.alarms = alarms.compactMap { alarm in
            guard let old = alarm.cluster else { return alarm }
            guard let cluster = clusters[old.index] else { return nil }
            var moved = alarm
            moved.cluster = cluster
            return moved
        }
        state.maintenance = maintenance.compactMap { entry in
            nodes[entry.node.index].map { Maintenance(node: $0, until: entry.until, operator: entry.operator) }
        }
        state.guarded = guarded.compactMap { nodes[$0.index] }
        state.strangers = strangers?.compactMap { nodes[$0.index] }
        state.resumed = resumed?.compactMap { nodes[$0.index] }
        state.givenUp = givenUp?.compactMap { nodes[$0.index] }
        state.ownWrites = ownWrites.compactMap { entry in
            nodes[entry.node.index].map { CountedWrites(node: $0, writes: entry.writes) }
        }
        // Pairs follow the first cluster's nodes; when these changed, what was left out is asked anew.
        state.leftOut = newer.clusters.first == topology.clusters.first ? leftOut : []
        return state
    }
}

/// Settings that the saved state cannot go on with, in words for the operator.
package struct TopologyFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
