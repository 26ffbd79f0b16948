import RecoveryCore

/// A second question over the connections of the heartbeats: what the replication driver wants to know of its nodes. It is
/// no heartbeat, and its answer is none. A node that does not answer heartbeats is not asked.
package struct StatusQuestion: Sendable {
    /// Receives a bulk reply's payload, or any other reply whole (an error with its leading "-"), on the prober's thread:
    /// the bytes live until it returns, and heartbeats wait as long. The instant is when it was asked: an answer that lay in
    /// its socket while drtop was paused is as old as its question.
    package typealias Receiver = @Sendable (NodeID, Instant, UnsafeRawBufferPointer) -> Void

    /// All nodes together are asked this often a second at most; with more nodes than that, each is asked less often.
    package static let mostPerSecond = 400

    /// One command or several, as they go over the wire.
    package var bytes: [UInt8]
    /// How many replies they bring, 1 to 8.
    package var replies: Int
    /// How often each node is asked, when the nodes are few enough.
    package var interval: Duration
    package var answered: Receiver

    package init(
        bytes: [UInt8], replies: Int = 1, interval: Duration = .seconds(1), answered: @escaping Receiver
    ) {
        precondition(
            !bytes.isEmpty && (1...8).contains(replies) && interval >= .milliseconds(1), "\(replies) \(interval)")
        self.bytes = bytes
        self.replies = replies
        self.interval = interval
        self.answered = answered
    }

    /// How often each of so many nodes is asked.
    package static func interval(_ wanted: Duration, nodes: Int) -> Duration {
        max(wanted, .seconds(1) * nodes / mostPerSecond)
    }
}
