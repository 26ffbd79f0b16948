import RecoveryCore

/// One run: a world of nodes, links, callers and people from one seed, and in its middle the unchanged core.
///
/// Read `run` first. Two phases: faults come and go, and every check is made after every event; then all is healed, and
/// the system must settle within a bound.
package struct Simulation: Sendable {
    package let script: Script
    let settings: Settings
    var chance: Chance
    /// Of the callers that come by themselves.
    var callerChance: Chance
    var queue = EventQueue()
    package internal(set) var now: Moment = 0
    package private(set) var violation: Violation?
    package private(set) var digest = Digest()
    package private(set) var events = 0

    // The world.
    var nodes: [SimulatedNode]
    var links: Links
    var histories = 0
    var lineages = Lineages()
    var copyTime: Moment
    var centre: Centre
    var callers: [SimulatedCaller]
    var operators: [SimulatedOperator]
    var faulted = Faulted()
    var isHealed = false
    /// In the second phase everything has been as it should for a while: nothing more is to be seen.
    var hasSettled = false
    /// Since when it is as it should be.
    var soundSince: Moment?
    /// Faults that wait for their moment, by their place in the script.
    var waiting: [Int] = []
    /// Somebody is called to the screen.
    var isAlarmed = false

    // The controller.
    var controller: Controller
    var prober: Prober
    var board: StatusBoard
    var words: [NodeWord] = []
    var freeWords: [Int] = []
    var runs: [Int: OrderRun] = [:]
    var nextRun = 0
    var parcels: [Int: Parcel] = [:]
    var nextParcel = 0
    var commands = 0
    /// How many processes have run.
    var processes = 0
    var replaced: ReplacedEngine?
    /// The replaced engine stands in the controller's place just now.
    var isReplacedActing = false
    var pauseBegan: Moment = 0
    /// How far the machine's wall clock was set.
    var wallStep: Moment = 0

    var checkers: Checkers
    /// The newest lines of the journal, for the story; kept only when somebody will read them.
    package internal(set) var tale: [String] = []
    package internal(set) var turningPoints: [TurningPoint] = []
    /// Every entry that became durable, with its moment.
    package internal(set) var journal: [(entry: JournalEntry, at: Moment)] = []
    let isTold: Bool
    /// nil: nobody wants to know.
    package internal(set) var coverage: Coverage?

    // A rehearsal, where the real engine stands in the place of the controller.
    var isHosted = false
    var outgoing = Outgoing()
    var figures = CallerFigures()

    struct Faulted: Sendable {
        var journal = 0
        var journalTime: Moment = 0
        /// Of 1000 writes, so many fail.
        var journalErrors = 0
        var centre = 0
        var centreTime: Moment = 0
        var silence = 0
        var staleness = 0
        /// Nobody can be told of alarms.
        var notifications = 0
        /// Nobody looks at the screen.
        var absence = 0
        /// Two people act at the same time.
        var races = 0
    }

    /// What a planned event needs beyond numbers.
    enum Parcel: Sendable {
        case effect(Effect)
        case outcome(EffectID, EffectOutcome)
        /// The same end once more.
        case repetition(EffectID, EffectOutcome)
        /// A command, and the process whose screen it was given at.
        case command(CommandRequest, process: Int)
    }

    /// - Parameters:
    ///   - isTold: keep the story.
    ///   - isCovered: keep what was reached.
    package init(_ script: Script, isTold: Bool = false, isCovered: Bool = false) {
        self.script = script
        coverage = isCovered ? Coverage() : nil
        self.isTold = isTold
        settings = script.settings
        centre = Centre(hasFencing: script.hasFencing)
        chance = Chance(seed: script.seed, stream: 2)
        callerChance = Chance(seed: script.seed, stream: 3)
        links = Links(nodes: settings.nodes.count)
        copyTime = chance.within(1...20) * .second
        nodes = settings.nodes.map { node in
            let isPrimary = script.settings.clusters[node.cluster.index].initialRole == .primary
            return SimulatedNode(role: isPrimary ? .writable : .parked, history: 0)
        }
        callers = settings.callers.map { _ in SimulatedCaller() }
        operators = (0..<script.operators).map {
            SimulatedOperator(name: "op\($0 + 1)", isCareless: script.areOperatorsCareless)
        }
        controller = Controller(settings)
        prober = Prober(settings)
        board = StatusBoard(settings)
        checkers = Checkers(settings)
        beginReplication()
    }

    /// As an operator sets it up: every backup follows the primary, or has yet to.
    private mutating func beginReplication() {
        guard let primary = settings.clusters.first(where: { $0.initialRole == .primary }) else { return }
        for node in settings.nodes {
            guard let pair = node.pair else { continue }
            nodes[node.id.index].history = 1000 + pair.index
            guard node.cluster != primary.id, let source = settings.node(of: pair, in: primary.id) else { continue }
            nodes[node.id.index].role = .following(source.index)
        }
    }

    /// How long the second phase may take.
    static let settlingTime: Moment = 8 * .minute

    package mutating func run() {
        for (index, fault) in script.faults.enumerated() { queue.plan(.faultBegan(index), at: fault.at) }
        queue.plan(.replicationTurn, at: 0)
        queue.plan(.controllerStarted, at: 0)
        planCallers()
        for index in operators.indices { queue.plan(.operatorLooked(index), at: Moment(5 + index) * .second) }
        queue.plan(.healed, at: script.faultTime)
        go(until: script.faultTime + Self.settlingTime)
        if violation == nil { note(.settled(settlement())) }
        digest.add(events)
    }

    private mutating func go(until end: Moment) {
        while violation == nil, !hasSettled {
            let next = queue.nextMoment
            let due = controller.due
            let replacedDue = replaced?.controller.due ?? .max
            guard min(next, due, replacedDue) <= end else { break }
            events += 1
            if due <= min(next, replacedDue) {
                now = due
                takeTime()
            } else if replacedDue <= next {
                now = replacedDue
                changePlaces()
                takeTime()
                changePlaces()
            } else {
                now = next
                if let happening = queue.next() { take(happening) }
            }
        }
        if violation == nil, !hasSettled { now = end }
    }

    // MARK: the trace

    /// Everything that happens is told here, once.
    mutating func note(_ event: TraceEvent) {
        if isHosted { return countMissing(event) }
        let isReplaced = isReplacedActing
        coverage?.note(event, isReplaced: isReplaced)
        // What the replaced engine thinks is nobody's truth; what it does to the world is.
        if isReplaced, !event.isOfTheWorld { return }
        event.add(to: &digest, at: now)
        if isTold { narrate(event) }
        guard violation == nil, let found = checkers.look(event, at: now) else { return }
        violation = found
    }

    mutating func fail(_ invariant: String, _ text: String) {
        guard violation == nil else { return }
        violation = Violation(at: now, invariant: invariant, text: text)
    }

    mutating func keep(_ parcel: Parcel) -> Int {
        nextParcel += 1
        parcels[nextParcel] = parcel
        return nextParcel
    }
}
