/// Where each history parted from the one before: what a node holds in truth. The servers themselves remember one former
/// history only, and a node in the middle of a full copy still has what it had.
struct Lineages: Sendable {
    private struct Origin: Sendable {
        var parent: Int
        var offset: Int64
    }

    private var origins: [Int: Origin] = [:]

    /// The history `new` goes on from where `node` stands.
    mutating func part(_ new: Int, from node: SimulatedNode) {
        origins[new] = Origin(parent: node.history, offset: node.offset)
    }

    /// Bytes that `node` holds and `other` does not.
    func own(_ node: SimulatedNode, against other: SimulatedNode) -> Int64 {
        var held: [Int: Int64] = [:]
        for (history, offset) in ancestry(of: other) { held[history] = offset }
        var own: Int64 = 0
        var end = node.offset
        for (history, offset) in ancestry(of: node) {
            end = min(end, offset)
            if let shared = held[history] { return own + max(0, end - shared) }
            own += end - (origins[history]?.offset ?? 0)
        }
        return own
    }

    /// Its history and those before it, each with the last offset of it that this node has.
    private func ancestry(of node: SimulatedNode) -> [(history: Int, offset: Int64)] {
        var found = [(node.history, node.offset)]
        while let origin = origins[found[found.count - 1].0] {
            found.append((origin.parent, min(origin.offset, found[found.count - 1].1)))
        }
        return found
    }
}
