import RecoveryCore

/// An order on its way: a conversation of a few steps with one node, which can stop at each of them.
struct OrderRun: Sendable {
    enum Step: Sendable { case look, command, readBack }

    var effect: EffectID
    var process: Int
    var action: Order.Action
    var step = Step.look
    var until: Moment
    /// Of a job without a deadline: when it last got on.
    var progressed: Moment
    var isJob: Bool
    var finding = OrderFinding()

    /// To which the command itself is sent; its peer is only asked.
    var commanded: Int {
        switch action {
        case .park(let node), .fence(let node, _), .promote(let node), .follow(let node, _): node.index
        case .handOver(let from, _): from.index
        }
    }
}

extension Simulation {
    /// A lost packet is sent again this often.
    private static let resending: Moment = 100 * .millisecond
    private static let opening: Moment = 5 * .second
    private static let patience: Moment = 30 * .second

    mutating func carryOut(_ order: Order, _ effect: EffectID) {
        let time = order.deadline?.microseconds
        let isJob = if case .follow = order.action { time == nil } else { false }
        let run = OrderRun(
            effect: effect, process: controller.process, action: order.action, until: now + (time ?? Self.opening),
            progressed: now, isJob: isJob)
        runs[nextRun] = run
        queue.plan(.orderContinues(run: nextRun), at: now + Links.leastDelay)
        nextRun += 1
    }

    mutating func continueOrder(_ number: Int) {
        guard var run = runs[number] else { return }
        guard run.process == controller.process, controller.isRunning else {
            runs[number] = nil
            return
        }
        let outcome = advance(&run)
        if let outcome {
            runs[number] = nil
            tell(.effectEnded(run.effect, .order(outcome)))
        } else {
            runs[number] = run
            queue.plan(.orderContinues(run: number), at: now + pause(of: run))
        }
    }

    private func pause(of run: OrderRun) -> Moment {
        if run.isJob, run.step == .readBack { return 250 * .millisecond }
        return now + Self.resending > run.until ? max(run.until - now, 1) : Self.resending
    }

    /// One step further; nil: it goes on.
    private mutating func advance(_ run: inout OrderRun) -> OrderOutcome? {
        for peer in peers(of: run) {
            guard now < run.until || (run.isJob && run.step == .readBack) else { return .timedOut }
            guard links.isOpenBothWays(links.controller, peer) else { return nil }
            switch nodes[peer].process {
            case .dead: return .failed("\(settings.nodes[peer].name): connection refused")
            case .hung:
                // What was sent waits in the buffers of the process, and is obeyed when it goes on.
                if run.step == .command, peer == run.commanded {
                    nodes[peer].heldOrders.append(SimulatedNode.HeldOrder(order: run.action, of: run.effect))
                    run.step = .readBack
                }
                return nil
            case .running:
                guard nodes[peer].voices.isEmpty else {
                    return .failed("\(settings.nodes[peer].name): no valid answer")
                }
            }
        }
        switch run.step {
        case .look:
            run.step = .command
            if case .fence(let node, let other) = run.action { run.finding = findOwnWrites(node.index, other?.index) }
            return nil
        case .command:
            if let refusing = peers(of: run).first(where: { nodes[$0].refusals > 0 }) {
                return .failed("\(settings.nodes[refusing].name): NOPERM")
            }
            run.step = .readBack
            if let why = obey(run.action) {
                if case .handOver = run.action, now + .second < run.until {
                    run.step = .command
                    return nil
                }
                return .failed(why)
            }
            return chance.happens(perMille: 700) ? readBack(&run) : nil
        case .readBack: return readBack(&run)
        }
    }

    private func peers(of run: OrderRun) -> [Int] {
        switch run.action {
        case .park(let node), .fence(let node, _), .promote(let node): [node.index]
        case .follow(let node, let source): run.step == .readBack ? [node.index] : [node.index, source.index]
        case .handOver(let from, let to): [from.index, to.index]
        }
    }

    /// Believe the node, not the reply.
    private mutating func readBack(_ run: inout OrderRun) -> OrderOutcome? {
        switch run.action {
        case .park(let node), .fence(let node, _):
            return nodes[node.index].role == .parked ? .done(run.finding) : .failed("it is not parked")
        case .promote(let node):
            return nodes[node.index].isWritable ? .done(OrderFinding("canary written")) : .failed("it is no primary")
        case .handOver(let from, let to):
            return nodes[to.index].isWritable && nodes[from.index].role == .following(to.index)
                ? .done(OrderFinding("handed over")) : .failed("it was not handed over")
        case .follow(let node, let source):
            guard nodes[node.index].role == .following(source.index) else {
                return .failed("somebody else gave orders")
            }
            switch nodes[node.index].link {
            case .up: return .done(OrderFinding("link up"))
            case .copying(let since, let until):
                run.progressed = now
                let share = Double(now - since) / Double(max(until - since, 1))
                tell(.orderProgressed(run.effect, OrderProgress(share: share, bytesLeft: nil, text: "full copy")))
                return nil
            case .down:
                return now - run.progressed >= Self.patience ? .failed("the link is not up after 30 s") : nil
            }
        }
    }

    private func findOwnWrites(_ node: Int, _ other: Int?) -> OrderFinding {
        guard let other, let upstream = board[other] else { return OrderFinding("own writes UNKNOWN") }
        let held = NodeWord(node, nodes[node], at: now)
        guard let own = held.ownWrites(against: upstream) else { return OrderFinding("own writes UNKNOWN") }
        return OrderFinding("own writes \(own)", ownWrites: OwnWrites(bytes: own, commands: own / 100))
    }
}
