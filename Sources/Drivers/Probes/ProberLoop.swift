import CLinux
import Engine
import Glibc
import RecoveryCore

/// The prober's thread: its state and the order of its work. A struct on the thread's stack and raw buffers, because a
/// class's exclusivity checks and an array's reference counts would be paid with each of 10,000 heartbeats a second.
///
/// One turn: wait; read all sockets; heed the inbox; then only count misses (an answer that has arrived counts, however
/// late we come to read it); repeat questions; ask whose phase has come; send what was gathered.
struct ProberLoop: ~Copyable {
    /// A turn that begins later than planned by more than this makes our view doubtful (I8).
    static let tolerance: Nanoseconds = 2 * .second
    /// The longest wait: a pause of the process shows as a late turn only if a turn was planned in it.
    static let longestWait: Nanoseconds = 250 * .millisecond
    static let eventCapacity = 512
    /// Questions in one turn: answers are read in between, also when there is a lot to catch up with.
    static let questionsPerTurn = 512
    static let receiveCapacity = 65_536

    let plan: ProberPlan
    let epoll: Int32
    let interval: Nanoseconds
    let spacing: Nanoseconds
    let renewal: Nanoseconds
    let bytes: ProberBytes
    /// Nodes have their places in the order of their phases, here and everywhere in the loop.
    let dealing: Dealing
    let connections: UnsafeMutableBufferPointer<Connection>
    let events: UnsafeMutableBufferPointer<epoll_event>
    let received: UnsafeMutableRawBufferPointer
    let resolver = Resolver()

    /// The time of the turn's step in hand.
    var now: Nanoseconds
    /// When the timer will have gone off, if that is still to come.
    var armed = Nanoseconds.min
    var timeout: Nanoseconds
    /// When we last came back from a pause: deadlines from before it begin anew there.
    var awakeSince = Nanoseconds.min / 2
    var phases: TimerWheel
    var statusPhases: TimerWheel?
    /// Questions that were asked, each at most a timeout ago.
    var deadlines = WaitingLine()
    /// Questions to be repeated after `spacing`, and after a timeout.
    var refusals = WaitingLine()
    var repetitions = WaitingLine()
    /// The nodes that are known by a name.
    var names: [Int: NamedHost] = [:]
    var gathering: Gathering
    var troubled = Nanoseconds.min / 2

    init(_ plan: ProberPlan) {
        let options = plan.options
        self.plan = plan
        epoll = plan.inbox.epoll
        interval = options.interval.nanoseconds
        timeout = options.timeout.nanoseconds
        spacing = options.spacing.nanoseconds
        renewal = options.renewal.nanoseconds
        bytes = ProberBytes(plan.probe, plan.status)
        now = plan.clock.now().nanoseconds
        let count = plan.addresses.count
        dealing = Dealing(nodes: count)
        phases = TimerWheel(places: count, turn: interval, start: now)
        if let status = plan.status {
            let turn = StatusQuestion.interval(status.interval, nodes: count).nanoseconds
            // Half a phase away from the heartbeat, so that neither waits for the other.
            statusPhases = TimerWheel(places: count, turn: turn, start: now + interval / 2)
        }
        gathering = Gathering(sink: plan.sink, patience: options.patience.nanoseconds)
        events = .allocate(capacity: ProberLoop.eventCapacity)
        received = .allocate(byteCount: ProberLoop.receiveCapacity, alignment: 16)
        connections = .allocate(capacity: count)
        connections.initialize(repeating: Connection())
        for (place, node) in dealing.nodes.enumerated() {
            let address = plan.addresses[Int(node)]
            // So many may be asked at once; more are asked at their phases.
            connections[place].statusWanted = count <= StatusQuestion.mostPerSecond
            if let endpoint = Resolver.numeric(address.host, port: address.port) {
                connections[place].endpoint = endpoint
            } else {
                names[place] = NamedHost(host: address.host, port: address.port)
            }
        }
    }

    deinit {
        connections.deinitialize()
        connections.deallocate()
        events.deallocate()
        received.deallocate()
        bytes.deallocate()
    }

    mutating func run() {
        while turn() {}
        for place in connections.indices { drop(place) }
        gathering.flush()
    }

