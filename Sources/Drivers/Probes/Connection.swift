import CLinux
import RecoveryCore

/// All that the prober keeps of one node. Ten thousand of these are walked through each second, so it is plain memory:
/// no class, no lock, no existential.
///
/// Two things move independently, and every combination of them is legal but "connecting, nothing asked":
///
///     link      closed -> connecting -> open -> closed         by connect, its end, a close from either side
///     question  none -> asked -> none | pausing -> asked       by a phase, an answer, a miss that is to be repeated
struct Connection {
    enum Link {
        case closed
        case connecting(Int32)
        case open(Int32)
    }

    enum Question {
        case none
        /// Asked at this time, and neither answered nor missed yet.
        case asked(Nanoseconds)
        /// The last one was missed; it is repeated when the waiting line that it stands in is due.
        case pausing
    }

    var link = Link.closed
    var question = Question.none
    var standing = Standing.fine
    /// What `link` still owes us; empty unless the link is open.
    var expected = ExpectedReplies()
    /// Counts questions and their repetitions, so that entries of waiting lines which were overtaken can be told.
    var ticket: UInt32 = 0
    /// Counts sockets, so that an event of a socket that was closed in the same turn is not taken for the next one's.
    var generation: UInt32 = 0
    /// When the open link is old enough to be replaced by a new one.
    var renewalDue: Nanoseconds = 0
    /// When a close was last answered by asking at once; bounds how often that happens.
    var hurried = Nanoseconds.min / 2
    /// The status is to be asked as soon as nothing is in the way.
    var statusWanted = false
    /// When the newest status question was put.
    var statusAsked: Nanoseconds = 0
    /// The part of a reply that has arrived; empty nearly always, and bounded by the limit of a status reply.
    var torn: [UInt8] = []
    /// Where to connect to; length 0 while the name is not known yet.
    var endpoint = socket_endpoint()

    var isAsked: Bool {
        if case .asked = question { true } else { false }
    }
}

/// How a node stands by its last answers: what decides whether a question is repeated, and whether news can wait.
///
///     fine -> missing(1) -> missing(2) ...      by misses
///     any  -> fine | refusedUs                  by an answer
enum Standing: Hashable {
    case fine
    /// Misses in a row; never 0.
    case missing(Int)
    /// It lives, and lets us not in.
    case refusedUs

    /// When a question that was missed is asked again.
    enum Repetition: Hashable {
        case atOnce
        /// 100 ms later: a refusal costs nothing and is over at once, so it says little alone.
        case soon
        /// A timeout later.
        case aTimeoutLater
        /// At the node's next phase: the normal rhythm.
        case atItsPhase
    }

    /// Counts an outcome. Repetitions end when `misses` outcomes in a row were none of a serving node.
    mutating func record(_ outcome: Heartbeat.Outcome, misses: Int) -> Repetition {
        let count: Int
        switch outcome {
        case .answered:
            self = .fine
            return .atItsPhase
        case .refusedUs:
            self = .refusedUs
            return .atItsPhase
        case .notServing, .missed:
            if case .missing(let before) = self { count = before + 1 } else { count = 1 }
        }
        self = .missing(count)
        if count >= misses { return .atItsPhase }
        switch outcome {
        // The timeout itself was the spacing.
        case .missed(.timeout): return .atOnce
        // Whoever closed may be back at once; but not one who closes time and again.
        case .missed(.closed): return count == 1 ? .atOnce : .soon
        case .missed(.refused): return .soon
        case .missed(.unreachable), .missed(.invalid), .notServing, .answered, .refusedUs: return .aTimeoutLater
        }
    }
}
