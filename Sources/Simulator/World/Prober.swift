import RecoveryCore

/// The heartbeats as the real prober asks them: at each node's phase, again at once after a miss until k are missed in a
/// row, 100 ms after a refusal. A connection goes with a question that expired.
struct Prober: Sendable {
    enum Question: Hashable, Sendable {
        case none
        case asked(Moment)
        case pausing
    }

    struct Target: Sendable {
        var question = Question.none
        var ticket: UInt32 = 0
        private(set) var isConnected = false
        /// Counts the connections: what was asked on one that is gone is never heard.
        private(set) var connection: UInt32 = 0
        var misses = 0
        var hurried: Moment = -.second
        var wantsStatus = true

        /// The question by which the answer is known again.
        mutating func ask(at now: Moment) -> UInt32 {
            ticket &+= 2
            question = .asked(now)
            return ticket
        }

        mutating func connect() { isConnected = true }

        mutating func disconnect() {
            isConnected = false
            connection &+= 1
        }
    }

    var targets: [Target]
    let interval: Moment
    let spacing: Moment = 100 * .millisecond
    let limit: Int
    let leastTimeout: Moment
    var timeout: Moment

    init(_ settings: Settings) {
        targets = Array(repeating: Target(), count: settings.nodes.count)
        interval = settings.heartbeat.interval.microseconds
        limit = settings.heartbeat.misses
        leastTimeout = settings.heartbeat.timeout.microseconds
        timeout = leastTimeout
    }
}

extension Prober {
    /// Tickets are even or odd as their process is: what comes back finds the one that asked.
    static func parity(of ticket: UInt32) -> Int { Int(ticket & 1) }
}

extension Simulation {
    /// A new process begins to ask, the phases spread over the interval.
    mutating func startProber() {
        let tickets = prober.targets.map(\.ticket)
        prober = Prober(settings)
        for index in nodes.indices {
            // What is still on its way belongs to the last process.
            prober.targets[index].ticket = (tickets[index] &+ 2) & ~1 | UInt32(controller.process & 1)
            let phase = prober.interval * Moment(index) / Moment(nodes.count)
            queue.plan(.phase(node: index, process: controller.process), at: now + phase)
            queue.plan(.statusPhase(node: index, process: controller.process), at: now + phase + prober.interval / 2)
        }
    }

    mutating func takePhase(_ index: Int, _ process: Int) {
        guard process == controller.process, controller.isRunning else { return }
        queue.plan(.phase(node: index, process: process), at: now + prober.interval)
        if prober.targets[index].question == .none { ask(index) }
    }

    mutating func takeStatusPhase(_ index: Int, _ process: Int) {
        guard process == controller.process, controller.isRunning else { return }
        queue.plan(.statusPhase(node: index, process: process), at: now + prober.interval)
        if prober.targets[index].isConnected { askStatus(index) }
    }

    private mutating func ask(_ index: Int) {
        let ticket = prober.targets[index].ask(at: now)
        post(.questionArrived(node: index, ticket: ticket), from: links.controller, to: index)
        queue.plan(.questionExpired(node: index, ticket: ticket), at: now + prober.timeout)
    }

    /// The question is at the node.
    mutating func answerQuestion(_ index: Int, _ ticket: UInt32) {
        switch nodes[index].process {
        case .dead: send(.connectionRefused, from: index, ticket, after: 0)
        case .hung: nodes[index].heldQuestion = ticket
        case .running:
            let answer: Answer =
                switch nodes[index].voices.last {
                case nil: .valid
                case .loading: .loading
                case .refusing: .refusesUs
                case .stranger: .stranger
                }
            send(answer, from: index, ticket, after: nodes[index].slowness)
        }
    }

    private mutating func send(_ answer: Answer, from index: Int, _ ticket: UInt32, after wait: Moment) {
        post(
            .answerArrived(node: index, ticket: ticket, answer: answer), from: index, to: links.controller, after: wait)
    }

