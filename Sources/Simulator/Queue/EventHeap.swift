/// Planned events in any order, the next one on top: a binary heap.
struct EventHeap: Sendable {
    private var events: [PlannedEvent] = []
    private(set) var next = PlannedEvent.Turn.never

    mutating func take(_ event: PlannedEvent) {
        events.append(event)
        // As one buffer: whether it is shared is asked once, not at every step.
        events.withUnsafeMutableBufferPointer { events in
            var place = events.count - 1
            while place > 0 {
                let parent = (place - 1) / 2
                guard event.turn < events[parent].turn else { break }
                events[place] = events[parent]
                place = parent
            }
            events[place] = event
            next = events[0].turn
        }
    }

    mutating func removeFirst() -> Happening? {
        guard let last = events.popLast() else { return nil }
        guard let first = events.first else {
            next = .never
            return last.happening
        }
        events.withUnsafeMutableBufferPointer { events in
            var place = 0
            while true {
                var child = place * 2 + 1
                guard child < events.count else { break }
                if child + 1 < events.count, events[child + 1].turn < events[child].turn { child += 1 }
                guard events[child].turn < last.turn else { break }
                events[place] = events[child]
                place = child
            }
            events[place] = last
            next = events[0].turn
        }
        return first.happening
    }
}
