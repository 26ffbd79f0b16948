import RecoveryCore

/// One process of the controller with all that is its own: how it asks, what it was told, what it concludes.
struct EngineSeat: Sendable {
    var controller: Controller
    var prober: Prober
    var board: StatusBoard

    init(_ settings: Settings) {
        controller = Controller(settings)
        prober = Prober(settings)
        board = StatusBoard(settings)
    }
}

/// An engine may be replaced and not know it: a standby took over with the newest journal and a newer term, and the old one
/// goes on hearing the nodes, hearing operators, and talking to the configuration centre and the callers. The nodes take no
/// orders from it any more. It must get nothing past the centre (I1, I2, I5).
extension Simulation {
    /// Where the replaced engine sits.
    private static let replacedSeat = 1

    // Of the engine that acts just now.
    var controller: Controller {
        _read { yield seats[acting].controller }
        _modify { yield &seats[acting].controller }
    }
    var prober: Prober {
        _read { yield seats[acting].prober }
        _modify { yield &seats[acting].prober }
    }
    var board: StatusBoard {
        _read { yield seats[acting].board }
        _modify { yield &seats[acting].board }
    }

    var hasReplaced: Bool { seats.count > Self.replacedSeat }
    var isReplacedActing: Bool { acting == Self.replacedSeat }
    var replacedProcess: Int? { hasReplaced ? seats[Self.replacedSeat].controller.process : nil }
    var replacedDue: Moment { hasReplaced ? seats[Self.replacedSeat].controller.due : .max }

    mutating func replaceEngine() {
        guard !hasReplaced, controller.isRunning, controller.pausedUntil <= now else { return }
        seats.append(seats[acting])
        coverage?.engineReplaced()
        controller.isRunning = false
        note(.crashed)
        startController()
        queue.plan(.foreignEngineSeen(true), at: now)
    }

    mutating func endReplacedEngine() {
        guard hasReplaced else { return }
        seats.removeLast()
        queue.plan(.foreignEngineSeen(false), at: now)
    }

    /// Lets the replaced engine act, or the other one again.
    mutating func changePlaces() {
        acting = isReplacedActing ? 0 : seats.count - 1
    }

    /// Two processes at once are told apart by whether their numbers are even.
    mutating func nextProcess() -> Int {
        processes += 1
        if let process = replacedProcess, (processes - process) & 1 == 0 { processes += 1 }
        return processes
    }
}

extension Happening {
    /// Whether this is on its way to or from this process.
    func isFor(_ process: Int, _ runs: [Int: OrderRun], _ parcels: [Int: Simulation.Parcel]) -> Bool {
        switch self {
        case .phase(_, process), .statusPhase(_, process), .statusArrived(_, process), .turnsWritten(process),
            .resultArrived(_, process), .effectReached(_, process), .syncBecameDue(process):
            return true
        case .answerArrived(_, let ticket, _), .questionExpired(_, let ticket), .questionRepeated(_, let ticket):
            return Prober.parity(of: ticket) == process & 1
        case .orderContinues(let run): return runs[run]?.process == process
        case .operatorActed(let parcel):
            if case .command(_, process)? = parcels[parcel] { return true }
            return false
        case .phase, .statusPhase, .statusArrived, .turnsWritten, .resultArrived, .effectReached, .syncBecameDue,
            .questionArrived, .connectionClosed, .statusQuestionArrived, .controllerResumed, .controllerStarted,
            .replicationTurn, .faultBegan, .faultStruck, .faultEnded, .operatorLooked, .callerCame, .callerUses,
            .callerSays, .healed,
            .soundnessLooked, .foreignEngineSeen:
            return false
        }
    }
}
