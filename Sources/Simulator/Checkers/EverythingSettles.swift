import RecoveryCore

/// Liveness: when the faults are over and people do what is asked of them, the system comes to rest.
package struct EverythingSettles: Checker {
    package static let invariant = "settling"

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        guard case .settled(let end) = event else { return nil }
        guard end.phase == .synchronizing else { return "the phase is \(end.phase?.rawValue ?? "none")" }
        if let node = end.astray.first { return node }
        if end.epoch == 0 { return "nothing was ever published" }
        if end.callers.contains(where: { $0 != end.epoch }) { return "callers \(end.callers) of epoch \(end.epoch)" }
        return end.activeAlarms.isEmpty ? nil : "still active: \(end.activeAlarms.map(\.rawValue))"
    }
}
