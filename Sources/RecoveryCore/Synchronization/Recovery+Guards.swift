/// A primary node whose process may be gone and may come back empty. Its pair is parked at once, because a replica that
/// reconnects to an empty primary copies the emptiness; it resumes by itself only from a successor of what it has.
struct Guard: Hashable, Sendable {
    var node: NodeID
    var since: Instant
    /// The node is back, and it is no successor: the operator chooses between `resume` and `restore`.
    var isStranger = false
    /// The operator accepted the loss.
    var isResumed = false
    /// What answers there now has been looked at: what it takes from callers since then makes it no successor.
    var isSeen = false
    /// How many keys it held when it last reported before. nil: not known.
    var held: Int64?
}

extension DurableState {
    /// As the process that saved them left them: what an operator has seen or decided is not asked again.
    func guards(since now: Instant) -> [Guard] {
        guarded.sorted().map { node in
            let isStranger = strangers?.contains(node) ?? false
            return Guard(
                node: node, since: now, isStranger: isStranger, isResumed: resumed?.contains(node) ?? false,
                isSeen: isStranger)
        }
    }
}

extension Recovery {
    /// The connection was closed and cannot be made again: whatever comes back may be another process.
    mutating func guardPair(of node: NodeID, at now: Instant) {
        // Also while our own view is in doubt: that somebody refused, or is another process, is no matter of our clock.
        reports.noteGone(node, at: now)
        noteRestartOfTarget(node)
        guard settings.node(node).cluster == primary, !counterparts(of: node).isEmpty else { return }
        if let place = guarded.place(of: node, by: \.node) {
            if guarded[place].isStranger || guarded[place].isResumed {
                outbox.isDirty = true
                outbox.needsSave = true
            }
            // What came back empty once is so until the one that comes back now has been looked at.
            let known = guarded[place].isResumed ? nil : guarded[place].held
            guarded[place] = Guard(
                node: node, since: now, isStranger: guarded[place].isStranger,
                held: known ?? reports.lastData(of: node).keys)
            return
        }
        add(Guard(node: node, since: now, held: reports.lastData(of: node).keys))
        let what = pairsDownstream(of: node).isEmpty ? "it may come back" : "its pair is parked in case it comes back"
        outbox.record(.noted("\(settings.name(of: node)) is gone: \(what) empty"))
        outbox.isDirty = true
        outbox.needsSave = true
    }

    /// A new process does not know what was restarted before it began. With a backup the storage has copied it since; where
    /// only a replaced cluster has the data, too, it is looked at first.
    mutating func guardWhatHasNoBackup(since now: Instant) {
        for node in settings.nodes(of: primary) where guardEntry(of: node.id) == nil {
            guard !counterparts(of: node.id).isEmpty, pairsDownstream(of: node.id).isEmpty else { continue }
            add(Guard(node: node.id, since: now))
        }
    }

    private mutating func add(_ entry: Guard) {
        guarded.insert(entry, at: guarded.place { $0.node < entry.node })
    }

    mutating func connectionClosed(_ node: NodeID, at now: Instant) {
        // Whether it is gone for good, the question that is asked at once will tell: refused, or another incarnation.
        outbox.add(.inspect([node]), because: "its connection was closed")
    }

    mutating func incarnationChanged(_ node: NodeID, at now: Instant) {
        outbox.record(.noted("\(settings.name(of: node)) was restarted: another process answers"))
        guardPair(of: node, at: now)
        outbox.add(.inspect([node] + pairsDownstream(of: node).map(\.downstream)), because: "another process answers")
    }

    /// Looks at every guarded node that has reported since: a successor goes on, anything else waits for the operator.
    mutating func releaseGuards(at now: Instant) {
        guard !guarded.isEmpty || !leftOut.isEmpty, !doubt.isUnsettled else { return }
        let before = guarded
        guardStrangersLeftOut(at: now)
        guarded = guarded.compactMap { entry in
            var entry = entry
            switch finding(entry) {
            case .successor?: return nil
            // Once seen it stays: only a successor, or the operator's choice, ends it.
            case .stranger?:
                guard !entry.isResumed else { break }
                (entry.isStranger, entry.isSeen) = (true, true)
            case nil: break
            }
            return entry
        }
        guard guarded != before else { return }
        for entry in guarded where !before.contains(entry) {
            let remark = isOther(entry.node) ? "with other data than its pair" : "without the data that its pair has"
            outbox.record(.noted("\(settings.name(of: entry.node)) came back \(remark)"))
        }
        outbox.needsSave = true
    }

    /// A node of the primary that was left out, and its pair, have nothing in common, or it has what its pair never had:
    /// neither may overwrite the other unless a person says which.
    private mutating func guardStrangersLeftOut(at now: Instant) {
        guard change == nil else { return }
        for pair in leftOut {
            guard let node = settings.node(of: pair, in: primary), guardEntry(of: node) == nil,
                isStrangerLeftOut(node, pair) == true
            else { continue }
            add(Guard(node: node, since: now))
        }
    }

