/// The ways between the controllers and the nodes, each direction for itself. Faults overlap, so they are counted.
struct Links: Sendable {
    /// One direction.
    private struct Way: Hashable, Sendable {
        var cuts: Int16 = 0
        var clogs: Int16 = 0
        /// Of 1000 messages, so many are lost, and so many come twice.
        var losses: Int16 = 0
        var doubles: Int16 = 0
        /// In microseconds: all take so much longer, and each up to so much longer by its own luck.
        var delay: Int32 = 0
        var disorder: Int32 = 0
        /// When what waits in a clogged way comes out.
        var clearing: Moment = 0
    }

    /// All of them, or, where they are too many, only those with which something is wrong.
    private enum Ways: Sendable {
        case all([Way])
        case faulty([Int: Way])

        static let densestSites = 200

        subscript(_ place: Int) -> Way {
            get {
                switch self {
                case .all(let ways): ways[place]
                case .faulty(let ways): ways[place] ?? Way()
                }
            }
            set {
                switch self {
                case .all(var ways):
                    // Taken out first: what is changed in place is not copied.
                    self = .faulty([:])
                    ways[place] = newValue
                    self = .all(ways)
                case .faulty(var ways):
                    self = .all([])
                    ways[place] = newValue == Way() ? nil : newValue
                    self = .faulty(ways)
                }
            }
        }
    }

    private let sites: Int
    private var ways: Ways
    /// Nothing is wrong anywhere: the usual case, and the fast one.
    private var faults = 0

    static let leastDelay: Moment = 200
    /// What was clogged comes out within this time, in any order.
    private static let outpouring: Moment = 200_000

    /// The controller's place is the one after the last node.
    init(nodes: Int) {
        sites = nodes + 1
        ways = sites <= Ways.densestSites ? .all(Array(repeating: Way(), count: sites * sites)) : .faulty([:])
    }

    var controller: Int { sites - 1 }
    var all: Range<Int> { 0..<sites }

    // MARK: faults

    mutating func cut(_ from: Int, _ to: Int, by sign: Int) {
        ways[from * sites + to].cuts += Int16(sign)
        faults += sign
    }

    mutating func lose(_ from: Int, _ to: Int, perMille: Int, by sign: Int) {
        ways[from * sites + to].losses += Int16(perMille * sign)
        faults += sign
    }

    mutating func double(_ from: Int, _ to: Int, perMille: Int, by sign: Int) {
        ways[from * sites + to].doubles += Int16(perMille * sign)
        faults += sign
    }

    mutating func delay(_ from: Int, _ to: Int, _ time: Moment, by sign: Int) {
        ways[from * sites + to].delay += Int32(time) * Int32(sign)
        faults += sign
    }

    mutating func disorder(_ from: Int, _ to: Int, _ time: Moment, by sign: Int) {
        ways[from * sites + to].disorder += Int32(time) * Int32(sign)
        faults += sign
    }

    mutating func clog(_ from: Int, _ to: Int, until moment: Moment, by sign: Int) {
        let place = from * sites + to
        ways[place].clogs += Int16(sign)
        ways[place].clearing = ways[place].clogs > 0 ? max(ways[place].clearing, moment) : 0
        faults += sign
    }

    // MARK: messages

    func isOpen(_ from: Int, _ to: Int) -> Bool {
        guard faults > 0 else { return true }
        let way = ways[from * sites + to]
        return way.cuts == 0 && way.clogs == 0
    }

    func isOpenBothWays(_ one: Int, _ other: Int) -> Bool { isOpen(one, other) && isOpen(other, one) }

    /// How long one message takes; nil: it does not arrive. Every other lost packet is sent again in time.
    func travel(_ from: Int, _ to: Int, at now: Moment, _ chance: inout Chance) -> Moment? {
        let jitter = chance.next()
        let base = Self.leastDelay + Moment(jitter & 511)
        guard faults > 0 else { return base }
        let way = ways[from * sites + to]
        guard way.cuts == 0 else { return nil }
        var time = base + Moment(way.delay)
        if way.disorder > 0 { time += chance.within(0...Moment(way.disorder)) }
        if way.losses > 0, chance.happens(perMille: Int(way.losses)) {
            guard jitter & 512 == 0 else { return nil }
            time += 220_000
        }
        if way.clogs > 0 { time += max(way.clearing - now, 0) + chance.within(0...Self.outpouring) }
        return time
    }

    /// Whether a message that was sent now comes a second time.
    func comesTwice(_ from: Int, _ to: Int, _ chance: inout Chance) -> Bool {
        guard faults > 0 else { return false }
        let share = Int(ways[from * sites + to].doubles)
        return share > 0 && chance.happens(perMille: share)
    }
}
