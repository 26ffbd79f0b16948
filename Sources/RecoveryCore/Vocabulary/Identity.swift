// Indices into `Settings`: small, ordered, cheap. Names are for people and for the journal, which outlives the settings'
// order.

/// A cluster, by its place in `Settings.clusters`.
package struct ClusterID: Hashable, Comparable, Codable, Sendable {
    package let index: Int
    package init(_ index: Int) { self.index = index }
    package static func < (left: ClusterID, right: ClusterID) -> Bool { left.index < right.index }
}

/// A node, by its place in `Settings.nodes`.
package struct NodeID: Hashable, Comparable, Codable, Sendable {
    package let index: Int
    package init(_ index: Int) { self.index = index }
    package static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// The nodes of different clusters that stand for each other (a1, a2, a3 ...), named by the one of the first cluster.
package struct PairID: Hashable, Comparable, Codable, Sendable {
    package let index: Int
    package init(_ index: Int) { self.index = index }
    package static func < (left: PairID, right: PairID) -> Bool { left.index < right.index }
}

/// A caller, by its place in `Settings.callers`.
package struct CallerID: Hashable, Comparable, Codable, Sendable {
    package let index: Int
    package init(_ index: Int) { self.index = index }
    package static func < (left: CallerID, right: CallerID) -> Bool { left.index < right.index }
}

/// One effect that the core asked for; its result comes back under the same number. Unique for the life of a journal.
package struct EffectID: Hashable, Codable, Sendable {
    package let number: UInt64
    package init(_ number: UInt64) { self.number = number }
}

/// The number of the published configuration information: 1 at the first start, +1 at each publish, never reused.
package typealias Epoch = UInt64
