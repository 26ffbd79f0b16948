import RecoveryCore

/// I5, I20: a confirmation authorises one plan of one kind, once, and is consumed by the publication that moves the role.
package struct ConfirmedOnce: Checker {
    package static let invariant = "I5"
    private let settings: Settings
    private struct Word: Hashable {
        var kind: RoleChangeKind
        var fingerprint: String
        var target: String
        var by: String
    }
    private var given: Set<Word> = []
    private var claimed: [Confirmation] = []
    private var consumed: [Confirmation] = []
    private var cluster: ClusterID?

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .commanded(let request):
            if case .confirm(let kind, let fingerprint, let typed) = request.command {
                given.insert(Word(kind: kind, fingerprint: fingerprint, target: typed, by: request.operator))
            }
            return nil
        case .claimed(let confirmation): return take(confirmation)
        case .published(let publication): return take(publication)
        default: return nil
        }
    }

    private mutating func take(_ confirmation: Confirmation) -> String? {
        if claimed.contains(where: { $0.fingerprint == confirmation.fingerprint && $0.epoch == confirmation.epoch }) {
            return "\(confirmation.fingerprint) is claimed twice"
        }
        claimed.append(confirmation)
        let word = Word(
            kind: confirmation.kind, fingerprint: confirmation.fingerprint,
            target: settings.name(of: confirmation.target), by: confirmation.operator)
        if confirmation.operator == "automatic" || given.contains(word) { return nil }
        return "nobody confirmed \(confirmation.kind) \(confirmation.fingerprint)"
    }

    private mutating func take(_ publication: Publication) -> String? {
        defer { cluster = publication.cluster }
        guard let confirmation = publication.consumes else {
            guard let cluster, cluster != publication.cluster else { return nil }
            return "the role moved to \(publication.clusterName) without a confirmation"
        }
        guard claimed.contains(confirmation) else { return "\(confirmation.fingerprint) was never claimed" }
        guard !consumed.contains(confirmation) else { return "\(confirmation.fingerprint) is consumed twice" }
        consumed.append(confirmation)
        guard confirmation.epoch + 1 == publication.epoch, confirmation.target == publication.cluster else {
            return "\(confirmation.fingerprint) was for another epoch or cluster"
        }
        return nil
    }
}