    /// Some messages come twice, and then each in its own time.
    private mutating func post(_ arrival: Happening, from: Int, to: Int, after wait: Moment = 0) {
        if let delay = links.travel(from, to, at: now, &chance) { queue.plan(arrival, at: now + wait + delay) }
        guard links.comesTwice(from, to, &chance), let delay = links.travel(from, to, at: now, &chance) else { return }
        queue.plan(arrival, at: now + wait + delay)
    }

    mutating func takeAnswer(_ index: Int, _ ticket: UInt32, _ answer: Answer) {
        guard controller.isRunning, prober.targets[index].ticket == ticket,
            case .asked(let asked) = prober.targets[index].question
        else { return }
        switch answer {
        case .valid:
            prober.targets[index].connect()
            settle(index, asked, .answered(latency: (now - asked).duration))
        case .loading:
            prober.targets[index].connect()
            settle(index, asked, .notServing(.loading))
        case .refusesUs:
            prober.targets[index].connect()
            settle(index, asked, .refusedUs("WRONGPASS"))
        case .stranger:
            prober.targets[index].disconnect()
            settle(index, asked, .missed(.invalid("HTTP/1.1 400")))
        case .connectionRefused:
            prober.targets[index].disconnect()
            settle(index, asked, .missed(.refused))
        }
        if prober.targets[index].isConnected, prober.targets[index].wantsStatus { askStatus(index) }
    }

    mutating func takeExpiry(_ index: Int, _ ticket: UInt32) {
        guard controller.isRunning, prober.targets[index].ticket == ticket,
            case .asked(let asked) = prober.targets[index].question
        else { return }
        // What began before a pause is given its whole time after it.
        let due = max(asked, controller.awakeSince) + prober.timeout
        guard due <= now else {
            queue.plan(.questionExpired(node: index, ticket: ticket), at: due)
            return
        }
        prober.targets[index].disconnect()
        settle(index, asked, .missed(.timeout))
    }

    mutating func takeRepetition(_ index: Int, _ ticket: UInt32) {
        guard controller.isRunning, prober.targets[index].ticket == ticket,
            prober.targets[index].question == .pausing
        else { return }
        ask(index)
    }

    /// The peer closed; the next connection is made at once, with a question.
    mutating func takeClosedConnection(_ index: Int) {
        guard controller.isRunning, prober.targets[index].isConnected else { return }
        prober.targets[index].disconnect()
        prober.targets[index].wantsStatus = true
        tell(.connectionClosed(NodeID(index)))
        if case .asked(let asked) = prober.targets[index].question {
            settle(index, asked, .missed(.closed))
        } else if now - prober.targets[index].hurried >= prober.interval {
            prober.targets[index].hurried = now
            ask(index)
        }
    }

    private mutating func settle(_ index: Int, _ asked: Moment, _ outcome: Heartbeat.Outcome) {
        prober.targets[index].question = .none
        var pause: Moment?
        switch outcome {
        case .answered, .refusedUs:
            prober.targets[index].misses = 0
        case .notServing, .missed:
            prober.targets[index].misses += 1
            prober.targets[index].wantsStatus = true
            if prober.targets[index].misses < prober.limit { pause = self.pause(after: outcome, index) }
        }
        note(.heartbeat(node: index, asked: asked, isAnswer: prober.targets[index].misses == 0))
        hear(Heartbeat(node: NodeID(index), asked: instant(asked), outcome: outcome))
        conclude()
        guard let pause else { return }
        if pause == 0 {
            ask(index)
        } else {
            prober.targets[index].ticket &+= 2
            prober.targets[index].question = .pausing
            queue.plan(.questionRepeated(node: index, ticket: prober.targets[index].ticket), at: now + pause)
        }
    }

    private func pause(after outcome: Heartbeat.Outcome, _ index: Int) -> Moment {
        switch outcome {
        case .missed(.timeout): 0
        case .missed(.closed): prober.targets[index].misses == 1 ? 0 : prober.spacing
        case .missed(.refused): prober.spacing
        case .missed(.unreachable), .missed(.invalid), .notServing, .answered, .refusedUs: prober.timeout
        }
    }
}
