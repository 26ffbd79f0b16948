import RecoveryCore

/// I13: an alarm is durable before it is shown, and goes only by its rules: acknowledged, or followed by its next
/// occurrence, or ended while it was counted under another.
package struct AlarmsAreKept: Checker {
    package static let invariant = "I13"
    private var durable: Set<Int> = []
    private var known: [Alarm] = []
    private var acknowledged: Set<Int> = []
    /// Of the first alarms.
    private var newestAcknowledged = 0
    private var isFailing = false

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .journalChanged(let health): isFailing = health != .writable
        case .durable(let entries, let state):
            for case .alarmChanged(let id, let kind, _, _, _, let author, _) in entries {
                durable.insert(id)
                if author != nil { acknowledged.insert(id) }
                if author != nil, kind == AlarmKind.first.rawValue { newestAcknowledged = max(newestAcknowledged, id) }
            }
            if let state { return take(state) }
        case .shown(let snapshot):
            guard !isFailing else { return nil }
            if let alarm = snapshot.alarms.first(where: { !durable.contains($0.id.number) }) {
                return "alarm \(alarm.id.number) \(alarm.kind.rawValue) is shown and not kept"
            }
        default: break
        }
        return nil
    }

    private mutating func take(_ state: DurableState) -> String? {
        defer { known = state.alarms }
        for alarm in known where alarm.kind == .first && alarm.acknowledgement == nil {
            let isThere = state.alarms.contains {
                $0.id == alarm.id || ($0.kind == .first && $0.cluster == alarm.cluster && $0.id > alarm.id)
            }
            // Its next occurrence may have come, and been acknowledged, within one batch.
            if !isThere, !acknowledged.contains(alarm.id.number), newestAcknowledged < alarm.id.number {
                return "the first alarm \(alarm.id.number) is gone and nobody acknowledged it"
            }
        }
        return nil
    }
}
