/// Who is asked when: every place once a turn, each at a phase of its own, spread evenly over slots of 1 ms. Coarser slots
/// would put our own burst into the measured latency. The slot of a place never changes, so nothing is ever re-armed.
struct TimerWheel {
    let places: Int
    /// Slots of 1 ms in a turn.
    let slots: Int64
    private var turnStart: Nanoseconds
    /// The place that is due next.
    private var next: Int

    init(places: Int, turn: Nanoseconds, start: Nanoseconds) {
        precondition(places >= 0 && turn >= .millisecond, "\(places) in \(turn) ns")
        self.places = places
        slots = turn / .millisecond
        turnStart = start
        next = 0
    }

    /// When the next place is due; nil when there are none.
    var nextDue: Nanoseconds? {
        places == 0 ? nil : turnStart + Int64(next) * slots / Int64(places) * .millisecond
    }

    /// The places that have become due, at most `limit` of them: call again until nil. Who stayed away for longer than a
    /// turn owes each place one question, not one for every turn that was missed.
    mutating func takeDue(at now: Nanoseconds, limit: Int) -> Range<Int>? {
        guard let due = nextDue, due <= now else { return nil }
        let turn = slots * .millisecond
        turnStart += (now - due) / turn * turn
        let slot = min((now - turnStart) / .millisecond, slots - 1)
        let count = Int64(places)
        let end = min(Int(((slot + 1) * count + slots - 1) / slots), places, next + limit)
        guard end > next else { return nil }
        defer {
            next = end
            if next == places {
                next = 0
                turnStart += turn
            }
        }
        return next..<end
    }
}
