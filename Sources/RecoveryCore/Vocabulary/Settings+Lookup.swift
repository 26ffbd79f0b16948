extension Settings {
    package func cluster(_ id: ClusterID) -> Cluster { clusters[id.index] }
    package func node(_ id: NodeID) -> Node { nodes[id.index] }
    package func caller(_ id: CallerID) -> Caller { callers[id.index] }
    package func name(of id: ClusterID) -> String { clusters[id.index].name }
    package func name(of id: NodeID) -> String { nodes[id.index].name }

    package func nodes(of id: ClusterID) -> ArraySlice<Node> { nodes[clusters[id.index].nodes] }

    /// The node that stands for the pair in a cluster; nil when the cluster has none.
    package func node(of pair: PairID, in cluster: ClusterID) -> NodeID? {
        let range = clusters[cluster.index].nodes
        // Pairs default to the same position, so that is looked at first.
        let guess = range.lowerBound + pair.index
        if range.contains(guess), nodes[guess].pair == pair { return NodeID(guess) }
        return nodes[range].first { $0.pair == pair }?.id
    }

    /// A pair is called by the name of its node in the first cluster that has one.
    package func name(of pair: PairID) -> String {
        for cluster in clusters {
            if let node = node(of: pair, in: cluster.id) { return name(of: node) }
        }
        preconditionFailure("pair \(pair.index) has no node")
    }

    /// Every pair in which both clusters have a node, in order.
    package func pairs(from upstream: ClusterID, to downstream: ClusterID) -> [NodePair] {
        nodes(of: upstream).compactMap { node in
            guard let pair = node.pair, let other = self.node(of: pair, in: downstream) else { return nil }
            return NodePair(id: pair, upstream: node.id, downstream: other)
        }
    }
}

/// Two nodes between which data flows: from the upstream node to the downstream one.
package struct NodePair: Hashable, Codable, Sendable {
    package let id: PairID
    package let upstream: NodeID
    package let downstream: NodeID

    package init(id: PairID, upstream: NodeID, downstream: NodeID) {
        self.id = id
        self.upstream = upstream
        self.downstream = downstream
    }
}
