import RecoveryCore

/// One thing that goes wrong, and for how long. A run is its seed and its list of faults: shrinking leaves faults out.
package struct Fault: Hashable, Sendable {
    package var at: Moment
    package var duration: Moment
    package var kind: Kind

    package init(_ kind: Kind, at: Moment, for duration: Moment) {
        self.kind = kind
        self.at = at
        self.duration = duration
    }

    package enum Kind: Hashable, Sendable {
        case crash(node: Int, Loss)
        /// The process is stopped: it accepts connections and never answers; what was sent is obeyed when it goes on.
        case hang(node: Int)
        case slow(node: Int, by: Moment)
        case speaks(node: Int, Voice)
        /// Nothing gets from one side to the other; the way back is another fault.
        case cut(from: Site, to: Site)
        case lossy(from: Site, to: Site, perMille: Int)
        case delayed(from: Site, to: Site, by: Moment)
        case journalFails
        case journalSlow(by: Moment)
        case centreFails
        /// What the centre does, it does not say.
        case centreSilent
        case callerAway(Int)
        /// A caller gets its information but does not use it.
        case callerIdle(Int)
        case controllerCrash
        case controllerPause
        case clockJump
        case controllerLeaves
    }

    /// What a crash takes with it.
    package enum Loss: String, Hashable, Sendable {
        case nothing
        /// The data is there, its history has begun anew.
        case history
        case everything
    }

    package enum Voice: String, Hashable, Sendable {
        case loading, refusing, stranger
    }

    package enum Site: Hashable, Sendable {
        case controller
        case cluster(Int)
        case node(Int)
    }
}

extension Fault {
    package func words(in settings: Settings) -> String {
        func name(_ node: Int) -> String { settings.nodes[node].name }
        func name(_ site: Site) -> String {
            switch site {
            case .controller: "drtop"
            case .cluster(let cluster): settings.clusters[cluster].name
            case .node(let node): name(node)
            }
        }
        let what =
            switch kind {
            case .crash(let node, .nothing): "\(name(node)) crashes and comes back as it was"
            case .crash(let node, .history): "\(name(node)) crashes and comes back with a new history"
            case .crash(let node, .everything): "\(name(node)) crashes and comes back empty"
            case .hang(let node): "\(name(node)) hangs"
            case .slow(let node, let by): "\(name(node)) answers \(by / 1000) ms later"
            case .speaks(let node, .loading): "\(name(node)) says that it is loading"
            case .speaks(let node, .refusing): "\(name(node)) refuses drtop's credentials"
            case .speaks(let node, .stranger): "another program answers for \(name(node))"
            case .cut(let from, let to): "nothing gets from \(name(from)) to \(name(to))"
            case .lossy(let from, let to, let share):
                "\(share) of 1000 messages are lost from \(name(from)) to \(name(to))"
            case .delayed(let from, let to, let by):
                "messages from \(name(from)) to \(name(to)) take \(by / 1000) ms longer"
            case .journalFails: "the journal's disk is full"
            case .journalSlow(let by): "the journal's disk takes \(by / 1000) ms"
            case .centreFails: "the configuration centre is down"
            case .centreSilent: "the configuration centre acts and does not answer"
            case .callerAway(let caller): "caller \(settings.callers[caller].name) is away"
            case .callerIdle(let caller): "caller \(settings.callers[caller].name) gets and does not use"
            case .controllerCrash: "drtop is killed"
            case .controllerPause: "drtop is paused"
            case .clockJump: "drtop's wall clock jumps"
            case .controllerLeaves: "drtop is asked to leave"
            }
        return "\(at.words) for \(duration.words): \(what)"
    }
}
