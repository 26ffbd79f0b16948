import RecoveryCore

/// The clusters and callers that a journal speaks of, and for whom each plan was confirmed. Gathered in a first reading, so
/// that a journal can be verified where its settings are not at hand, or have changed since.
package struct JournalNames: Sendable {
    private(set) var clusters: [String] = []
    private(set) var callers: [String] = []
    /// By the plan's fingerprint, the cluster whose name was typed or that was published by it.
    private(set) var targets: [String: String] = [:]

    package init() {}

    package mutating func add(_ entry: JournalEntry) {
        switch entry {
        case .verdictChanged(let cluster, _, _, _), .nodesChanged(let cluster, _, _, _): note(cluster)
        case .published(_, let cluster, let fingerprint):
            note(cluster)
            if let fingerprint { targets[fingerprint] = cluster }
        case .rolesChanged(let primary, let backups, let failed):
            for cluster in [primary] + backups + failed { note(cluster) }
        case .applied(let caller, _):
            if !callers.contains(caller) { callers.append(caller) }
        case .commanded(_, let command, _, refused: false):
            guard let word = ConfirmationWords(command) else { return }
            note(word.typed)
            targets[word.fingerprint] = word.typed
        case .commanded, .started, .stopped, .phaseChanged, .alarmChanged, .intended, .ended, .planned, .claimed,
            .noted, .sampled:
            break
        }
    }

    private mutating func note(_ cluster: String) {
        if !clusters.contains(cluster) { clusters.append(cluster) }
    }

    /// Just enough of settings for the checkers: a node stands for each cluster.
    var settings: Settings {
        Settings(
            system: "journal",
            clusters: clusters.indices.map {
                Cluster(
                    id: ClusterID($0), name: clusters[$0], initialRole: $0 == 0 ? .primary : .backup, nodes: $0..<$0 + 1
                )
            },
            nodes: clusters.indices.map {
                Node(
                    id: NodeID($0), name: clusters[$0], cluster: ClusterID($0),
                    address: NodeAddress(host: clusters[$0], port: 1), pair: PairID(0))
            },
            callers: callers.indices.map { Caller(id: CallerID($0), name: callers[$0], uses: []) })
    }

    func cluster(_ name: String?) -> ClusterID {
        ClusterID(name.flatMap { clusters.firstIndex(of: $0) } ?? 0)
    }
}

/// What an operator confirmed, read off the journal's words for it.
struct ConfirmationWords {
    var kind: RoleChangeKind
    var fingerprint: String
    var typed: String

    /// nil: it is another command.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /confirm ([a-z ]+) ([0-9a-f]+), typed "(.*)"/),
            let kind = RoleChangeKind.allCases.first(where: { $0.words == match.1 })
        else { return nil }
        self.kind = kind
        fingerprint = String(match.2)
        typed = String(match.3)
    }
}
