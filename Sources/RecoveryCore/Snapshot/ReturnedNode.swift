/// A node that came back without the data that its pair has, and waits for the operator.
package struct ReturnedNode: Hashable, Codable, Sendable {
    package var node: NodeID
    package var holding: Holding

    package enum Holding: Hashable, Codable, Sendable {
        case nothing
        /// What its pair never had, as its fence counted it; nil: UNKNOWN.
        case otherData(OwnWrites?)
    }

    package init(node: NodeID, holding: Holding) {
        self.node = node
        self.holding = holding
    }

    package var isEmpty: Bool { holding == .nothing }

    /// How it came back.
    package var words: String { isEmpty ? "EMPTY" : "with OTHER DATA" }
}