    /// Whether what its pair has is something else, be it that this one serves or that nobody does; nil: it is not known now.
    private func isStrangerLeftOut(_ node: NodeID, _ pair: PairID) -> Bool? {
        guard let own = reports[node] else { return nil }
        guard let serving = servingInStead(of: node), let other = reports[serving] else {
            if nothingIsLeft(of: pair) { return false }
            // Its pair may come back some day, or never: that is for a person to know.
            let isEmpty = own.data == .empty && !takesData(own) && !nodes[node.index].wasNotServingLately
            return isEmpty ? true : nil
        }
        if own.data == .empty || other.data == .empty { return own.data != .empty }
        guard let report = newestComparison(NodePair(id: pair, upstream: node, downstream: serving)) else { return nil }
        guard let writes = report.upstreamWrites else { return report.forecast.kind == .full }
        return writes.bytes > 0
    }

    /// What a guarded node turned out to be; nil as long as it, or every pair that it could be compared with, is away.
    private enum Finding { case successor, stranger }

    private func finding(_ entry: Guard) -> Finding? {
        if let pair = settings.node(entry.node).pair, isLeftOut(pair) {
            return isStrangerLeftOut(entry.node, pair).map { $0 ? .stranger : .successor }
        }
        // What it said while it was still loading its data says nothing of what it will hold.
        let status = nodes[entry.node.index]
        let back = status.wasNotServingLately ? max(entry.since, status.since) : entry.since
        guard status.isAvailable, status.state != .notServing, let report = reports[entry.node], report.at > back,
            !takesData(report)
        else { return nil }
        let downstream = pairsDownstream(of: entry.node)
        if downstream.isEmpty { return findingWithoutBackup(entry, report) }
        let present = downstream.filter { nodes[$0.downstream.index].isAvailable }
        let isCompared = present.allSatisfy { pair in
            if reports[pair.downstream]?.data == .empty { return true }
            guard let report = reports.comparison(pair), let sampled = report.upstreamSampled else { return false }
            return report.at > back && sampled > back
        }
        guard !present.isEmpty, isCompared else { return nil }
        return present.allSatisfy(reports.isSuccessor) ? .successor : .stranger
    }

    /// Only what it replaced has its data, too, and that from before: the two always differ. Callers write again at once to
    /// what came back empty; so it is judged by how much it holds: less than half of what it held, or of what its pair holds
    /// where that is not known, is no successor.
    private func findingWithoutBackup(_ entry: Guard, _ report: NodeReport) -> Finding? {
        guard let keys = report.data.keys else { return nil }
        if entry.isSeen, !entry.isResumed { return .stranger }
        if let known = entry.held ?? counterparts(of: entry.node).compactMap(keysHeld).max() {
            return report.data.isLessThanHalf(of: .holds(keys: known)) ? .stranger : .successor
        }
        return keys > 0 ? .successor : nil
    }

    private func keysHeld(_ node: NodeID) -> Int64? {
        nodes[node.index].isAvailable && !nodes[node.index].wasNotServingLately ? reports[node]?.data.keys : nil
    }

    /// What it holds may change without an order: a source serves it, or may.
    private func takesData(_ report: NodeReport) -> Bool { report.takesData && !hasLostItsSource(report) }

    /// The pairs by which the backups take their data from this node of the primary.
    func pairsDownstream(of node: NodeID) -> [NodePair] {
        guard let pair = settings.node(node).pair else { return [] }
        return settings.clusters.compactMap { cluster in
            guard roles[cluster.id.index] == .backup, let other = settings.node(of: pair, in: cluster.id) else {
                return nil
            }
            return NodePair(id: pair, upstream: node, downstream: other)
        }
    }

    /// They wait for a person.
    var strangers: [NodeID] { guarded.filter(\.isStranger).map(\.node) }

    var returnedNodes: [ReturnedNode] {
        strangers.map { ReturnedNode(node: $0, holding: isOther($0) ? .otherData(countedWrites(of: $0)) : .nothing) }
    }

    /// Its pair serves, and has not what this one has.
    private func isOther(_ node: NodeID) -> Bool {
        reports.lastData(of: node).kind == .holds && isLeftOut(node)
    }

    /// "a1 a2 came back EMPTY, a3 with OTHER DATA".
    var wordsOfReturned: String {
        let (empty, other) = (returnedNodes.filter(\.isEmpty), returnedNodes.filter { !$0.isEmpty })
        return [empty, other].filter { !$0.isEmpty }.enumerated().map { index, nodes in
            let names = nodes.map { settings.name(of: $0.node) }.joined(separator: " ")
            return "\(names) \(index == 0 ? "came back " : "")\(nodes[0].words)"
        }.joined(separator: ", ")
    }

    /// It may have come back empty, and nobody has said yet that what it holds now may be copied.
    func isGuarded(_ node: NodeID) -> Bool { guardEntry(of: node)?.isResumed == false }

    func guardEntry(of node: NodeID) -> Guard? { guarded.place(of: node, by: \.node).map { guarded[$0] } }
}
