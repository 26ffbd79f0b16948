/// One command to the storage, carried out and read back by the replication driver. Orders are idempotent or are read
/// back first, so that a repeated one after a restart does no harm. The shapes fit storages in which stopping is not
/// promoting, promotion takes seconds, and reverse sync is a job on another host that can fail half way.
package struct Order: Hashable, Codable, Sendable {
    package var action: Action
    /// After this the driver gives up and says `timedOut`; nil for jobs that say their progress instead.
    package var deadline: Duration?

    package init(_ action: Action, deadline: Duration?) {
        self.action = action
        self.deadline = deadline
    }

    package enum Action: Hashable, Codable, Sendable {
        /// Stop synchronizing, stay read-only, keep what makes a later incremental sync possible.
        case park(NodeID)
        /// Hold writes, read what only this node has against the other's last position, then park it. A node that does
        /// not answer cannot be fenced: `failed`.
        case fence(NodeID, against: NodeID?)
        /// Take writes: become the storage's own primary; done when a write canary was read back.
        case promote(NodeID)
        /// Synchronize from the source: done when the link is up. What only the node had is discarded by this.
        case follow(NodeID, source: NodeID)
        /// Planned: hold the writes of `from`, wait until `to` has caught up, promote `to`; `from` then follows it.
        case handOver(from: NodeID, to: NodeID)
    }

    /// The node that the order is given to; where two are involved, the one that changes most.
    package var node: NodeID {
        switch action {
        case .park(let node), .fence(let node, _), .promote(let node), .follow(let node, _): node
        case .handOver(_, let to): to
        }
    }
}

/// How an order ended. `done` means read back, not replied.
package enum OrderOutcome: Hashable, Codable, Sendable {
    case done(OrderFinding)
    /// What failed and what state it leaves, in words for the operator.
    case failed(String)
    case timedOut
}

/// What the driver saw when it read back.
package struct OrderFinding: Hashable, Codable, Sendable {
    /// In words, for the journal: "role master, canary written and read".
    package var text: String
    /// What a fence found on the fenced node alone.
    package var ownWrites: OwnWrites?

    package init(_ text: String = "", ownWrites: OwnWrites? = nil) {
        self.text = text
        self.ownWrites = ownWrites
    }
}

/// How far a long order is.
package struct OrderProgress: Hashable, Codable, Sendable {
    /// 0 to 1; nil where the storage does not tell.
    package var share: Double?
    package var bytesLeft: Int64?
    package var text: String

    package init(share: Double?, bytesLeft: Int64?, text: String) {
        self.share = share
        self.bytesLeft = bytesLeft
        self.text = text
    }
}
