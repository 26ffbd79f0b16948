import RecoveryCore

/// One thing that goes wrong, and for how long. A run is its seed and its list of faults: shrinking leaves faults out.
package struct Fault: Hashable, Sendable {
    package var at: Moment
    package var duration: Moment
    package var kind: Kind
    /// nil: it strikes at its moment. Otherwise it waits from then on for what drtop does.
    package var aim: Aim?

    package init(_ kind: Kind, at: Moment, for duration: Moment, aim: Aim? = nil) {
        self.kind = kind
        self.at = at
        self.duration = duration
        self.aim = aim
    }

    /// A fault at random seldom meets a step of milliseconds: some wait until drtop is there.
    package struct Aim: Hashable, Sendable {
        package var place: Place
        /// It strikes so much later.
        package var delay: Moment

        package enum Place: Hashable, Sendable {
            case phase(PhaseName)
            case step(RoleChangeKind, RoleChange.Step)
        }
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
        /// Each message takes up to so much longer, by its own luck: later ones overtake.
        case disordered(from: Site, to: Site, by: Moment)
        /// Some messages come twice.
        case doubled(from: Site, to: Site, perMille: Int)
        /// What is sent waits until it is over, and then comes in any order.
        case clogged(from: Site, to: Site)
        /// One place has no way to any other, and none from there.
        case isolated(Site)
        case journalFails
        case journalSlow(by: Moment)
        case journalErrs(perMille: Int)
        case centreFails
        case centreSlow(by: Moment)
        /// What the centre does, it does not say.
        case centreSilent
        /// A process that starts may read the epoch before.
        case centreStale
        case callerAway(Int)
        /// A caller gets its information but does not use it.
        case callerIdle(Int)
        case callerSlow(Int, by: Moment)
        /// It says everything twice.
        case callerRepeats(Int)
        /// No way by which people are told of alarms works.
        case notificationsFail
        case operatorsAbsent
        /// Two confirm the same plan at once, or one confirms while the other aborts.
        case operatorsRace
        /// A standby takes over, and the old engine goes on without knowing.
        case engineReplaced
        /// Another engine's connections are on our nodes.
        case foreignEngine
        case controllerCrash
        case controllerPause
        case clockJump(by: Moment)
        /// The monotonic clock runs too fast by so many of a million.
        case clockDrift(perMillion: Moment)
        case controllerLeaves
        /// It answers, and refuses every order.
        case disobeys(node: Int)
        /// A run of the preset sync rule comes at this moment.
        case syncDue
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
            case .disordered(let from, let to, let by):
                "messages from \(name(from)) to \(name(to)) overtake each other by up to \(by / 1000) ms"
            case .doubled(let from, let to, let share):
                "\(share) of 1000 messages from \(name(from)) to \(name(to)) come twice"
            case .clogged(let from, let to): "what \(name(from)) sends to \(name(to)) waits until this is over"
            case .isolated(let site): "\(name(site)) is isolated from everything"
            case .journalFails: "the journal's disk is full"
            case .journalErrs(let share): "\(share) of 1000 writes of the journal fail"
            case .journalSlow(let by): "the journal's disk takes \(by / 1000) ms"
            case .centreFails: "the configuration centre is down"
            case .centreSlow(let by): "the configuration centre takes \(by / 1000) ms longer"
            case .centreSilent: "the configuration centre acts and does not answer"
            case .centreStale: "the configuration centre may show the epoch before to a process that starts"
            case .callerAway(let caller): "caller \(settings.callers[caller].name) is away"
            case .callerIdle(let caller): "caller \(settings.callers[caller].name) gets and does not use"
            case .callerSlow(let caller, let by):
                "caller \(settings.callers[caller].name) takes \(by / .second) s to apply"
            case .callerRepeats(let caller): "caller \(settings.callers[caller].name) says everything twice"
            case .notificationsFail: "nobody can be told of alarms"
            case .operatorsAbsent: "no operator looks at the screen"
            case .operatorsRace: "operators confirm and abort at the same moment"
            case .engineReplaced: "another engine takes over, and the old one goes on without knowing"
            case .foreignEngine: "another engine's connections are seen on the nodes"
            case .controllerCrash: "drtop is killed"
            case .controllerPause: "drtop is paused"
            case .clockJump(let by): "drtop's wall clock jumps by \(by / .second) s"
            case .clockDrift(let drift): "drtop's clock is wrong by \(drift) of a million"
            case .controllerLeaves: "drtop is asked to leave"
            case .disobeys(let node): "\(name(node)) answers and refuses every order"
            case .syncDue: "a run of the sync rule comes"
            }
        return "\(at.words) for \(duration.words)\(aim.map { ", \($0.words)" } ?? ""): \(what)"
    }
}

extension Fault.Aim {
    fileprivate var words: String {
        let place =
            switch place {
            case .phase(let phase): "is \(phase.rawValue)"
            case .step(let kind, let step): "comes in a \(kind.words) to: \(step.words)"
            }
        return "\(delay / 1000) ms after drtop \(place)"
    }

    /// Whether drtop is there by what it has just decided.
    func isMet(by action: Effect.Action) -> Bool {
        switch (place, action) {
        case (.phase(let phase), .record(.phaseChanged(_, let next, _))): return next == phase.rawValue
        case (.step(let kind, let step), .save(let state)):
            return state.change?.plan.kind == kind && state.change?.currentStep == step
        default: return false
        }
    }
}
