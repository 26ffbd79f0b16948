import RecoveryCore

/// What is to happen, by time; what is to happen at the same time, in the order in which it was planned. A binary heap.
struct EventQueue: Sendable {
    private struct Entry: Sendable {
        var at: Moment
        var order: UInt64
        var happening: Happening
    }

    private var entries: [Entry] = []
    private var planned: UInt64 = 0

    var nextMoment: Moment { entries.first?.at ?? .max }

    mutating func plan(_ happening: Happening, at moment: Moment) {
        planned += 1
        let entry = Entry(at: moment, order: planned, happening: happening)
        entries.append(entry)
        // As one buffer: whether it is shared is asked once, not at every step.
        entries.withUnsafeMutableBufferPointer { entries in
            var place = entries.count - 1
            while place > 0 {
                let parent = (place - 1) / 2
                guard Self.isBefore(entry, entries[parent]) else { break }
                entries[place] = entries[parent]
                place = parent
            }
            entries[place] = entry
        }
    }

    mutating func next() -> Happening? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return last.happening }
        entries.withUnsafeMutableBufferPointer { entries in
            var place = 0
            while true {
                var child = place * 2 + 1
                guard child < entries.count else { break }
                if child + 1 < entries.count, Self.isBefore(entries[child + 1], entries[child]) { child += 1 }
                guard Self.isBefore(entries[child], last) else { break }
                entries[place] = entries[child]
                place = child
            }
            entries[place] = last
        }
        return first.happening
    }

    private static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        left.at < right.at || (left.at == right.at && left.order < right.order)
    }
}

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
