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

    /// Before its first verdict drtop asks for nothing: so nothing that it asked for can end, or get on.
    func mayCome(in phase: PhaseName) -> Bool {
        phase != .starting || (self != .effectEnded && self != .orderProgressed)
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
        // A process begins with no verdict: none has failed at its first look.
        case .starting: !failed.contains(next)
        // What only one of the calm phases offers begins in it; a failover is offered in each when a node came back empty.
        case .synchronizing: settled.contains(next) || next == .switchingOver || next == .failingOver
        case .unprotected: settled.contains(next) || next == .failingOver
        case .awaitingReverseSync:
            settled.contains(next) || [.switchingOver, .reverseSynchronizing, .failingOver].contains(next)
        case .primaryFailed, .awaitingConfirmation: settled.contains(next) || next == .failingOver
        // Without a backup there is nothing to fail over to.
        case .noBackup: settled.contains(next)
        case .failingOver, .switchingOver, .reverseSynchronizing: settled.contains(next) || next == .stuck
        case .stuck: next != .starting
        }
    }
}
