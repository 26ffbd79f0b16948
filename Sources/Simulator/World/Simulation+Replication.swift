import RecoveryCore

/// Data that flows between the nodes, whatever the controller thinks of it.
extension Simulation {
    static let replicationTurn: Moment = .second
    /// Bytes a second that callers write to a node.
    static let writeRate: Int64 = 500
    /// After so long a silence a link counts as down.
    private static let linkPatience: Moment = 60 * .second

    mutating func replicate() {
        queue.plan(.replicationTurn, at: now + Self.replicationTurn)
        if isHosted { countWrites() }
        for index in nodes.indices where nodes[index].isWritten {
            guard nodes[index].isWritable, nodes[index].process == .running else { continue }
            nodes[index].write(Self.writeRate)
        }
        for index in nodes.indices {
            guard case .following(let source) = nodes[index].role else { continue }
            followSource(index, source)
        }
    }

    /// One turn of a node that has a source.
    mutating func followSource(_ index: Int, _ source: Int) {
        guard nodes[index].process == .running else { return }
        let isHeard = nodes[source].process == .running && links.isOpenBothWays(index, source)
        switch nodes[index].link {
        case .up:
            if isHeard, serves(source) {
                takeOver(index, source)
            } else if nodes[source].process == .dead || isHeard || now - nodes[index].heard > Self.linkPatience {
                nodes[index].link = .down
            }
        case .copying(_, let until):
            guard isHeard, serves(source) else {
                nodes[index].link = .down
                return
            }
            nodes[index].heard = now
            guard now >= until else { return }
            nodes[index].isEmpty = nodes[source].isEmpty
            nodes[index].history = nodes[source].history
            nodes[index].offset = nodes[source].offset
            nodes[index].formerHistory = nodes[source].formerHistory
            nodes[index].formerEnd = nodes[source].formerEnd
            nodes[index].backlogStart = nodes[source].offset
            nodes[index].link = .up
        case .down:
            if isHeard, serves(source) { join(index, source) }
        }
    }

    /// A node that is parked, or whose own source is away, gives nothing on.
    private func serves(_ source: Int) -> Bool {
        switch nodes[source].role {
        case .writable: true
        case .parked: false
        case .following: nodes[source].link == .up
        }
    }

    private mutating func takeOver(_ index: Int, _ source: Int) {
        if nodes[index].history != nodes[source].history {
            // Its source was promoted: the histories part here, in peace.
            nodes[index].link = .down
            return
        }
        nodes[index].offset = nodes[source].offset
        nodes[index].heard = now
        nodes[index].backlogStart = max(nodes[index].backlogStart, nodes[index].offset - SimulatedNode.backlog)
        if !nodes[source].isEmpty { nodes[index].isEmpty = false }
    }

    /// The link is made: the difference is sent, or everything.
    private mutating func join(_ index: Int, _ source: Int) {
        let own = NodeWord(index, nodes[index], at: now)
        let upstream = NodeWord(source, nodes[source], at: now)
        nodes[index].heard = now
        if case .incremental = own.forecast(from: upstream) {
            if nodes[index].history != nodes[source].history {
                nodes[index].formerHistory = nodes[index].history
                nodes[index].formerEnd = nodes[index].offset
                nodes[index].history = nodes[source].history
            }
            nodes[index].offset = nodes[source].offset
            if !nodes[source].isEmpty { nodes[index].isEmpty = false }
            nodes[index].link = .up
            return
        }
        let lost = nodes[index].isEmpty ? 0 : lineages.own(nodes[index], against: nodes[source])
        note(.overwritten(node: index, by: source, lost: lost, sourceIsEmpty: nodes[source].isEmpty))
        nodes[index].link = .copying(since: now, until: now + copyTime)
    }

    /// - Parameter keepsFormer: the server remembers what it went on from.
    mutating func newHistory(of index: Int, keepsFormer: Bool) {
        histories += 1
        lineages.part(histories, from: nodes[index])
        nodes[index].formerHistory = keepsFormer ? nodes[index].history : 0
        nodes[index].formerEnd = keepsFormer ? nodes[index].offset : -1
        nodes[index].history = histories
    }

    // MARK: processes

    mutating func crash(_ index: Int) {
        nodes[index].process = .dead
        nodes[index].start += 1
        nodes[index].heldQuestion = nil
        nodes[index].heldOrders = []
        if let delay = links.travel(index, links.controller, at: now, &chance) {
            queue.plan(.connectionClosed(node: index), at: now + delay)
        }
    }

    mutating func restart(_ index: Int, _ loss: Fault.Loss) {
        nodes[index].process = nodes[index].hangs > 0 ? .hung : .running
        nodes[index].link = .down
        switch loss {
        case .nothing: break
        case .history:
            if nodes[index].isWritable { newHistory(of: index, keepsFormer: false) }
        case .everything:
            nodes[index].offset = 0
            newHistory(of: index, keepsFormer: false)
            nodes[index].backlogStart = 1
            nodes[index].isEmpty = true
        }
    }

    /// A hung process goes on: what waits in its buffers is read.
    mutating func goOn(_ index: Int) {
        guard nodes[index].process == .hung else { return }
        nodes[index].process = .running
        if let ticket = nodes[index].heldQuestion {
            nodes[index].heldQuestion = nil
            answerQuestion(index, ticket)
        }
        let held = nodes[index].heldOrders
        nodes[index].heldOrders = []
        for order in held { obey(order.order) }
    }

    // MARK: orders that have arrived

    /// The storage does what it was told. Returns why not, where it cannot.
    @discardableResult
    mutating func obey(_ order: Order.Action) -> String? {
        switch order {
        case .park(let node), .fence(let node, _):
            if nodes[node.index].role != .parked {
                nodes[node.index].role = .parked
                nodes[node.index].link = .down
                note(.obeyed(node: node.index, .parked))
            }
        case .promote(let node):
            if !nodes[node.index].isWritable {
                nodes[node.index].role = .writable
                nodes[node.index].link = .down
                newHistory(of: node.index, keepsFormer: true)
                note(.obeyed(node: node.index, .promoted))
            }
        case .follow(let node, let source):
            if nodes[node.index].role != .following(source.index) {
                nodes[node.index].role = .following(source.index)
                nodes[node.index].link = .down
                note(.obeyed(node: node.index, .followed(source.index)))
            }
            followSource(node.index, source.index)
        case .handOver(let from, let to):
            // An order that comes again, or whose answer was lost: as the driver finds it.
            if nodes[to.index].isWritable, nodes[from.index].role == .following(to.index) { return nil }
            guard nodes[from.index].isWritable else { return "it is no primary; nothing was changed" }
            guard nodes[to.index].role == .following(from.index), nodes[to.index].link == .up else {
                return "it does not see its replica online; nothing was changed"
            }
            guard links.isOpenBothWays(from.index, to.index), nodes[to.index].process == .running else {
                return "the other did not catch up in time; nothing was changed"
            }
            nodes[to.index].offset = nodes[from.index].offset
            nodes[to.index].role = .writable
            nodes[to.index].link = .down
            newHistory(of: to.index, keepsFormer: true)
            nodes[from.index].role = .following(to.index)
            nodes[from.index].link = .down
            note(.obeyed(node: to.index, .tookOver(from: from.index)))
            followSource(from.index, to.index)
        }
        return nil
    }
}
