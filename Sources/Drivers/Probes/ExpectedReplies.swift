/// What a reply on a connection will be the answer to. Replies come in the order of the questions and carry no number, so
/// the order is all there is to match them by.
package enum ExpectedReply: UInt64, Hashable, Sendable {
    /// Of the greeting: whether we are let in.
    case access
    /// Of the greeting: whatever it says.
    case ignored
    case heartbeat
    case status
}

/// The replies that a connection still owes, oldest first: two bits each in one word, because there is one of these for
/// every node and it is touched with every heartbeat.
struct ExpectedReplies: Hashable {
    static let capacity = 32
    private var packed: UInt64 = 0
    private(set) var count = 0

    /// One heartbeat and nothing else: the usual case.
    static var heartbeatAlone: ExpectedReplies { ExpectedReplies(.heartbeat) }

    init(_ replies: [ExpectedReply] = []) {
        for reply in replies { append(reply) }
    }

    init(_ reply: ExpectedReply) {
        packed = reply.rawValue
        count = 1
    }

    var first: ExpectedReply? {
        count == 0 ? nil : ExpectedReply(rawValue: packed & 3)
    }

    var isEmpty: Bool { count == 0 }

    func contains(_ reply: ExpectedReply) -> Bool {
        (0..<count).contains { packed >> UInt64($0 * 2) & 3 == reply.rawValue }
    }

    /// Precondition: fewer than `capacity` are owed. There is one heartbeat and one status question at a time.
    mutating func append(_ reply: ExpectedReply) {
        precondition(count < ExpectedReplies.capacity, "a connection owes \(count) replies")
        packed |= reply.rawValue << UInt64(count * 2)
        count += 1
    }

    mutating func removeFirst() {
        precondition(count > 0, "a connection owes nothing")
        packed >>= 2
        count -= 1
    }
}
