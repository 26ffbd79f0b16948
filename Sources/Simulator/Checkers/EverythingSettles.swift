import RecoveryCore

/// Liveness: when the faults are over and people do what is asked of them, the system comes to rest: every role change
/// has ended, every node is what its cluster's role asks for, deliveries have drained, alarms have ended.
package struct EverythingSettles: Checker {
    package static let invariant = "settling"

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .settled(let end) = event { end.fault } else { nil }
    }
}

extension Settlement {
    /// What is not as it should be at the end.
    var fault: String? {
        guard phase == .synchronizing else { return "the phase is \(phase?.rawValue ?? "none")" }
        if let node = astray.first { return node }
        if isChanging { return "a role change has not ended" }
        if epoch == 0 { return "nothing was ever published" }
        if callers.contains(where: { $0 != epoch }) { return "callers \(callers) of epoch \(epoch)" }
        return activeAlarms.isEmpty ? nil : "still active: \(activeAlarms.map(\.rawValue))"
    }
}
