/// Why, and why not: every condition of an action with its value, its limit, since when, and what would change it.
extension Recovery {
    /// - Parameter plan: what would be confirmed.
    func conditions(of kind: RoleChangeKind, _ plan: Plan?, at now: Instant) -> [Condition] {
        let found = generalConditions(at: now)
        return switch kind {
        case .failover: failoverConditions(plan, at: now) + found
        case .switchover: switchoverConditions(plan, at: now) + found
        case .reverseSync: reverseSyncConditions(plan, at: now) + found
        }
    }

    private func ratio(_ cluster: ClusterID) -> String {
        let watch = clusters[cluster.index]
        return "\(settings.name(of: cluster)) \(watch.verdict.rawValue), "
            + "\(Words.share(watch.available, of: watch.total)) nodes"
    }

    private func limit(_ cluster: ClusterID) -> String {
        "more than \(Words.count(settings.threshold.limit(total: clusters[cluster.index].total)))"
    }

    private func failoverConditions(_ plan: Plan?, at now: Instant) -> [Condition] {
        let watch = clusters[primary.index]
        let hasStrangers = !strangers.isEmpty
        var found = [
            Condition(
                "the primary has failed", isMet: watch.verdict == .failed || hasStrangers,
                value: hasStrangers ? "\(strangers.count) of its nodes came back without their data" : ratio(primary),
                limit: "at or below \(Words.count(settings.threshold.limit(total: watch.total))) for "
                    + "\(settings.heartbeat.hold.milliseconds) ms",
                since: watch.since,
                remedy: "while it serves, a planned change is a switchover (S)")
        ]
        if isContradicted(at: now) {
            found.append(
                Condition(
                    "the second opinion agrees", isMet: false,
                    value: "backups still receive from \(settings.name(of: primary))", limit: "no contradiction",
                    since: watch.since, remedy: "look at the network between here and it; an override needs a reason"))
        }
        found.append(targetCondition("a backup is available", plan, at: now))
        let isStopped = isSyncStopped || hasStrangers
        found.append(
            Condition(
                "sync from the primary is stopped", isMet: isStopped, value: isStopped ? "read back" : "still running",
                limit: "read back from every backup node",
                remedy: mode == .observe ? "mode observe touches nothing" : "drtop is stopping it now"))
        found.append(readyCondition(plan))
        return found
    }

    private func targetCondition(_ name: String, _ plan: Plan?, at now: Instant) -> Condition {
        guard let shown = plan?.target else {
            return Condition(
                name, isMet: false, value: "there is no cluster in the role of backup", limit: "at least one",
                remedy: "bring the failed cluster back and reverse-sync it (R)")
        }
        let isFresh = isFreshlyAvailable(shown, at: now)
        return Condition(
            name, isMet: isFresh,
            value: ratio(shown) + (isFresh || candidates.isEmpty ? "" : ", not heard for two intervals"),
            limit: limit(shown), since: clusters[shown.index].since,
            remedy: "start more nodes of \(settings.name(of: shown))")
    }

    private func readyCondition(_ plan: Plan?) -> Condition {
        let pairs = plan?.pairs ?? []
        let ready = pairs.count(where: \.isReady)
        let first = pairs.first { !$0.isReady }?.leftOut
        return Condition(
            "a pair is ready", isMet: ready > 0,
            value: "\(ready) of \(pairs.count)" + (first.map { ", \($0)" } ?? ""), limit: "at least 1",
            remedy: "bring the nodes of the cluster back")
    }

    private func switchoverConditions(_ plan: Plan?, at now: Instant) -> [Condition] {
        let watch = clusters[primary.index]
        var found = [
            Condition(
                "the primary is available", isMet: watch.verdict == .available, value: ratio(primary),
                limit: limit(primary),
                since: watch.since, remedy: "a failed primary is replaced by a failover (F)"),
            targetCondition("the backup is available", plan, at: now),
        ]
        guard let target = plan?.target else { return found }
        let status = syncStatus(of: target, at: now)
        found.append(
            Condition(
                "every pair is in sync", isMet: status.inSync == status.pairs,
                value: "\(status.inSync) of \(status.pairs)",
                limit: "\(status.pairs)", since: status.since,
                remedy: "wait for the sync, or look at the alarm about it"))
        found.append(readyCondition(plan))
        let lag = status.lagTime
        found.append(
            Condition(
                "the lag is within its limit",
                isMet: lag.map { $0 <= settings.sync.lagLimit } ?? (status.lagBytes != nil),
                value: lag.map { "\($0.milliseconds) ms" } ?? status.lagBytes.map { "\($0) bytes" } ?? "UNKNOWN",
                limit: "\(settings.sync.lagLimit.milliseconds) ms", remedy: "wait until the backup has caught up"))
        return found
    }

    private func reverseSyncConditions(_ plan: Plan?, at now: Instant) -> [Condition] {
        var found: [Condition] = []
        guard let target = plan?.target else {
            return [
                Condition(
                    "a cluster waits for reverse sync", isMet: false,
                    value: "every other cluster is a backup of "
                        + settings.name(of: primary), limit: "a replaced primary that is back",
                    remedy: "nothing to do: reverse sync comes after a failover")
            ]
        }
        let name = settings.name(of: target)
        let watch = clusters[target.index]
        found.append(
            Condition(
                "\(name) is back", isMet: watch.verdict == .available, value: ratio(target), limit: limit(target),
                since: watch.since, remedy: "start more nodes of \(name)"))
        let source = clusters[primary.index]
        found.append(
            Condition(
                "the primary is available", isMet: isFreshlyAvailable(primary, at: now),
                value: ratio(primary), limit: limit(primary), since: source.since,
                remedy: "reverse sync needs its source"))
        let writers = settings.nodes(of: target).filter { node in
            // What has no successor, or was left out, goes on serving its callers.
            guard let pair = node.pair, settings.node(of: pair, in: primary) != nil, !isLeftOut(pair),
                nodes[node.id.index].isReachable
            else { return false }
            return reports[node.id] == nil || reports.isWritable(node.id)
        }
        found.append(
            Condition(
                "\(name) takes no writes", isMet: writers.isEmpty,
                value: writers.isEmpty ? "fenced, read back" : "\(writers[writers.startIndex].name) is not fenced yet",
                limit: "every node that answers", remedy: "drtop is fencing it now"))
        found.append(readyCondition(plan))
        return found
    }

    private func generalConditions(at now: Instant) -> [Condition] {
        let journalWords = if case .failing(let why) = journal { why } else { "writable" }
        return [
            Condition(
                "nothing else is under way", isMet: change == nil && !isPublishing,
                value: change.map { "\($0.plan.kind.words) \($0.plan.fingerprint)" }
                    ?? (isPublishing ? "an epoch is being published" : "nothing"),
                limit: "one at a time",
                since: change?.began, remedy: "wait for it, or abort it"),
            Condition(
                "the mode allows it", isMet: mode != .observe, value: mode.rawValue, limit: "confirm or automatic",
                remedy: "set the mode to confirm"),
            Condition(
                "drtop's own view is sound", isMet: !doubt.isUnsettled && !isCutOff,
                value: isCutOff
                    ? "cut off from every cluster" : doubt.isUnsettled ? "waiting for a clean round" : "sound",
                limit: "one clean round of heartbeats", remedy: "look at drtop's own machine and network"),
            Condition(
                "the journal is writable", isMet: journal == .writable,
                value: journalWords, limit: "writable",
                remedy: "make room on its disk"),
        ]
    }
}
