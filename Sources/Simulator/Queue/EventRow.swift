/// Planned events in their order. It takes only what belongs at its end, or a few places before that.
struct EventRow: Sendable {
    /// Those before `head` are gone.
    private var events: [PlannedEvent] = []
    private var head = 0
    private(set) var next = PlannedEvent.Turn.never

    /// So many may be overtaken.
    private static let reach = 8

    /// - Parameter event: planned later than all that are here.
    /// - Returns: whether it is in the row now.
    mutating func take(_ event: PlannedEvent) -> Bool {
        let edge = events.count - Self.reach
        if edge > head, events[edge].turn.at > event.turn.at { return false }
        events.append(event)
        var place = events.count - 1
        while place > head, events[place - 1].turn.at > event.turn.at {
            events.swapAt(place - 1, place)
            place -= 1
        }
        if place == head { next = event.turn }
        return true
    }

    mutating func removeFirst() -> Happening? {
        guard head < events.count else { return nil }
        let happening = events[head].happening
        head += 1
        if head == events.count {
            events.removeAll(keepingCapacity: true)
            head = 0
            next = .never
            return happening
        }
        if head >= 64, head * 2 >= events.count {
            // Seldom enough that each event is moved about once.
            events.removeSubrange(..<head)
            head = 0
        }
        next = events[head].turn
        return happening
    }
}
