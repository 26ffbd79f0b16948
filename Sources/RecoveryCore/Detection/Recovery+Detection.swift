/// From heartbeats to verdicts (M2, M3, M5, M8; I7, I8).
extension Recovery {
    mutating func take(_ heartbeats: [Heartbeat], at now: Instant) {
        for heartbeat in heartbeats { take(heartbeat, at: now) }
    }

    package mutating func take(_ heartbeat: Heartbeat, at now: Instant) {
        precondition(nodes.indices.contains(heartbeat.node.index), "heartbeat of unknown node \(heartbeat.node)")
        let index = heartbeat.node.index
        let cluster = settings.nodes[index].cluster.index
        let missedBefore = nodes[index].misses > 0
        let availableBefore = nodes[index].isAvailable
        let reachableBefore = nodes[index].isReachable
        let arrived: Instant
        switch heartbeat.outcome {
        case .answered(let latency):
            arrived = min(now, heartbeat.asked + latency)
            noteAnswer(of: cluster, asked: heartbeat.asked, arrived: arrived)
        case .refusedUs(let text):
            arrived = now
            noteAnswer(of: cluster, asked: heartbeat.asked, arrived: arrived)
            remember(text, of: heartbeat.node)
        case .missed(.refused):
            arrived = now
            guardPair(of: heartbeat.node, at: now)
        case .missed(.unreachable(let text)), .missed(.invalid(let text)):
            arrived = now
            remember(text, of: heartbeat.node)
        case .missed(.timeout), .missed(.closed), .notServing:
            arrived = now
        }
        let changed = nodes[index].take(heartbeat, misses: settings.heartbeat.misses, at: arrived)
        unanswered[index] = heartbeat.isHeard ? nil : heartbeat.asked
        let missedNow = nodes[index].misses > 0
        if missedBefore != missedNow, !isInMaintenance(heartbeat.node) {
            clusters[cluster].missing += missedNow ? 1 : -1
        }
        if doubt.isUnsettled, !missedNow || Int(nodes[index].misses) >= settings.heartbeat.misses {
            doubt.noteEnded(heartbeat.node, asked: heartbeat.asked)
            outbox.isDirty = true
        }
        if changed {
            outbox.isDirty = true
            stateChanges.append(heartbeat.node)
            // What it said before it went says nothing of what comes back, also when it was back for a moment only.
            if nodes[index].state == .down || availableBefore && !nodes[index].isAvailable {
                reports.noteGone(heartbeat.node, at: arrived)
            }
            if availableBefore != nodes[index].isAvailable { availabilityChanged(heartbeat.node, at: arrived) }
            if !reachableBefore, nodes[index].isReachable { returned.append(heartbeat.node) }
        } else if missedBefore != missedNow {
            outbox.isDirty = true
        }
    }

    private mutating func noteAnswer(of cluster: Int, asked: Instant, arrived: Instant) {
        listening.noteAnswer(asked: asked)
        clusters[cluster].newestAnswer = max(clusters[cluster].newestAnswer ?? arrived, arrived)
    }

    private mutating func remember(_ text: String, of node: NodeID) {
        if let place = details.place(of: node, by: \.node) {
            details[place].text = text
        } else {
            details.insert(NodeDetail(node: node, text: text), at: details.place { $0.node < node })
        }
    }

    private mutating func availabilityChanged(_ node: NodeID, at now: Instant) {
        guard !isInMaintenance(node) else { return }
        let cluster = settings.node(node).cluster.index
        clusters[cluster].available += nodes[node.index].isAvailable ? 1 : -1
        if nodes[node.index].isAvailable {
            clusters[cluster].firstOut.removeAll { $0.node == node }
        } else {
            clusters[cluster].noteOut(node, at: now)
        }
    }

    /// Counts anew what is otherwise kept up to date node by node.
    mutating func recount() {
        for cluster in settings.clusters {
            let counted = cluster.nodes.filter { !isInMaintenance(NodeID($0)) }
            var watch = clusters[cluster.id.index]
            watch.total = counted.count
            watch.available = counted.count { nodes[$0].isAvailable }
            watch.missing = counted.count { nodes[$0].misses > 0 }
            watch.firstOut.removeAll { isInMaintenance($0.node) }
            for node in counted where !nodes[node].isAvailable && nodes[node].state != .unknown {
                watch.noteOut(NodeID(node), at: nodes[node].since)
            }
            clusters[cluster.id.index] = watch
        }
    }

