import RecoveryCore

/// All that a run follows from: the system, the faults and the people.
package struct Script: Sendable {
    package var seed: UInt64
    package var settings: Settings
    /// Each has its beginning.
    package var faults: [Fault]
    /// The length of the first phase.
    package var faultTime: Moment
    package var operators: Int
    package var areOperatorsCareless: Bool
    /// Now and then somebody switches over without need.
    package var hasSwitchovers = false
    /// Without it the configuration centre lets a replaced engine write: for the test of the checkers only.
    package var hasFencing = true

    package init(
        seed: UInt64, settings: Settings, faults: [Fault], faultTime: Moment, operators: Int = 1,
        areOperatorsCareless: Bool = false
    ) {
        self.seed = seed
        self.settings = settings
        self.faults = faults
        self.faultTime = faultTime
        self.operators = operators
        self.areOperatorsCareless = areOperatorsCareless
    }

    /// The script of a seed, always the same one.
    ///
    /// - Parameter size: nodes of each of two clusters; nil: the seed draws the system, too.
    package init(seed: UInt64, minutes: Int = 20, nodesPerCluster size: Int? = nil) {
        var chance = Chance(seed: seed, stream: 1)
        var drawn = Settings.drawn(&chance)
        drawn.drawWays(seed)
        let settings = size.map { Settings.simulated(nodes: $0) } ?? drawn
        let faultTime = Moment(minutes) * .minute
        var drawing = FaultDrawing(settings: settings, faultTime: faultTime, chance: chance)
        let faults =
            drawing.draw() + FaultDrawing.notifications(seed, settings, faultTime)
            + FaultDrawing.aimed(seed, settings, faultTime) + FaultDrawing.coincidence(seed, settings, faultTime)
        self.init(
            seed: seed, settings: settings, faults: faults, faultTime: faultTime,
            operators: 1 + drawing.chance.below(2), areOperatorsCareless: drawing.chance.happens(perMille: 500))
        hasSwitchovers = true
    }
}

extension Script {
    /// The same system, with faults from a seed; none that only a simulated controller can have.
    package func drawn(from seed: UInt64) -> Script {
        var script = self
        script.seed = seed
        var drawing = FaultDrawing(
            settings: settings, faultTime: faultTime, chance: Chance(seed: seed, stream: 1))
        script.faults = drawing.draw().filter(\.kind.isOfTheWorld)
        return script
    }
}

extension Fault.Kind {
    /// It strikes nodes, links or callers, not drtop, its store or its operators.
    var isOfTheWorld: Bool {
        switch self {
        case .crash, .hang, .slow, .speaks, .cut, .lossy, .delayed, .disordered, .doubled, .clogged, .isolated,
            .disobeys, .callerAway, .callerIdle, .callerSlow, .callerRepeats:
            true
        case .journalFails, .journalSlow, .journalErrs, .centreFails, .centreSlow, .centreSilent, .centreStale,
            .notificationsFail, .operatorsAbsent, .operatorsRace, .engineReplaced, .foreignEngine, .controllerCrash,
            .controllerPause, .clockJump, .clockDrift, .controllerLeaves, .syncDue:
            false
        }
    }
}

extension Caller {
    /// Most have a file; some are asked at an address, some fetch, and those say themselves what they use.
    fileprivate mutating func drawWay(_ chance: inout Chance) {
        switch chance.below(4) {
        case 0:
            speaks = true
            deliveries = []
        case 1:
            speaks = true
            deliveries = [.webhook(url: "http://\(name)/configuration")]
        default: break
        }
    }
}

extension Settings {
    /// By their own chance: the rest of the system stays as it is.
    fileprivate mutating func drawWays(_ seed: UInt64) {
        var chance = Chance(seed: seed, stream: 5)
        for index in callers.indices { callers[index].drawWay(&chance) }
    }

    /// Two or three clusters of one to six nodes.
    fileprivate static func drawn(_ chance: inout Chance) -> Settings {
        let clusters = chance.happens(perMille: 750) ? 2 : 3
        let size = 1 + chance.below(6)
        var settings = Settings.simulated(clusters: clusters, nodes: size, callers: 1 + chance.below(4))
        if chance.happens(perMille: 200) { settings.threshold = chance.pick([Threshold(1, 3), Threshold(2, 3)]) }
        if chance.happens(perMille: 150) { settings.sync.rule = .every(.seconds(chance.within(30...240))) }
        settings.failover.mode = chance.pick([.confirm, .confirm, .confirm, .automatic, .automatic, .observe])
        settings.failover.block = .seconds(chance.pick([60, 300, 3600]))
        return settings
    }

    /// A system of clusters of the same size, all in pairs.
    package static func simulated(clusters: Int = 2, nodes size: Int = 6, callers: Int = 2) -> Settings {
        let names = ["fra1", "ams2", "par3"]
        let letters = ["a", "b", "c"]
        var nodes: [Node] = []
        for cluster in 0..<clusters {
            for place in 0..<size {
                nodes.append(
                    Node(
                        id: NodeID(nodes.count), name: "\(letters[cluster])\(place + 1)", cluster: ClusterID(cluster),
                        address: NodeAddress(host: "10.\(cluster).0.\(place + 1)", port: 6379),
                        rack: "r\(place % 2 + 1)", pair: PairID(place)))
            }
        }
        let services = (0..<min(size, 3)).map { place in
            Service(
                name: "service\(place + 1)", interface: "redis",
                pairs: stride(from: place, to: size, by: 3).map(PairID.init))
        }
        let users = (0..<callers).map { index in
            Caller(
                id: CallerID(index), name: "caller\(index + 1)",
                uses: services.indices.filter { $0 == index % services.count || (index + $0) % 2 == 0 },
                deliveries: [.file(path: "/run/caller\(index + 1).json", reload: [])])
        }
        return Settings(
            system: "simulated",
            clusters: (0..<clusters).map { index in
                Cluster(
                    id: ClusterID(index), name: names[index], initialRole: index == 0 ? .primary : .backup,
                    nodes: index * size..<(index + 1) * size)
            },
            nodes: nodes, services: services, callers: users)
    }
}
