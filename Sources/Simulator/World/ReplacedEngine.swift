import RecoveryCore

/// An engine that was replaced and does not know it: a standby took over with the newest journal and a newer term, and the
/// old one goes on hearing the nodes, hearing operators, and talking to the configuration centre and the callers. The nodes
/// take no orders from it any more. It must get nothing past the centre (I1, I2, I5).
struct ReplacedEngine: Sendable {
    var controller: Controller
    var prober: Prober
    var board: StatusBoard

    mutating func changePlaces(
        _ controller: inout Controller, _ prober: inout Prober, _ board: inout StatusBoard
    ) {
        swap(&self.controller, &controller)
        swap(&self.prober, &prober)
        swap(&self.board, &board)
    }
}

extension Simulation {
    mutating func replaceEngine() {
        guard replaced == nil, controller.isRunning, controller.pausedUntil <= now else { return }
        replaced = ReplacedEngine(controller: controller, prober: prober, board: board)
        coverage?.engineReplaced()
        controller.isRunning = false
        note(.crashed)
        startController()
        queue.plan(.foreignEngineSeen(true), at: now)
    }

    mutating func endReplacedEngine() {
        guard replaced != nil else { return }
        replaced = nil
        queue.plan(.foreignEngineSeen(false), at: now)
    }

    /// Puts the replaced engine in the controller's place, or back again.
    mutating func changePlaces() {
        replaced?.changePlaces(&controller, &prober, &board)
        isReplacedActing.toggle()
    }

    /// Two processes at once are told apart by whether their numbers are even.
    mutating func nextProcess() -> Int {
        processes += 1
        if let process = replaced?.controller.process, (processes - process) & 1 == 0 { processes += 1 }
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