    func isInMaintenance(_ node: NodeID) -> Bool {
        maintenance.contains { $0.node == node }
    }

    mutating func endMaintenance(at now: Instant) {
        let ended = maintenance.filter { $0.until <= now }
        guard !ended.isEmpty else { return }
        maintenance.removeAll { $0.until <= now }
        for entry in ended { outbox.record(.noted("maintenance of \(settings.name(of: entry.node)) has ended")) }
        outbox.needsSave = true
        recount()
    }

    /// What returns is asked at once what it is now: it may have to be fenced the moment it answers.
    private mutating func inspectReturned() {
        guard !returned.isEmpty else { return }
        outbox.add(.inspect(returned), because: "it answers again")
        returned.removeAll(keepingCapacity: true)
    }

    // MARK: verdicts

    /// Nothing answers in any cluster: drtop itself is cut off, and no cluster is called failed (I7).
    var isCutOff: Bool {
        clusters.allSatisfy { $0.available == 0 } && clusters.contains { $0.verdict != .unknown }
    }

    /// The primary is silent for us, but backups still receive from so many of its nodes that it would be available.
    func isContradicted(at now: Instant) -> Bool {
        // Once said it is not taken back for a doubt that comes and goes: of one pair alone each answer and each miss does.
        guard overrideReason == nil, clusters[primary.index].verdict == .failing, !isCutOff,
            alarms.isActive(.contradicted, of: primary) || !mayBeAvailable(primary, at: now)
        else { return false }
        let vouched = settings.nodes(of: primary).count { node in
            !nodes[node.id.index].isAvailable && !isInMaintenance(node.id) && isHeardByABackup(node, at: now)
        }
        let watch = clusters[primary.index]
        return vouched > 0 && settings.threshold.isExceeded(available: watch.available + vouched, total: watch.total)
    }

    private func isHeardByABackup(_ node: Node, at now: Instant) -> Bool {
        guard let pair = node.pair else { return false }
        return settings.clusters.contains { cluster in
            guard let other = settings.node(of: pair, in: cluster.id),
                let report = reports.pair(downstream: other), report.upstream == node.id
            else { return false }
            return SecondOpinion.contradicts(
                heard: report.heard, lastAnswered: nodes[node.id.index].lastAnswered,
                interval: settings.heartbeat.interval, at: now)
        }
    }

    /// I7: a cluster may be called failed only when somebody, anywhere, answered a question that was asked while it was
    /// failing already. Heartbeats are spread over the interval: when drtop itself is cut off, one cluster's misses become
    /// known earlier than another's.
    private func isSilenceProven(_ cluster: Int) -> Bool {
        let watch = clusters[cluster]
        guard let began = watch.verdict == .failing ? watch.since : watch.newestAnswer else { return true }
        return listening.isAnswered(since: began)
    }

    /// So many nodes are not known to be gone that it would be available: they answer, though not yet often enough to count,
    /// or what they missed was asked when drtop may have been cut off. It is not called failed while it comes back, as
    /// everything does when drtop was cut off, and comes and goes when that happens again and again. Of what answers slowly
    /// and alone nothing can be concluded; so that doubt has an end.
    private func mayBeAvailable(_ cluster: ClusterID, at now: Instant) -> Bool {
        guard clusters[cluster.index].verdict == .failing else { return false }
        let watch = clusters[cluster.index]
        let isFresh = now - watch.since < SelfDoubt.roundLimit
        let doubtful = settings.nodes(of: cluster).count { node in
            guard !nodes[node.id.index].isAvailable, !isInMaintenance(node.id) else { return false }
            return nodes[node.id.index].isReachable
                || isFresh && unanswered[node.id.index].map { !listening.covers($0) } ?? false
        }
        return settings.threshold.isExceeded(available: watch.available + doubtful, total: watch.total)
    }

