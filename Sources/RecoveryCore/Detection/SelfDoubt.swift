/// drtop's own health (I7, I8): when our clock or network is odd, keep watching and stop acting.
struct SelfDoubt: Sendable {
    /// The grace after the start, the longest freeze, and the longest doubt about a cluster's silence.
    static let roundLimit = Duration.seconds(10)
    static let stretchLimit = 9

    /// A round of heartbeats that has to pass before anything is believed again: which nodes have ended one.
    private struct Round {
        var began: Instant
        var ended: [Bool]
        var left: Int
    }

    private var round: Round?
    /// When the newest round began: what was seen before that may be long ago.
    private(set) var roundBegan: Instant?
    private(set) var stretch = 1
    private var lastStretchChange: Instant?
    private var socketTrouble: (text: String, at: Instant)?

    /// Frozen, or starting: nothing may begin.
    var isUnsettled: Bool { round != nil }

    mutating func beginRound(nodes: Int, at now: Instant) {
        round = Round(began: now, ended: Array(repeating: false, count: nodes), left: nodes)
        roundBegan = now
    }

    /// A node's heartbeat ended in a way that can be believed: an answer, or as many misses as make it unavailable. What was
    /// asked before the round began tells of the time before it.
    mutating func noteEnded(_ node: NodeID, asked: Instant) {
        guard let round, asked >= round.began, !round.ended[node.index] else { return }
        self.round?.ended[node.index] = true
        self.round?.left -= 1
    }

    /// Ends the round when every node was heard of, or when it has lasted too long. Returns whether it ended now.
    mutating func endRound(at now: Instant) -> Bool {
        guard let round, round.left == 0 || now - round.began >= Self.roundLimit else { return false }
        self.round = nil
        return true
    }

    var deadline: Instant? { round.map { $0.began + Self.roundLimit } }

    /// When the stretch may change again.
    func stretchDeadline(interval: Duration) -> Instant? {
        stretch > 1 ? lastStretchChange.map { $0 + interval } : nil
    }

    /// The same trouble again within this time is not worth another record.
    private static let troubleSilence = Duration.seconds(60)

    /// A node that cannot be asked is tried again within an interval: silence of the trouble for longer means that it is over.
    private static let troubleMemory = Duration.seconds(3)

    /// Our own sockets fail now: nodes are not asked, and what is known of them grows old.
    func socketTrouble(interval: Duration, at now: Instant) -> String? {
        socketTrouble.flatMap { now - $0.at <= max(Self.troubleMemory, interval * 2) ? $0.text : nil }
    }

    /// Our own sockets failed. Returns whether that is news.
    mutating func noteSocketTrouble(_ text: String, at now: Instant) -> Bool {
        let isNews = socketTrouble.map { $0.text != text || now - $0.at >= Self.troubleSilence } ?? true
        socketTrouble = (text, now)
        return isNews
    }

    /// Half of the targets of every cluster missed, or our own sockets fail: rather we are slow than all of them. One step
    /// up or down an interval.
    mutating func adjustStretch(everyClusterHalfMissed: Bool, interval: Duration, at now: Instant) -> Bool {
        if let last = lastStretchChange, now - last < interval { return false }
        let isInTrouble = everyClusterHalfMissed || socketTrouble.map { now - $0.at < interval } ?? false
        let next = isInTrouble ? min(stretch + 1, Self.stretchLimit) : max(stretch - 1, 1)
        guard next != stretch else { return false }
        stretch = next
        lastStretchChange = now
        return true
    }
}
