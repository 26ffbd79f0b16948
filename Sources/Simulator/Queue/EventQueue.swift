/// What is to happen, by time; what is to happen at the same time, in the order in which it was planned.
///
/// Most of it is planned with the same pause as others of its kind, and so comes in the order in which it was planned, or
/// nearly: it waits in a row, where that costs next to nothing. Only the rest waits in a heap.
struct EventQueue: Sendable {
    private var beats = EventRow()
    private var expiries = EventRow()
    private var messages = EventRow()
    private var others = EventHeap()
    private var planned: UInt64 = 0

    var nextMoment: Moment { min(min(beats.next.at, expiries.next.at), min(messages.next.at, others.next.at)) }

    mutating func plan(_ happening: Happening, at moment: Moment) {
        planned += 1
        let event = PlannedEvent(turn: PlannedEvent.Turn(at: moment, order: planned), happening: happening)
        let isInRow =
            switch happening {
            case .phase, .statusPhase: beats.take(event)
            case .questionExpired: expiries.take(event)
            case .questionArrived, .answerArrived, .statusQuestionArrived, .statusArrived: messages.take(event)
            case .questionRepeated, .connectionClosed, .turnsWritten, .resultArrived, .orderContinues, .effectReached,
                .syncBecameDue, .foreignEngineSeen, .controllerResumed, .controllerStarted, .replicationTurn,
                .faultBegan, .faultStruck, .faultEnded, .operatorLooked, .callerCame, .callerUses, .callerSays,
                .operatorActed, .healed, .soundnessLooked:
                false
            }
        if !isInRow { others.take(event) }
    }

    mutating func next() -> Happening? {
        let inRows = min(min(beats.next, expiries.next), messages.next)
        if others.next < inRows { return others.removeFirst() }
        if beats.next == inRows { return beats.removeFirst() }
        return expiries.next == inRows ? expiries.removeFirst() : messages.removeFirst()
    }
}

struct PlannedEvent: Sendable {
    var turn: Turn
    var happening: Happening

    /// When it comes. No two have the same.
    struct Turn: Comparable, Sendable {
        var at: Moment
        var order: UInt64

        static let never = Turn(at: .max, order: .max)

        static func < (left: Turn, right: Turn) -> Bool {
            left.at < right.at || (left.at == right.at && left.order < right.order)
        }
    }
}
