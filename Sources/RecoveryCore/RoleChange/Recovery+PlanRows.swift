/// The rows of the plan dialog, in their fixed order. The same words go to the journal and to the copied summary.
extension Recovery {
    func rows(of plan: Plan, at now: Instant) -> [PlanRow] {
        [why(plan, now), ready(plan), cost(plan, now), risk(plan), undo(plan), configuration(plan)]
    }

    private func name(_ cluster: ClusterID) -> String { settings.name(of: cluster) }

    private func why(_ plan: Plan, _ now: Instant) -> PlanRow {
        let from = clusters[plan.from.index]
        let age = Words.duration(now - from.since)
        switch plan.kind {
        case .failover:
            var lines = [
                "\(Words.share(from.available, of: from.total)) nodes of \(name(plan.from)) available for \(age) "
                    + "(must be more than \(Words.count(settings.threshold.limit(total: from.total))))"
            ]
            if !strangers.isEmpty {
                lines.append(wordsOfReturned)
            }
            let links = settings.pairs(from: plan.from, to: plan.target)
            let down = links.count { !reports.isInSync($0) }
            lines.append("\(name(plan.target)): \(down) of \(links.count) replication links are down")
            if let first = from.firstOut.first {
                let others = from.firstOut.dropFirst().prefix(2).map { out in
                    "\(settings.name(of: out.node)) +\(Words.duration(out.at - first.at))"
                }
                lines.append("first out: " + ([settings.name(of: first.node)] + others).joined(separator: ", then "))
            }
            return PlanRow(
                .why, lines, short: "\(from.available)/\(from.total) for \(age), links \(down)/\(links.count) down")
        case .switchover:
            return PlanRow(
                .why,
                [
                    "planned: \(name(plan.from)) serves with \(Words.share(from.available, of: from.total)) nodes "
                        + "and hands over"
                ],
                short: "planned, \(from.available)/\(from.total) serve")
        case .reverseSync:
            let target = clusters[plan.target.index]
            return PlanRow(
                .why,
                [
                    "\(name(plan.target)) is back: \(Words.share(target.available, of: target.total)) nodes for "
                        + Words.duration(now - target.since),
                    unprotectedSince.map { "unprotected for \(Words.duration(now - $0))" }
                        ?? "protected by another backup",
                ], short: "\(name(plan.target)) is back \(target.available)/\(target.total)")
        }
    }

    private func ready(_ plan: Plan) -> PlanRow {
        let target = clusters[plan.target.index]
        let ready = plan.pairs.count(where: \.isReady)
        let state: String
        switch plan.kind {
        case .failover: state = isSyncStopped ? "sync stopped, read back: yes" : "sync is being stopped: no"
        case .switchover: state = "in sync"
        case .reverseSync: state = "takes no writes, read back"
        }
        var lines = [
            "\(name(plan.target)) \(Words.share(target.available, of: target.total)) available    "
                + "\(Words.share(ready, of: plan.pairs.count)) pairs    \(state)"
        ]
        lines += plan.pairs.compactMap { pair in
            pair.leftOut.map { "left out: pair \(settings.name(of: pair.id)): \($0)" }
        }.prefix(3)
        return PlanRow(.ready, lines, short: "\(name(plan.target)) \(target.available)/\(target.total)  \(state)")
    }

    private func cost(_ plan: Plan, _ now: Instant) -> PlanRow {
        let loss = plan.loss.map(Words.bytes) ?? "UNKNOWN"
        switch plan.kind {
        case .failover:
            let status = syncStatus(of: plan.target, at: now)
            var lines = ["LOSE at most \(loss) of writes (upper bound)"]
            if let time = status.lagTime { lines[0] += ", \(Words.duration(time)) behind when last seen" }
            if let sampled = status.sampled {
                lines.append("last position of \(name(plan.from)) \(Words.duration(now - sampled)) ago")
            }
            lines.append(
                "waiting costs too: callers without storage for \(Words.duration(now - clusters[plan.from.index].since))"
            )
            return PlanRow(.cost, lines, short: "LOSE <= \(loss)")
        case .switchover:
            return PlanRow(
                .cost, ["no writes are lost; writes wait until \(name(plan.target)) has caught up, at most 15s"],
                short: "no loss; writes wait")
        case .reverseSync:
            // What is left out is neither copied nor discarded.
            let status = sumUp(
                plan.target,
                plan.pairs.filter(\.isReady).map { NodePair(id: $0.id, upstream: $0.from, downstream: $0.to) })
            let counted = status.writesToDiscard.map { "\($0) writes, " } ?? ""
            var lines = [
                "DISCARD \(counted)\(loss) that only \(name(plan.target)) has",
                "copy \(status.bytesToCopy.map(Words.bytes) ?? "UNKNOWN"): incremental on \(status.incremental) of "
                    + "\(status.pairs) pairs, full on \(status.full)",
            ]
            if let reason = status.fullReason { lines.append("full because: \(reason)") }
            return PlanRow(.cost, lines, short: "DISCARD \(loss), \(status.incremental)/\(status.pairs) incremental")
        }
    }

