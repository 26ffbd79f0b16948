/// One question to a node and its answer, or the lack of one.
package struct Heartbeat: Hashable, Codable, Sendable {
    package var node: NodeID
    package var asked: Instant
    package var outcome: Outcome

    package init(node: NodeID, asked: Instant, outcome: Outcome) {
        self.node = node
        self.asked = asked
        self.outcome = outcome
    }

    package enum Outcome: Hashable, Codable, Sendable {
        /// A valid answer arrived in time.
        case answered(latency: Duration)
        /// It answered that it lives but cannot serve now ("LOADING", "BUSY"); counts as a miss, but is never called dead.
        case notServing(NotServing)
        /// It answered that it does not let drtop in: a fault of drtop's settings. The node lives.
        case refusedUs(String)
        case missed(Miss)
    }

    package enum NotServing: String, Hashable, Codable, Sendable { case loading, busy, starting }

    package enum Miss: Hashable, Codable, Sendable {
        case timeout
        case refused
        /// The peer closed or reset the connection after the question was sent.
        case closed
        /// No route, no such host: the text says which.
        case unreachable(String)
        /// Something else answers at this address, or garbage: the first bytes, sanitised.
        case invalid(String)
    }
}

/// Trouble of drtop's own that makes its view doubtful (I8).
package enum OwnTrouble: Hashable, Codable, Sendable {
    /// A tick came late by this much.
    case lateTick(Duration)
    /// The monotonic and the wall clock went apart by this much.
    case clockJump(Duration)
    /// Our own sockets fail (out of descriptors, no local address ...).
    case socket(String)
}
