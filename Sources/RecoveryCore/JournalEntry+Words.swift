extension JournalEntry {
    /// One line for `drtop log`, without its time.
    package var words: String {
        switch self {
        case .started(let version, let holder): "drtop \(version) started by \(holder)"
        case .stopped(let what): "drtop stopped: \(what)"
        case .phaseChanged(let from, let to, let reason): "phase \(from) -> \(to): \(reason)"
        case .verdictChanged(let cluster, let verdict, let available, let total):
            "cluster \(cluster) is \(verdict): \(available) of \(total) nodes available"
        case .nodesChanged(let cluster, let state, let nodes, let count):
            "\(cluster): \(Words.names(nodes, of: count))"
                + " \(count == 1 ? "is" : "are") \(state)"
        case .alarmChanged(let id, let kind, let state, let occurrence, let priority, let author, let text):
            "alarm \(id) \(kind) #\(occurrence) \(state) priority \(priority)\(author.map { " by \($0)" } ?? ""): \(text)"
        case .commanded(let author, let command, let answer, let isRefused):
            "\(author): \(command): \(isRefused ? "refused: " : "")\(answer)"
        case .intended(let effect, let action, let reason): "#\(effect) \(action): \(reason)"
        case .ended(let effect, let outcome): "#\(effect) \(outcome)"
        case .planned(let kind, let fingerprint, let rows):
            "plan \(fingerprint) \(kind): " + rows.joined(separator: "; ")
        case .claimed(let kind, let fingerprint, let epoch, let author):
            "\(kind) \(fingerprint) confirmed by \(author) at epoch \(epoch)"
        case .published(let epoch, let cluster, let fingerprint):
            "epoch \(epoch) published: \(cluster)\(fingerprint.map { ", plan \($0)" } ?? "")"
        case .applied(let caller, let epoch): "\(caller) applies epoch \(epoch)"
        case .rolesChanged(let primary, let backups, let failed):
            "roles: \(primary) primary" + Self.list(backups, "backup") + Self.list(failed, "failed")
        case .noted(let text): text
        case .sampled(let available, let total, let lag):
            "sample: " + zip(available, total).map { "\($0)/\($1)" }.joined(separator: " ")
                + " lag \(lag.map(Words.bytes) ?? "UNKNOWN")"
        }
    }

    private static func list(_ names: [String], _ role: String) -> String {
        names.isEmpty ? "" : ", \(names.joined(separator: " ")) \(role)"
    }
}
