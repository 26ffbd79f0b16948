import RecoveryCore

/// Which faults come in a run. Each class is present with probability 1/2; one that is present comes a few times.
struct FaultDrawing {
    enum Class: Int, CaseIterable {
        case crashes, emptyReturns, hangs, slowness, voices, cuts, losses, wholeClusters, journal, centre, callers,
            clocks, controller, rack, disorder, clogs, isolation, drift, absence, races, foreigners, takeovers
    }

    let settings: Settings
    let faultTime: Moment
    var chance: Chance

    mutating func draw() -> [Fault] {
        let present = Class.allCases.filter { _ in chance.happens(perMille: 500) }
        var faults: [Fault] = []
        for kind in present {
            for _ in 0..<(1 + chance.below(3)) { faults += draw(kind) }
        }
        // The order of those that begin together is that of their drawing.
        return faults.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Half of the time, nobody can be told of alarms for a while. By its own chance: what strikes elsewhere stays the same.
    static func notifications(_ seed: UInt64, _ settings: Settings, _ faultTime: Moment) -> [Fault] {
        var own = FaultDrawing(settings: settings, faultTime: faultTime, chance: Chance(seed: seed, stream: 4))
        guard own.chance.happens(perMille: 500) else { return [] }
        let time = own.duration()
        return [own.fault(.notificationsFail, for: time)]
    }

    /// Half of the time, some faults wait for their moment. By their own chance, as above.
    static func aimed(_ seed: UInt64, _ settings: Settings, _ faultTime: Moment) -> [Fault] {
        var own = FaultDrawing(settings: settings, faultTime: faultTime, chance: Chance(seed: seed, stream: 6))
        guard own.chance.happens(perMille: 500) else { return [] }
        return (0..<(1 + own.chance.below(3))).flatMap { _ in own.aimed() }
    }

    private mutating func aimed() -> [Fault] {
        let node = chance.below(settings.nodes.count)
        let time = chance.within(100...20_000) * .millisecond
        var aimed: [Fault]
        switch chance.below(settings.sync.rule == .realTime ? 9 : 12) {
        case 0...2: aimed = [fault(.controllerCrash, for: time)]
        case 3: aimed = [fault(.controllerLeaves, for: time)]
        case 4: aimed = [fault(chance.pick([.crash(node: node, .nothing), .hang(node: node)]), for: time)]
        case 5: aimed = wholeCluster(time)
        case 6: aimed = [fault(chance.pick([.journalFails, .centreFails, .centreSilent]), for: time)]
        case 7: aimed = [fault(.controllerPause, for: min(time, 3 * .second))]
        case 8: aimed = [fault(.disobeys(node: node), for: duration())]
        default: aimed = [fault(.syncDue, for: .second)]
        }
        let aim = Fault.Aim(place: place(), delay: chance.within(0...30) * .millisecond)
        for index in aimed.indices { aimed[index].aim = aim }
        return aimed
    }

    private mutating func place() -> Fault.Aim.Place {
        if chance.happens(perMille: 500) { return .phase(chance.pick(PhaseName.allCases.filter { $0 != .starting })) }
        let kind = chance.pick(RoleChangeKind.allCases)
        return .step(kind, chance.pick(RoleChange.steps(of: kind).filter { $0 != .converge }))
    }

    private mutating func draw(_ kind: Class) -> [Fault] {
        let node = chance.below(settings.nodes.count)
        let time = duration()
        return switch kind {
        case .crashes: [fault(.crash(node: node, chance.pick([.nothing, .nothing, .history])), for: time)]
        case .emptyReturns: [fault(.crash(node: node, .everything), for: time)]
        case .hangs: [fault(.hang(node: node), for: time)]
        case .slowness: [fault(.slow(node: node, by: chance.within(50...700) * .millisecond), for: time)]
        case .voices: [fault(.speaks(node: node, chance.pick([.loading, .refusing, .stranger])), for: time)]
        case .cuts: cut(time)
        case .losses: losses(time)
        case .wholeClusters: wholeCluster(time)
        case .journal: [fault(journal(), for: time)]
        case .centre: [fault(chance.pick([.centreFails, .centreSilent, .centreStale]), for: time)]
        case .callers: [fault(caller(), for: time)]
        case .clocks: [clock()]
        case .controller:
            [fault(chance.happens(perMille: 800) ? .controllerCrash : .controllerLeaves, for: min(time, .minute))]
        case .rack: rack(time)
        case .disorder: disorder(time)
        case .clogs: clogs(time)
        case .isolation: [fault(.isolated(site()), for: time)]
        case .drift: [fault(.clockDrift(perMillion: chance.within(-500...500)), for: time)]
        case .absence: [fault(.operatorsAbsent, for: time)]
        case .races: [fault(.operatorsRace, for: time)]
        case .foreigners: [fault(.foreignEngine, for: time)]
        case .takeovers: [fault(.engineReplaced, for: time)]
        }
    }

    private mutating func journal() -> Fault.Kind {
        switch chance.below(3) {
        case 0: .journalFails
        case 1: .journalSlow(by: chance.within(10...3000) * .millisecond)
        default: .journalErrs(perMille: Int(chance.within(50...600)))
        }
    }

    private mutating func caller() -> Fault.Kind {
        let caller = chance.below(settings.callers.count)
        return switch chance.below(4) {
        case 0: .callerAway(caller)
        case 1: .callerIdle(caller)
        case 2: .callerSlow(caller, by: chance.within(1...60) * .second)
        default: .callerRepeats(caller)
        }
    }

    private mutating func clock() -> Fault {
        if chance.happens(perMille: 700) {
            return fault(.controllerPause, for: chance.pick([300 * .millisecond, .second, 3 * .second, 30 * .second]))
        }
        let step = chance.pick([1, 5, 60, 3600]) * Moment.second
        return fault(.clockJump(by: chance.happens(perMille: 500) ? step : -step), for: .second)
    }

    private mutating func duration() -> Moment {
        switch chance.below(4) {
        case 0: chance.within(50...3000) * .millisecond
        case 1: chance.within(3...30) * .second
        case 2: chance.within(30...180) * .second
        default: chance.within(180...600) * .second
        }
    }

    private mutating func fault(_ kind: Fault.Kind, for time: Moment) -> Fault {
        Fault(kind, at: chance.within(15 * .second...faultTime - 30 * .second), for: time)
    }

    private mutating func site() -> Fault.Site {
        switch chance.below(4) {
        case 0: .controller
        case 1: .node(chance.below(settings.nodes.count))
        default: .cluster(chance.below(settings.clusters.count))
        }
    }

    private mutating func cut(_ time: Moment) -> [Fault] {
        let (from, to) = (site(), site())
        let there = fault(.cut(from: from, to: to), for: time)
        guard chance.happens(perMille: 600) else { return [there] }
        var back = there
        back.kind = .cut(from: to, to: from)
        if chance.happens(perMille: 300) { back.duration = duration() }
        return [there, back]
    }

    private mutating func losses(_ time: Moment) -> [Fault] {
        let (from, to) = (site(), site())
        return chance.happens(perMille: 700)
            ? [fault(.lossy(from: from, to: to, perMille: Int(chance.within(10...300))), for: time)]
            : [fault(.delayed(from: from, to: to, by: chance.within(10...600) * .millisecond), for: time)]
    }

    private mutating func disorder(_ time: Moment) -> [Fault] {
        let (from, to) = (site(), site())
        return chance.happens(perMille: 500)
            ? [fault(.disordered(from: from, to: to, by: chance.within(10...900) * .millisecond), for: time)]
            : [fault(.doubled(from: from, to: to, perMille: Int(chance.within(50...900))), for: time)]
    }

    /// Several ways at about the same time, each cleared in its own.
    private mutating func clogs(_ time: Moment) -> [Fault] {
        let first = fault(.controllerPause, for: time)
        return (0..<(1 + chance.below(6))).map { _ in
            var own = first
            own.at = min(first.at + Moment(chance.below(5_000_000)), faultTime - .second)
            own.kind = .clogged(from: site(), to: site())
            own.duration = 1 + Moment(chance.below(Int(min(time, .minute))))
            return own
        }
    }

    /// All nodes of a cluster at once, or one after the other.
    private mutating func wholeCluster(_ time: Moment) -> [Fault] {
        let cluster = settings.clusters[chance.below(settings.clusters.count)]
        let first = fault(.controllerPause, for: time)
        let isHang = chance.happens(perMille: 300)
        let loss = chance.pick([Fault.Loss.nothing, .history, .everything])
        return cluster.nodes.map { node in
            var own = first
            own.at = min(first.at + Moment(chance.below(2_000_000)), faultTime - .second)
            own.kind = isHang ? .hang(node: node) : .crash(node: node, loss)
            return own
        }
    }

    private mutating func rack(_ time: Moment) -> [Fault] {
        let rack = chance.pick(["r1", "r2"])
        let first = fault(.controllerPause, for: time)
        return settings.nodes.filter { $0.rack == rack }.map { node in
            var own = first
            own.kind = .crash(node: node.id.index, .nothing)
            return own
        }
    }
}
