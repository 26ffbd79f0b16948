import RecoveryCore

/// I15: the first alarm precedes the plan of a failover and the stop of the sync; the second alarm follows a failed
/// backup check.
package struct AlarmsInOrder: Checker {
    package static let invariant = "I15"
    private let settings: Settings
    /// Alarms whose condition holds, by what was recorded.
    private var active: [Int: String] = [:]
    private var verdicts: [String: String] = [:]
    private var known: Set<Int> = []

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .restored(let state?) = event { takeOver(state.alarms) }
        if case .decided(let effect) = event, case .order(let order) = effect.action, case .park = order.action,
            effect.reason.hasSuffix("has failed, its data is not to be trusted"), !isActive("first-alarm")
        {
            return "the sync is stopped before the first alarm"
        }
        switch event.recorded {
        case .verdictChanged(let cluster, let verdict, _, _): verdicts[cluster] = verdict
        case .alarmChanged(let id, let kind, let state, _, _, _, let text):
            // One that was there is NEW again when its priority rises.
            let isRaised = known.insert(id).inserted
            active[id] = state == "GONE" ? nil : kind
            guard kind == "second-alarm", state == "NEW", isRaised else { return nil }
            let name = settings.clusters.first { text.hasPrefix($0.name + " ") }?.name ?? ""
            let isFailed = verdicts[name] == "failed" || verdicts[name] == "recovering"
            return isFailed ? nil : "a second alarm for \(name), which is \(verdicts[name] ?? "unknown")"
        case .planned(let kind, let fingerprint, _):
            guard kind == RoleChangeKind.failover.rawValue else { return nil }
            if !isActive("first-alarm"), !isActive("came-back-empty") {
                return "the failover \(fingerprint) is planned before the first alarm"
            }
        default: break
        }
        return nil
    }

    /// What was raised or ended and did not become durable never was: its numbers are given anew.
    private mutating func takeOver(_ alarms: [Alarm]) {
        known = Set(alarms.map(\.id.number))
        active = [:]
        for alarm in alarms where alarm.isActive { active[alarm.id.number] = alarm.kind.rawValue }
    }

    /// Two clusters may have an alarm of one kind.
    private func isActive(_ kind: String) -> Bool { active.values.contains(kind) }
}