    func nodeID(_ place: Int) -> NodeID { NodeID(Int(dealing.nodes[place])) }

    /// False: the prober was stopped.
    private mutating func turn() -> Bool {
        let planned = min(nextDue(), now + ProberLoop.longestWait)
        // While there is a lot to catch up with, turns are planned for the past: that is not late once more.
        let expected = max(planned, now)
        var count = wait(until: planned)
        now = plan.clock.now().nanoseconds
        if now - expected > ProberLoop.tolerance {
            awakeSince = now
            gathering.send(.troubled(.lateTick(.nanoseconds(now - expected))))
        }
        var isRung = false
        var handled = 0
        while true {
            // An interrupted wait (a negative count) is an early turn.
            for index in 0..<max(0, Int(count)) {
                switch events[index].data.u64 {
                case ProberInbox.timerKey: break
                case ProberInbox.bellKey: isRung = true
                default: handle(events[index])
                }
            }
            handled += max(0, Int(count))
            guard Int(count) == ProberLoop.eventCapacity else { break }
            count = epoll_wait(epoll, events.baseAddress, Int32(ProberLoop.eventCapacity), 0)
        }
        if isRung, !heedInbox() { return false }
        // A few sockets are read in less time than the clock is.
        if handled > 16 { now = plan.clock.now().nanoseconds }
        countMisses()
        repeatQuestions()
        askWhoseTurnItIs()
        gathering.flushIfDue(at: now)
        return true
    }

    /// Arming a timer costs as much as a heartbeat, so one that is armed and early enough is left alone.
    private mutating func wait(until planned: Nanoseconds) -> Int32 {
        var limit: Int32 = -1
        if planned <= now {
            limit = 0
        } else if armed <= now || armed > planned {
            let before = plan.clock.now().nanoseconds
            armed = planned
            if planned <= before { limit = 0 } else { timer_arm(plan.inbox.timer, planned - before) }
        }
        return epoll_wait(epoll, events.baseAddress, Int32(ProberLoop.eventCapacity), limit)
    }

    private func nextDue() -> Nanoseconds {
        var due = phases.nextDue ?? .max
        if let status = statusPhases?.nextDue { due = min(due, status) }
        if let entry = deadlines.first { due = min(due, max(entry.since, awakeSince) + timeout) }
        if let entry = refusals.first { due = min(due, entry.since + spacing) }
        if let entry = repetitions.first { due = min(due, entry.since + timeout) }
        if let gathered = gathering.due { due = min(due, gathered) }
        return due
    }

    private mutating func heedInbox() -> Bool {
        let content = plan.inbox.take()
        if content.isStopped { return false }
        if let factor = content.stretch { timeout = plan.options.timeout.nanoseconds * Nanoseconds(factor) }
        for (place, finding) in content.findings { learn(place, finding) }
        for node in content.inspected where connections.indices.contains(node) { inspect(Int(dealing.places[node])) }
        return true
    }

    private mutating func countMisses() {
        while let entry = deadlines.first {
            let place = Int(entry.place)
            if connections[place].isAsked, connections[place].ticket == entry.ticket {
                guard max(entry.since, awakeSince) + timeout <= now else { break }
                deadlines.removeFirst()
                missed(place)
            } else {
                deadlines.removeFirst()
            }
        }
    }

    private mutating func repeatQuestions() {
        while let entry = refusals.first, entry.since + spacing <= now {
            refusals.removeFirst()
            askAgain(entry)
        }
        while let entry = repetitions.first, entry.since + timeout <= now {
            repetitions.removeFirst()
            askAgain(entry)
        }
    }

    private mutating func askAgain(_ entry: WaitingLine.Entry) {
        let place = Int(entry.place)
        guard case .pausing = connections[place].question, connections[place].ticket == entry.ticket else { return }
        ask(place)
    }

    private mutating func askWhoseTurnItIs() {
        var left = ProberLoop.questionsPerTurn
        while left > 0, let places = phases.takeDue(at: now, limit: left) {
            left -= places.count
            for place in places {
                if case .none = connections[place].question { ask(place) }
            }
        }
        left = ProberLoop.questionsPerTurn
        while left > 0, let places = statusPhases?.takeDue(at: now, limit: left) {
            left -= places.count
            for place in places { askStatus(place) }
        }
    }
}
