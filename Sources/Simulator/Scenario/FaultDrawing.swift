import RecoveryCore

/// Which faults come in a run. Each class is present with probability 1/2; one that is present comes a few times.
struct FaultDrawing {
    enum Class: Int, CaseIterable {
        case crashes, emptyReturns, hangs, slowness, voices, cuts, losses, wholeClusters, journal, centre, callers,
            clocks, controller, rack
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
        case .journal:
            [
                fault(
                    chance.happens(perMille: 500)
                        ? .journalFails : .journalSlow(by: chance.within(10...3000) * .millisecond), for: time)
            ]
        case .centre: [fault(chance.happens(perMille: 500) ? .centreFails : .centreSilent, for: time)]
        case .callers:
            [
                fault(
                    chance.happens(perMille: 500)
                        ? .callerAway(chance.below(settings.callers.count))
                        : .callerIdle(chance.below(settings.callers.count)), for: time)
            ]
        case .clocks:
            [
                chance.happens(perMille: 700)
                    ? fault(
                        .controllerPause, for: chance.pick([300 * .millisecond, .second, 3 * .second, 30 * .second]))
                    : fault(.clockJump, for: .second)
            ]
        case .controller:
            [fault(chance.happens(perMille: 800) ? .controllerCrash : .controllerLeaves, for: min(time, .minute))]
        case .rack: rack(time)
        }
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
