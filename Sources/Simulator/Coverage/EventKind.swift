import RecoveryCore

/// The cases of `Event`, to count by.
enum EventKind: Int, CaseIterable {
    case heartbeats, connectionClosed, incarnationChanged, nodesReported, pairsReported, effectEnded, orderProgressed,
        troubled, journalChanged, foreignEngineSeen, commanded, syncBecameDue, timePassed, stopRequested

    init(_ event: Event) {
        self =
            switch event {
            case .heartbeats: .heartbeats
            case .connectionClosed: .connectionClosed
            case .incarnationChanged: .incarnationChanged
            case .nodesReported: .nodesReported
            case .pairsReported: .pairsReported
            case .effectEnded: .effectEnded
            case .orderProgressed: .orderProgressed
            case .troubled: .troubled
            case .journalChanged: .journalChanged
            case .foreignEngineSeen: .foreignEngineSeen
            case .commanded: .commanded
            case .syncBecameDue: .syncBecameDue
            case .timePassed: .timePassed
            case .stopRequested: .stopRequested
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
