import RecoveryCore

/// The cases of `Event`, to count by.
enum EventKind: Int, CaseIterable {
    case heartbeats, connectionClosed, incarnationChanged, nodesReported, pairsReported, effectEnded, orderProgressed,
        troubled, journalChanged, foreignEngineSeen, notificationsFailed, dashboardsChanged, commanded, callerSpoke,
        syncBecameDue,
        timePassed, stopRequested

    init(_ event: Event) {
        switch event {
        case .heartbeats: self = .heartbeats
        case .connectionClosed: self = .connectionClosed
        case .incarnationChanged: self = .incarnationChanged
        case .nodesReported: self = .nodesReported
        case .pairsReported: self = .pairsReported
        case .effectEnded: self = .effectEnded
        case .orderProgressed: self = .orderProgressed
        case .troubled: self = .troubled
        case .journalChanged: self = .journalChanged
        case .foreignEngineSeen: self = .foreignEngineSeen
        case .dashboardsChanged: self = .dashboardsChanged
        case .commanded: self = .commanded
        case .syncBecameDue: self = .syncBecameDue
        case .timePassed: self = .timePassed
        case .stopRequested: self = .stopRequested
        case .callerSpoke: self = .callerSpoke
        case .notificationsFailed: self = .notificationsFailed
        }
    }
}

extension PhaseName {
    /// The arrows of the method. The phase is derived from what is true, and a long turn of events can lie between two
    /// looks: so there are more of them than in the drawing at `Recovery+Phase`.
    func mayBecome(_ next: PhaseName) -> Bool {
        guard self != next else { return false }
        let calm: [PhaseName] = [.synchronizing, .unprotected, .awaitingReverseSync]
        let failed: [PhaseName] = [.primaryFailed, .awaitingConfirmation, .noBackup]
        let settled = calm + failed
        return switch self {
        case .starting: next != .starting
        case .synchronizing, .unprotected, .awaitingReverseSync:
            settled.contains(next) || [.switchingOver, .reverseSynchronizing, .failingOver].contains(next)
        case .primaryFailed, .awaitingConfirmation, .noBackup: settled.contains(next) || next == .failingOver
        case .failingOver, .switchingOver, .reverseSynchronizing: settled.contains(next) || next == .stuck
        case .stuck: next != .starting
        }
    }
}