    private func risk(_ plan: Plan) -> PlanRow {
        switch plan.kind {
        case .failover:
            let alive = settings.nodes(of: plan.from).filter { nodes[$0.id.index].isReachable }
            let gone = settings.nodes(of: plan.from).count - alive.count
            var lines: [String] = []
            if !alive.isEmpty {
                let names = alive.prefix(4).map(\.name).joined(separator: " ")
                lines.append(
                    "\(names)\(alive.count > 4 ? " ..." : "") of \(name(plan.from)) still answer: they are fenced first"
                )
            }
            if gone > 0 {
                lines.append("\(gone) do not answer and cannot be fenced now: each is, the moment it answers")
            }
            return PlanRow(.risk, lines, short: "\(alive.count) still up: fenced first")
        case .switchover:
            return PlanRow(
                .risk, ["callers keep old connections until they reconnect"], short: "old connections stay open")
        case .reverseSync:
            var lines = [
                "until it is done nothing can take over from \(name(plan.from)); what \(name(plan.target)) has is replaced"
            ]
            let losses = plan.pairs.filter(\.isReady).compactMap(loss)
            lines += losses.prefix(3)
            let warning = losses.isEmpty ? "" : "source has LESS! "
            return PlanRow(.risk, lines, short: "\(warning)\(name(plan.target)) is replaced")
        }
    }

    /// Copied, the source costs most of what the target has.
    private func loss(_ pair: PlannedPair) -> String? {
        let (source, target) = (reports.lastData(of: pair.from), reports.lastData(of: pair.to))
        guard let left = source.keys, let lost = target.keys, source.isLessThanHalf(of: target) else { return nil }
        func keys(_ count: Int64, of node: NodeID) -> String {
            "\(Words.count(Int(count))) keys of \(settings.name(of: node))"
        }
        return "\(keys(left, of: pair.from)) replace \(keys(lost, of: pair.to))"
    }

    private func undo(_ plan: Plan) -> PlanRow {
        let text: String
        switch plan.kind {
        case .failover:
            text = "none. Way back: reverse sync \(name(plan.target)) --> \(name(plan.from)), then a switchover"
        case .switchover: text = "a switchover back to \(name(plan.from))"
        case .reverseSync: text = "none: what is discarded is gone, but for what was saved"
        }
        return PlanRow(.undo, [text], short: text)
    }

    private func configuration(_ plan: Plan) -> PlanRow {
        guard plan.kind != .reverseSync else {
            return PlanRow(
                .configuration, ["epoch \(plan.epoch) stays: callers notice nothing"],
                short: "epoch \(plan.epoch) stays")
        }
        let callers = Set(plan.changes.map(\.caller)).count
        let unmapped = plan.changes.count { $0.after == nil }
        let text =
            "epoch \(plan.epoch) -> \(plan.epoch + 1)   \(Words.count(callers)) callers, "
            + "\(Words.count(plan.changes.count)) addresses, \(Words.count(unmapped)) unmapped"
        var lines = [text]
        for change in plan.changes {
            guard lines.count < 4, let omitted = change.omitted else { continue }
            lines.append("\(settings.caller(change.caller).name) keeps \(change.service): \(omitted)")
        }
        return PlanRow(.configuration, lines, short: "epoch \(plan.epoch + 1)  \(plan.changes.count) addresses")
    }
}
