/// How heartbeats become a node's state (M2).
///
/// ```
/// unknown --answer--> up <--answer-- late --k misses--> down
///    |                 +----miss----->                   |
///    +---k misses--> down           late (not available) <--answer-- , up after three answers in a row
/// ```
/// "Not serving" counts as a miss but keeps its own word; "refuses us" counts as an answer, because the node lives.
extension NodeStatus {
    /// Good answers in a row that make an unavailable node available again.
    package static let answersToRecover: UInt8 = 3

    /// Takes in one outcome. `misses` is k. Returns whether the state or the availability changed.
    mutating func take(_ heartbeat: Heartbeat, misses limit: Int, at now: Instant) -> Bool {
        let before = (state, isAvailable)
        switch heartbeat.outcome {
        case .answered(let latency):
            lastAnswered = now
            self.latency = latency
            trouble = .none
            remember(1)
            noteAnswer(as: .up)
        case .refusedUs:
            lastAnswered = now
            trouble = .access
            remember(1)
            noteAnswer(as: .refusesUs)
        case .notServing(let why):
            trouble =
                switch why {
                case .loading: .loading
                case .busy: .busy
                case .starting: .starting
                }
            remember(2)
            noteMiss(heartbeat.asked, limit: limit, as: .notServing)
        case .missed(let miss):
            trouble = Trouble(miss)
            remember(3)
            noteMiss(heartbeat.asked, limit: limit, as: .down)
        }
        guard before != (state, isAvailable) else { return false }
        if before.0 != state { since = now }
        return true
    }

    private mutating func noteAnswer(as word: NodeState) {
        misses = 0
        silentSince = nil
        answers = min(answers + 1, Self.answersToRecover)
        if isAvailable || state == .unknown || answers == Self.answersToRecover {
            isAvailable = true
            state = word
        } else {
            state = .late
        }
    }

    private mutating func noteMiss(_ asked: Instant, limit: Int, as word: NodeState) {
        answers = 0
        silentSince = silentSince ?? asked
        if misses < UInt8.max { misses += 1 }
        if Int(misses) >= limit {
            isAvailable = false
            state = word
        } else if isAvailable {
            state = word == .notServing ? .notServing : .late
        }
    }

    private mutating func remember(_ bits: UInt64) {
        history = history << 2 | bits
    }

    /// I8: after a doubt about our own clock, misses prove nothing.
    mutating func forgetMisses() {
        misses = 0
        guard isAvailable else { return }
        silentSince = nil
        if state == .late || state == .notServing { state = .up }
    }
}

extension Trouble {
    init(_ miss: Heartbeat.Miss) {
        switch miss {
        case .timeout: self = .timeout
        case .refused: self = .refused
        case .closed: self = .closed
        case .unreachable: self = .unreachable
        case .invalid: self = .invalid
        }
    }
}
