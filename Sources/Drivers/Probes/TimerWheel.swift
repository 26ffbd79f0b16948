/// Who is asked when: every member once a turn, each at a phase of its own, spread evenly over slots of 1 ms. Coarser
/// slots would put our own burst into the measured latency. The slot of a member never changes, so nothing is re-armed.
///
/// Neighbours in the settings belong to one cluster. They are dealt out by a stride near the golden ratio, so that any
/// stretch of the turn holds about the same share of every cluster: a stumble of 100 ms then costs no cluster more than
/// another.
struct TimerWheel {
    /// Members are asked in this order; a place in it is a phase.
    let order: [Int32]
    /// Slots of 1 ms in a turn.
    let slots: Int64
    private var turnStart: Nanoseconds
    /// The place in `order` that is due next.
    private var next: Int

    init(members: Int, turn: Nanoseconds, start: Nanoseconds) {
        precondition(members >= 0 && members < Int(Int32.max) && turn >= .millisecond, "\(members) in \(turn) ns")
        let stride = TimerWheel.stride(for: members)
        order = (0..<members).map { Int32($0 * stride % members) }
        slots = turn / .millisecond
        turnStart = start
        next = 0
    }

    /// When the next member is due; nil when there are no members.
    var nextDue: Nanoseconds? {
        order.isEmpty ? nil : turnStart + Int64(next) * slots / Int64(order.count) * .millisecond
    }

    /// The places in `order` that have become due, at most `limit` of them: call again until nil. Who stayed away for
    /// longer than a turn owes each member one question, not one for every turn that was missed.
    mutating func takeDue(at now: Nanoseconds, limit: Int) -> Range<Int>? {
        guard let due = nextDue, due <= now else { return nil }
        let turn = slots * .millisecond
        turnStart += (now - due) / turn * turn
        let slot = min((now - turnStart) / .millisecond, slots - 1)
        let count = Int64(order.count)
        let end = min(Int(((slot + 1) * count + slots - 1) / slots), order.count, next + limit)
        guard end > next else { return nil }
        defer {
            next = end
            if next == order.count {
                next = 0
                turnStart += turn
            }
        }
        return next..<end
    }

    /// The number nearest to the golden section of `members` that has no divisor in common with it.
    static func stride(for members: Int) -> Int {
        guard members > 3 else { return 1 }
        var stride = Int(Double(members) * 0.618_033_988_75)
        while divisor(stride, members) != 1 { stride -= 1 }
        return stride
    }

    private static func divisor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
