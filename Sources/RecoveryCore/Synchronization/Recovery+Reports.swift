/// What the driver reports and what became of posture orders, and the preset rule by which sync runs (M4).
extension Recovery {
    mutating func syncBecameDue() {
        isSyncRunOpen = true
        outbox.needsSave = true
        outbox.isDirty = true
    }

    /// A scheduled run ends when every pair that can has caught up.
    mutating func closeSyncRun() {
        guard settings.sync.rule != .realTime, isSyncRunOpen, phase != .starting else { return }
        let backups = settings.clusters.filter { roles[$0.id.index] == .backup }
        let joined = backups.flatMap { links(to: $0.id) }
            .filter { nodes[$0.downstream.index].isAvailable && nodes[$0.upstream.index].isAvailable }
        guard !joined.isEmpty,
            joined.allSatisfy({ link in
                reports.isInSync(link)
                    && reports.outline(of: link)?.lag?.isCaughtUp(within: settings.heartbeat.interval) == true
            })
        else { return }
        isSyncRunOpen = false
        outbox.needsSave = true
    }

    // MARK: reports and results

    mutating func take(_ newReports: [NodeReport], at now: Instant) {
        for index in newReports.indices { take(newReports[index]) }
    }

    package mutating func take(_ report: NodeReport) {
        guard nodes.indices.contains(report.node.index) else { return }
        let isOther = reports.isOther(report)
        guard reports.take(report) else { return }
        noteWord(of: report.node, isOther: isOther)
    }

    mutating func take(_ newReports: [PairReport], at now: Instant) {
        for index in newReports.indices { take(newReports[index]) }
    }

    package mutating func take(_ report: PairReport) {
        guard nodes.indices.contains(report.downstream.index),
            report.upstream == settings.node(of: report.pair, in: primary)
        else { return }
        let link = NodePair(id: report.pair, upstream: report.upstream, downstream: report.downstream)
        let (interval, limit) = (settings.heartbeat.interval, settings.sync.lagLimit)
        let before = reports.outline(of: link).map { Gist($0, isSyncRunOpen, interval, limit) }
        reports.take(report)
        let after = reports.outline(of: link).map { Gist($0, isSyncRunOpen, interval, limit) }
        noteWord(of: report.upstream, isOther: before != after || clusters[primary.index].verdict == .failing)
    }

    /// - Parameter isOther: something is decided by it that was not known.
    private mutating func noteWord(of node: NodeID, isOther: Bool) {
        if isOther { outbox.isDirty = true }
        guard !guarded.isEmpty || !leftOut.isEmpty, isGuarding(node) else { return }
        outbox.isDirty = true
    }

    /// A guard, or the return of what was left out, waits for a word of this node or of its pair.
    private func isGuarding(_ node: NodeID) -> Bool {
        guard let pair = settings.nodes[node.index].pair else { return false }
        return isLeftOut(pair) || settings.node(of: pair, in: primary).flatMap(guardEntry) != nil
    }

    /// Of a comparison only this is decided by; and whether there is one that can be believed.
    private struct Gist: Hashable {
        var forecast: SyncForecast.Kind
        var ownWrites: OwnWritesKind
        var hasCaughtUp: Bool
        var isBehind: Bool

        init(_ outline: ComparisonOutline, _ isSyncRunOpen: Bool, _ interval: Duration, _ lagLimit: Duration) {
            forecast = outline.forecast
            ownWrites = outline.ownBytes.map { $0 == 0 ? .none : .some } ?? .unknown
            hasCaughtUp = isSyncRunOpen && outline.lag?.isCaughtUp(within: interval) == true
            isBehind = outline.lag?.time.map { $0 > lagLimit } ?? false
        }
    }

    private enum OwnWritesKind { case unknown, none, some }

    mutating func postureEnded(_ node: NodeID, _ posture: Posture, _ outcome: OrderOutcome, at now: Instant) {
        // Overtaken by what protects the data.
        guard postures[node].posture == posture else { return }
        switch outcome {
        case .done(let finding):
            reports.note(posture.resultingRole, of: node, at: now)
            if case .takingOver(let old) = posture { reports.note(.following(.node(node), .up), of: old, at: now) }
            postures.ended(node, error: nil, at: now)
            if let writes = finding.ownWrites { keep(writes, of: node) }
            noteLateTakeOver(node, posture)
            advanceRestoration(node, posture, at: now)
        case .failed(let text): postures.ended(node, error: text, at: now)
        case .timedOut: postures.ended(node, error: "no answer in time", at: now)
        }
    }

    private mutating func noteLateTakeOver(_ node: NodeID, _ posture: Posture) {
        switch posture {
        case .writable, .takingOver:
            // What is opened to restore another from it does not take over.
            guard settings.node(node).cluster == primary, let pair = settings.node(node).pair, isLeftOut(pair) else {
                return
            }
            leftOut.removeAll { $0 == pair }
            outbox.needsSave = true
        case .parked, .fenced, .following: return
        }
    }

    mutating func keep(_ writes: OwnWrites, of node: NodeID) {
        let counted = DurableState.CountedWrites(node: node, writes: writes)
        if let place = ownWrites.place(of: node, by: \.node) {
            ownWrites[place] = counted
        } else {
            ownWrites.insert(counted, at: ownWrites.place { $0.node < node })
        }
        outbox.needsSave = true
    }

    /// What only this node has, as its fence counted it.
    func countedWrites(of node: NodeID) -> OwnWrites? {
        ownWrites.place(of: node, by: \.node).map { ownWrites[$0].writes }
    }
}

extension Lag {
    /// A primary that always writes is never caught up with to the byte.
    fileprivate func isCaughtUp(within interval: Duration) -> Bool {
        bytes == 0 || time.map { $0 <= interval } ?? false
    }
}
