/// The ways between the controller and the nodes, each direction for itself. Faults overlap, so they are counted.
struct Links: Sendable {
    private let sites: Int
    private var cuts: [Int16]
    private var losses: [Int16]
    private var delays: [Int32]
    /// Nothing is wrong anywhere: the usual case, and the fast one.
    private var faults = 0

    static let leastDelay: Moment = 200

    /// The controller's place is the one after the last node.
    init(nodes: Int) {
        sites = nodes + 1
        cuts = Array(repeating: 0, count: sites * sites)
        losses = Array(repeating: 0, count: sites * sites)
        delays = Array(repeating: 0, count: sites * sites)
    }

    var controller: Int { sites - 1 }

    mutating func cut(_ from: Int, _ to: Int, by sign: Int16) {
        cuts[from * sites + to] += sign
        faults += Int(sign)
    }

    mutating func lose(_ from: Int, _ to: Int, perMille: Int16) {
        losses[from * sites + to] += perMille
        faults += perMille > 0 ? 1 : -1
    }

    mutating func delay(_ from: Int, _ to: Int, by time: Int32) {
        delays[from * sites + to] += time
        faults += time > 0 ? 1 : -1
    }

    func isOpen(_ from: Int, _ to: Int) -> Bool { faults == 0 || cuts[from * sites + to] == 0 }

    func isOpenBothWays(_ one: Int, _ other: Int) -> Bool { isOpen(one, other) && isOpen(other, one) }

    /// How long one message takes; nil: it does not arrive. Every other lost packet is sent again in time.
    func travel(_ from: Int, _ to: Int, _ chance: inout Chance) -> Moment? {
        let jitter = chance.next()
        let base = Self.leastDelay + Moment(jitter & 511)
        guard faults > 0 else { return base }
        let place = from * sites + to
        guard cuts[place] == 0 else { return nil }
        var time = base + Moment(delays[place])
        if losses[place] > 0, chance.happens(perMille: Int(losses[place])) {
            guard jitter & 512 == 0 else { return nil }
            time += 220_000
        }
        return time
    }
}
