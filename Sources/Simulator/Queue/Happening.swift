import RecoveryCore

/// Everything that can be planned. Plain numbers only, so that the queue copies without counting references; what needs
/// more is kept under its number by whoever plans it.
enum Happening: Sendable {
    // The prober, of one process of the controller.
    case phase(node: Int, process: Int)
    case statusPhase(node: Int, process: Int)
    case questionArrived(node: Int, ticket: UInt32)
    case answerArrived(node: Int, ticket: UInt32, answer: Answer)
    case questionExpired(node: Int, ticket: UInt32)
    case questionRepeated(node: Int, ticket: UInt32)
    case connectionClosed(node: Int)
    case statusQuestionArrived(node: Int, process: Int, connection: UInt32)
    case statusArrived(slot: Int, process: Int)
    // The rest of the controller.
    case turnsWritten(process: Int)
    case resultArrived(parcel: Int, process: Int)
    case orderContinues(run: Int)
    case effectReached(parcel: Int, process: Int)
    case syncBecameDue(process: Int)
    case foreignEngineSeen(Bool)
    case controllerResumed
    case controllerStarted
    // The world.
    case replicationTurn
    case faultBegan(Int)
    case faultStruck(Int)
    case faultEnded(Int)
    case operatorLooked(Int)
    case callerCame(Int)
    case callerUses(Int)
    case callerSays(Int, Epoch)
    case operatorActed(parcel: Int)
    case healed
    case soundnessLooked
}

/// What a node says to a heartbeat.
enum Answer: UInt8, Sendable {
    case valid, loading, refusesUs, stranger, connectionRefused
}
