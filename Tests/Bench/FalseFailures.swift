import RecoveryCore

/// How often a healthy system is called failed: the whole core, driven by heartbeats alone on a model of losses. Every node
/// lives all the time, so that each failed verdict is a false one.
struct FalseFailures {
    /// What is wrong with drtop itself, again and again; the losses come on top.
    enum Trouble: String, CaseIterable {
        case none
        /// Nothing is heard from anywhere, 1 to 120 s long.
        case cutOff = "cut-off"
        /// The process stands still for 2 to 300 s: what was asked is missed, and the late tick is told.
        case paused
        /// It stands still for 0.1 to 2 s, runs for a moment, stands still again: no tick is late enough to be told.
        case starved
    }

    let trouble: Trouble
    let lossPerMille: UInt64
    private var random: UInt64
    private var recovery: Recovery
    private var nodes: [Question]
    private var now = 0
    private var quietUntil = 0
    private var deafUntil = 0
    private var timeout = 500_000
    private(set) var heartbeats = 0
    private(set) var failures = 0

    /// When a question was asked and when its end is known, in microseconds.
    private struct Question {
        var asked: Int
        var ends: Int
        var isMissed: Bool
        var misses = 0
    }

    private static let interval = 1_000_000
    private static let misses = 3

    init(trouble: Trouble, lossPerMille: UInt64, nodesPerCluster size: Int = 6, seed: UInt64) {
        self.trouble = trouble
        self.lossPerMille = lossPerMille
        random = seed
        let settings = Self.settings(size)
        recovery = Recovery(settings: settings, at: .origin)
        nodes = settings.nodes.map { node in
            let phase = Self.interval * node.id.index / settings.nodes.count
            return Question(asked: phase, ends: phase, isMissed: false)
        }
        for place in nodes.indices { ask(place, at: nodes[place].asked) }
    }

    private static func settings(_ size: Int) -> Settings {
        let clusters = [("fra1", Role.primary), ("ams2", Role.backup)].enumerated().map { place, cluster in
            Cluster(
                id: ClusterID(place), name: cluster.0, initialRole: cluster.1, nodes: place * size..<(place + 1) * size)
        }
        let nodes = (0..<2 * size).map { place in
            Node(
                id: NodeID(place), name: "n\(place)", cluster: ClusterID(place / size),
                address: NodeAddress(host: "10.0.0.\(place)", port: 6379), pair: PairID(place % size))
        }
        return Settings(system: "losses", clusters: clusters, nodes: nodes)
    }

    /// xorshift64*: fast, and the same everywhere.
    private mutating func chance(_ below: UInt64) -> UInt64 {
        random ^= random >> 12
        random ^= random << 25
        random ^= random >> 27
        return (random &* 0x2545_f491_4f6c_dd1d >> 33) % below
    }

    mutating func run(seconds: Int) {
        while now < seconds * 1_000_000 {
            let place = nodes.indices.reduce(0) { nodes[$1].ends < nodes[$0].ends ? $1 : $0 }
            let deadline = Int(recovery.nextDeadline.sinceOrigin.microseconds)
            if deadline < nodes[place].ends {
                now = max(now, deadline)
                feed(.timePassed)
            } else {
                now = max(now, nodes[place].ends)
                end(place)
            }
            if now >= quietUntil { disturb() }
        }
    }

    private func instant(_ microseconds: Int) -> Instant { .origin + .microseconds(microseconds) }

    private mutating func ask(_ place: Int, at moment: Int) {
        let isLost = chance(1000) < lossPerMille || moment < deafUntil
        nodes[place].asked = moment
        nodes[place].isMissed = isLost
        nodes[place].ends = moment + (isLost ? timeout : 1000)
    }

    private mutating func end(_ place: Int) {
        let question = nodes[place]
        heartbeats += 1
        let outcome: Heartbeat.Outcome =
            question.isMissed ? .missed(.timeout) : .answered(latency: .microseconds(question.ends - question.asked))
        feed(.heartbeats([Heartbeat(node: NodeID(place), asked: instant(question.asked), outcome: outcome)]))
        nodes[place].misses = question.isMissed ? question.misses + 1 : 0
        // At once after a miss, until so many are missed in a row; otherwise at the node's next phase.
        let phase = Self.interval * place / nodes.count
        let next = (now - phase) / Self.interval * Self.interval + phase + Self.interval
        ask(place, at: question.isMissed && nodes[place].misses < Self.misses ? now : next)
    }

    private mutating func feed(_ event: Event) {
        for effect in recovery.handle(event, at: instant(now)) {
            switch effect.action {
            case .record(.verdictChanged(_, "failed", _, _)): failures += 1
            case .stretchTimeouts(let factor): timeout = 500_000 * factor
            default: break
            }
        }
    }

    private mutating func disturb() {
        switch trouble {
        case .none: quietUntil = .max
        case .cutOff:
            deafUntil = now + Int(1 + chance(120)) * 1_000_000
            quietUntil = deafUntil + Int(20 + chance(100)) * 1_000_000
        case .paused:
            let pause = Int(2_100 + chance(298_000)) * 1000
            standStill(for: pause)
            feed(.troubled(.lateTick(.microseconds(pause))))
            quietUntil = now + Int(1 + chance(60)) * 1_000_000
        case .starved:
            standStill(for: Int(100 + chance(1900)) * 1000)
            quietUntil = now + Int(5 + chance(800)) * 1000
        }
    }

    /// What was asked is not read in time; what was due is asked when the process goes on.
    private mutating func standStill(for pause: Int) {
        now += pause
        for place in nodes.indices where nodes[place].ends < now {
            if nodes[place].asked < now - pause, pause > timeout {
                nodes[place].isMissed = true
                nodes[place].ends = now
            } else {
                ask(place, at: now)
            }
        }
    }
}
