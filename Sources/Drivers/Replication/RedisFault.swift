/// Why a conversation with a Redis server did not end as wanted: an operating error, never a mistake of ours.
package enum RedisFault: Error, Hashable, Sendable {
    /// No answer before the deadline.
    case timedOut
    /// The task was cancelled: drtop is leaving.
    case cancelled
    /// No connection: refused, no route, unknown name; the text says which.
    case unreachable(String)
    /// The peer closed or reset the connection before it answered.
    case closed
    /// What came is not an answer of Redis.
    case invalid(String)
    /// It answered, and refused: the command's first word and the whole error.
    case refused(command: String, error: String)
    /// The answer was read, but the state is not the one that was ordered; in words, with what to do.
    case contrary(String)

    /// In words for the operator, with the remedy where one is known.
    package var text: String {
        switch self {
        case .timedOut: "no answer in time"
        case .cancelled: "given up because drtop is leaving"
        case .unreachable(let why): why
        case .closed: "the connection was closed before the answer"
        case .invalid(let what): "what answers there is not Redis: \(what)"
        case .refused(let command, let error): "\(command) refused: \(error)\(remedy(command, error))"
        case .contrary(let text): text
        }
    }

    private func remedy(_ command: String, _ error: String) -> String {
        switch error.prefix(while: { $0 != " " }) {
        case "NOPERM":
            "; grant it to drtop's control user: ACL SETUSER <user> +\(command.lowercased().replacing(" ", with: "|"))"
        case "NOAUTH": "; the settings name no control user, but the node asks for one"
        case "WRONGPASS": "; the control user or its password is wrong in drtop's settings"
        case "LOADING": "; it loads its data: try again when it has finished"
        case "BUSY": "; a script blocks it: SCRIPT KILL, or wait for it"
        case "NOREPLICAS":
            "; min-replicas-to-write asks for replicas that it does not have: CONFIG SET min-replicas-to-write 0"
        case "MISCONF": "; it cannot save its data: look at its log and its disk"
        default: ""
        }
    }
}