    func rule(for cluster: ClusterID, at now: Instant) -> ClusterWatch.Rule {
        ClusterWatch.Rule(
            threshold: settings.threshold, hold: settings.heartbeat.hold,
            recoveryHold: settings.heartbeat.recoveryHold,
            mayFail: !isCutOff && isSilenceProven(cluster.index) && !mayBeAvailable(cluster, at: now)
                && !(cluster == primary && isContradicted(at: now)))
    }

    mutating func judgeClusters(at now: Instant) {
        recordStateChanges()
        inspectReturned()
        // What comes back comes node by node: nobody is called failed by those that come first (I7).
        if wasCutOff, !isCutOff, phase != .starting { freeze("drtop was cut off", at: now) }
        wasCutOff = isCutOff
        if doubt.endRound(at: now) {
            outbox.record(.noted("a clean round of heartbeats has ended"))
            for index in clusters.indices { clusters[index].restartHold(at: now) }
        }
        let everyClusterHalfMissed = clusters.allSatisfy { $0.missing * 2 >= max($0.total, 1) }
        if doubt.adjustStretch(
            everyClusterHalfMissed: everyClusterHalfMissed, interval: settings.heartbeat.interval, at: now)
        {
            outbox.add(.stretchTimeouts(doubt.stretch), because: "drtop's own health is in doubt")
        }
        guard !doubt.isUnsettled else { return }
        for cluster in settings.clusters {
            let watch = clusters[cluster.id.index]
            guard clusters[cluster.id.index].judge(rule(for: cluster.id, at: now), at: now) else { continue }
            let verdict = clusters[cluster.id.index].verdict
            outbox.record(
                .verdictChanged(
                    cluster: cluster.name, verdict: verdict.rawValue, available: watch.available, total: watch.total))
            if cluster.id == primary, verdict == .available { overrideReason = nil }
        }
        askForSecondOpinion(at: now)
    }

    /// While the primary's failure is in the balance, the backups are asked several times a second what they still hear.
    private mutating func askForSecondOpinion(at now: Instant) {
        guard clusters[primary.index].verdict == .failing else {
            nextOpinion = nil
            return
        }
        if let next = nextOpinion, next > now { return }
        nextOpinion = now + .milliseconds(250)
        let asked = nodes.indices.filter { roles[settings.nodes[$0].cluster.index] == .backup && nodes[$0].isAvailable }
        if !asked.isEmpty {
            outbox.add(.inspect(asked.map(NodeID.init)), because: "second opinion on \(settings.name(of: primary))")
        }
    }

    /// Names in the journal per change and cluster; the rest is counted.
    private static let namesPerRecord = 8

    private mutating func recordStateChanges() {
        guard !stateChanges.isEmpty else { return }
        // What changed twice by one moment is told once, as it is now.
        var told: Set<NodeID> = []
        stateChanges.removeAll { !told.insert($0).inserted }
        for cluster in settings.clusters {
            for state in NodeState.allCases where state != .late && state != .unknown {
                let changed = stateChanges.filter { cluster.nodes.contains($0.index) && nodes[$0.index].state == state }
                guard !changed.isEmpty else { continue }
                outbox.record(
                    .nodesChanged(
                        cluster: cluster.name, state: state.word,
                        nodes: changed.prefix(Self.namesPerRecord).map { settings.name(of: $0) },
                        count: changed.count))
            }
        }
        stateChanges.removeAll(keepingCapacity: true)
    }

    // MARK: doubt

    mutating func troubled(_ trouble: OwnTrouble, at now: Instant) {
        switch trouble {
        case .lateTick(let delay):
            freeze("a tick came \(delay.milliseconds) ms late", at: now)
        case .clockJump(let jump):
            freeze("the clock jumped by \(jump.milliseconds) ms", at: now)
        case .socket(let text):
            if doubt.noteSocketTrouble(text, at: now) { outbox.record(.noted("drtop's own sockets fail: \(text)")) }
            outbox.isDirty = true
        }
    }

    private mutating func freeze(_ why: String, at now: Instant) {
        outbox.record(.noted("\(why): all misses are void until one clean round of heartbeats"))
        for index in nodes.indices { nodes[index].forgetMisses() }
        for index in clusters.indices { clusters[index].missing = 0 }
        doubt.beginRound(nodes: nodes.count, at: now)
        outbox.isDirty = true
    }
}
