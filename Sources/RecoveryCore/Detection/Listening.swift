/// When drtop's own network is known to have worked (I7): questions to any nodes were answered, one soon after the other.
/// It goes by when a question was asked, not by when its answer came. A failure of the own network that lasts less than an
/// interval is not seen; it takes longer to miss a node often enough.
struct Listening: Sendable {
    /// Between two questions. A single node is asked once an interval: when that is all that answers, one lost heartbeat is
    /// a gap.
    private let longestPause: Duration
    private var since: Instant?
    /// When the newest question was asked that any node has answered.
    private var newestAsked: Instant?

    init(interval: Duration) {
        longestPause = interval * 6 / 5
    }

    /// Some node has answered what it was asked at `asked`.
    mutating func noteAnswer(asked: Instant) {
        guard let newest = newestAsked else {
            (since, newestAsked) = (asked, asked)
            return
        }
        if asked - newest > longestPause { since = asked }
        newestAsked = max(newest, asked)
    }

    /// Whether some node has answered what it was asked then or later.
    func isAnswered(since began: Instant) -> Bool { newestAsked.map { $0 >= began } ?? false }

    /// Whether what was asked then could be answered, as far as it lay with drtop.
    func covers(_ asked: Instant) -> Bool {
        guard let since, let newestAsked else { return false }
        return since <= asked && asked <= newestAsked
    }
}

extension Heartbeat {
    /// Whether anything came back from the node's host, so that its silence is not drtop's own.
    var isHeard: Bool {
        switch outcome {
        case .answered, .refusedUs, .notServing, .missed(.refused), .missed(.invalid): true
        case .missed(.timeout), .missed(.closed), .missed(.unreachable): false
        }
    }
}
