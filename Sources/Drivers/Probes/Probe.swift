import RecoveryCore

/// How a kind of storage is asked whether it lives, and what its answer means. A probe is pure: it names bytes and judges
/// bytes; sockets and time are the prober's. A new kind is one file with a type, and one line in `probe(of:access:)`.
package protocol Probe: Sendable {
    /// Sent as soon as a connection is made, in front of the first question.
    var greeting: [UInt8] { get }
    /// One element for each reply that the greeting brings: `.access` or `.ignored`.
    var greetingReplies: [ExpectedReply] { get }
    /// The question itself. Empty: to be connected is the answer, and the connection is dropped again.
    var question: [UInt8] { get }
    /// The answer that a healthy node gives, byte for byte, so that the usual case is one comparison.
    var plainAnswer: [UInt8] { get }

    /// How long the reply at the front of `bytes` is; `limit` bounds it.
    func measure(_ bytes: UnsafeRawBufferPointer, limit: Int) -> ReplyFrame
    /// What a whole reply to the question says.
    func judge(answer: UnsafeRawBufferPointer) -> AnswerVerdict
    /// What a whole reply to the greeting's request for access says; nil: let in.
    func judge(access: UnsafeRawBufferPointer) -> AnswerVerdict?
}

/// What an answer says of the node that gave it.
package enum AnswerVerdict: Hashable, Sendable {
    case answered
    case notServing(Heartbeat.NotServing)
    /// It lives, but does not let drtop in: its words.
    case refusedUs(String)
    /// Something else than the expected storage answers: its first bytes, made printable.
    case invalid(String)
}

/// A user of the storage that may ask the question. The password is kept out of every description.
package struct Access: Sendable, CustomStringConvertible {
    /// nil: the storage's default user.
    package var user: String?
    package var password: String

    package init(user: String?, password: String) {
        self.user = user
        self.password = password
    }

    package var description: String { "access for \(user ?? "the default user")" }
}

/// The table of probes. `connectionName` marks our connections on the storage itself, so that another engine on the same
/// nodes can be noticed.
package func probe(
    of kind: HeartbeatSettings.Probe, access: Access? = nil, connectionName: String? = nil
) -> any Probe {
    switch kind {
    case .redis: RedisProbe(access: access, connectionName: connectionName)
    case .tcp: TCPProbe()
    }
}
