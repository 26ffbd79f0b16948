import RecoveryCore

/// I14: an acknowledgement is never lost, invented, or applied to another occurrence.
package struct AcknowledgementsHold: Checker {
    package static let invariant = "I14"
    private var known: [Alarm] = []
    /// What a restart finds.
    private var kept: [Alarm] = []
    /// Who has acknowledged anything so far.
    private var operators: Set<String> = []

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .commanded(let request) = event, case .acknowledge = request.command {
            operators.insert(request.operator)
        }
        if case .durable(_, let state?) = event { kept = state.alarms }
        if case .started = event { known = kept }
        guard let state = event.decidedState else { return nil }
        defer { known = state.alarms }
        for alarm in state.alarms {
            let before = known.first { $0.id == alarm.id }
            if let given = alarm.acknowledgement, !operators.contains(given.operator) {
                return "alarm \(alarm.id.number) is acknowledged by \(given.operator), who never did"
            }
            if let given = before?.acknowledgement, alarm.acknowledgement == nil,
                alarm.priority >= given.priority ?? 1
            {
                return "the acknowledgement of alarm \(alarm.id.number) is lost"
            }
            if let before,
                before.kind != alarm.kind || before.cluster != alarm.cluster
                    || before.occurrence != alarm.occurrence
            {
                return "alarm \(alarm.id.number) has become another"
            }
        }
        return nil
    }
}
