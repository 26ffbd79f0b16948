/// The one sentence of the second line: what is broken, so what, which key. Capitals only while it is so.
extension Recovery {
    func verdict(offers: [Offer], at now: Instant) -> Verdict {
        let from = settings.name(of: primary)
        if isCutOff, phase != .starting {
            return Verdict(
                priority: 1, fact: "CUT OFF: nothing answers in any cluster. Look at drtop's own machine and network.",
                short: "CUT OFF: nothing answers anywhere")
        }
        if let text = doubt.socketTrouble(interval: settings.heartbeat.interval, at: now) {
            return Verdict(
                priority: 1, fact: "drtop's own sockets fail: \(text). Nodes are not asked: what is shown grows old.",
                short: "drtop's own sockets fail")
        }
        if let change, phase != .starting { return underWay(change, at: now) }
        switch phase {
        case .starting:
            return Verdict(priority: 0, fact: "starting: waiting for a clean round of heartbeats", short: "starting")
        case .primaryFailed, .awaitingConfirmation, .noBackup:
            return primaryFailed(from, offers, at: now)
        case .awaitingReverseSync:
            // First what holds nothing decides what it is to hold.
            return strangers.isEmpty ? awaitingReverseSync(from, at: now) : serving(from, at: now)
        case .unprotected, .synchronizing, .failingOver, .switchingOver, .reverseSynchronizing, .stuck:
            break
        }
        if isContradicted(at: now) {
            return Verdict(
                priority: 1,
                fact: "\(from) is unreachable from here, but a backup still receives from it.",
                press: "No failover; w why.",
                short: "\(from) unreachable from here; w why")
        }
        return serving(from, at: now)
    }

    private func underWay(_ change: RoleChange, at now: Instant) -> Verdict {
        if let failure = change.failure {
            return Verdict(
                priority: 1, fact: "STUCK: \(failure).", press: "Press F, S or R for the choices.",
                short: "STUCK: \(failure)")
        }
        let step = change.currentStep?.words ?? "done"
        let target = settings.name(of: change.plan.target)
        let text =
            "\(change.plan.kind.words) to \(target) under way for \(Words.duration(now - change.began)): \(step)."
        return Verdict(
            priority: change.plan.kind == .failover ? 1 : 2, fact: text, short: "\(change.plan.kind.words): \(step)")
    }

    private func primaryFailed(_ from: String, _ offers: [Offer], at now: Instant) -> Verdict {
        let watch = clusters[primary.index]
        let age = Words.duration(now - watch.since)
        let what = "\(from) HAS FAILED, \(age): \(Words.share(watch.available, of: watch.total)) nodes answer."
        let ratio = Words.ratio(watch.available, of: watch.total)
        let short = "\(from) FAILED \(age)"
        if watch.verdict == .recovering {
            let hold = Words.duration(settings.heartbeat.recoveryHold)
            return Verdict(
                priority: 1, fact: "\(from) answers again (\(ratio)); it counts as available after \(hold) of that.",
                short: "\(from) answers again \(ratio)")
        }
        switch phase {
        case .noBackup:
            return Verdict(
                priority: 1, fact: what + " No backup is available: failover is refused.", press: "w why.",
                short: short + "  no backup  " + ratio)
        case .awaitingConfirmation:
            if let countdown {
                let left = Words.duration(countdown - now)
                return Verdict(
                    priority: 1, fact: what + " Automatic failover in \(left) unless aborted.",
                    short: short + " auto \(left)  " + ratio)
            }
            let possible = offers.first { $0.kind == .failover && $0.isPossible }?.plan
            guard let possible else {
                return Verdict(
                    priority: 1, fact: what, press: "w why failover is not possible.",
                    short: short + "  w why  " + ratio)
            }
            return Verdict(
                priority: 1, fact: what, press: "F to fail over to \(settings.name(of: possible.target)).",
                short: short + "  F fail over  " + ratio)
        case .primaryFailed, .starting, .synchronizing, .failingOver, .unprotected, .awaitingReverseSync,
            .reverseSynchronizing, .switchingOver, .stuck:
            return Verdict(priority: 1, fact: what + " Stopping the sync.", short: short + "  " + ratio)
        }
    }

    private func awaitingReverseSync(_ serving: String, at now: Instant) -> Verdict {
        guard let target = reverseSyncTarget else { return self.serving(serving, at: now) }
        let watch = clusters[target.index]
        let name = settings.name(of: target)
        let own = syncStatus(of: target, at: now)
        let only: String
        switch (own.writesToDiscard, own.bytesToDiscard) {
        case (0?, _), (_, 0?): only = "; nothing exists only there."
        case (let writes?, _): only = ": \(writes) writes exist only there."
        case (nil, let bytes?): only = ": \(Words.bytes(bytes)) exist only there."
        case (nil, nil): only = ": what exists only there is UNKNOWN."
        }
        let isFailed = roles[target.index] == .failed
        return Verdict(
            priority: 2,
            fact: isFailed
                ? "\(name) IS BACK (\(Words.ratio(watch.available, of: watch.total))) but must not serve\(only)"
                : "\(name) holds other data than \(serving) and was not overwritten\(only)",
            press: "Press R to synchronize \(serving) --> \(name).",
            more: unprotectedSince.map { "Unprotected for \(Words.duration(now - $0))." },
            short: isFailed ? "\(name) IS BACK  R reverse sync" : "\(name) differs  R reverse sync")
    }

    private func whatIsKept(_ returned: ReturnedNode) -> String {
        guard returned.isEmpty else { return "neither it nor its pair is overwritten" }
        guard pairsDownstream(of: returned.node).isEmpty else { return "its pair is parked and keeps the data" }
        let holders = counterparts(of: returned.node).filter { reports.lastData(of: $0) != .empty }
        guard !holders.isEmpty else { return "no node of its pair has the data" }
        return "only \(holders.map(settings.name).joined(separator: " or ")) may have the data"
    }

    private func serving(_ from: String, at now: Instant) -> Verdict {
        let watch = clusters[primary.index]
        let ratio = Words.ratio(watch.available, of: watch.total)
        if watch.verdict == .failing {
            return Verdict(
                priority: 1,
                fact: "\(from) is failing: \(ratio) nodes answer, for \(Words.duration(now - watch.since)).",
                short: "\(from) failing \(ratio)")
        }
        let worst = alarms.listed.first { $0.isActive && $0.shelf == nil }
        if let first = returnedNodes.first {
            let short = "\(settings.name(of: first.node)) came back \(first.words)"
            return Verdict(
                priority: 1, fact: "\(short); \(whatIsKept(first)).", press: "Enter on the alarm to choose.",
                short: short)
        }
        if let mute = mute(from, at: now) { return mute }
        guard let worst else {
            if doubt.isUnsettled {
                return Verdict(
                    priority: 0, fact: "drtop was held up or its clock jumped: every node is asked once more.",
                    short: "held up: all nodes are asked anew")
            }
            let backups = settings.clusters.filter { roles[$0.id.index] == .backup }.map { following($0, at: now) }
            return Verdict(
                priority: 0,
                fact: "Nothing needs you. " + (["\(from) serves with \(ratio) nodes"] + backups).joined(separator: ", ")
                    + ".",
                short: "\(from) serves \(ratio)")
        }
        if let replaced = settings.clusters.first(where: { roles[$0.id.index] == .failed }), worst.kind == .unprotected
        {
            return alone(from, ratio, replaced.name, at: now)
        }
        let unprotected =
            unprotectedSince.map { isUnprotected(at: now) ? " Unprotected for \(Words.duration(now - $0))." : "" } ?? ""
        let title = worst.kind == .second ? "SECOND ALARM: " : ""
        return Verdict(
            priority: worst.priority, fact: "\(title)\(worst.text). \(from) serves with \(ratio) nodes.\(unprotected)",
            short: "\(title)\(worst.text)")
    }

    /// Nodes of the primary that answer and take no writes, while nobody of their pair serves instead: a switchover that ended
    /// half-way leaves some. Not just after a role change: what a node said of itself is as old as an interval.
    private func mute(_ from: String, at now: Instant) -> Verdict? {
        if let lastRoleChange, now - lastRoleChange < settings.heartbeat.interval * 2 { return nil }
        let mute = settings.nodes(of: primary).filter { node in
            guard node.pair != nil, nodes[node.id.index].isAvailable, let report = reports[node.id] else {
                return false
            }
            return report.role != .writable && servingInStead(of: node.id) == nil
        }
        guard let first = mute.first else { return nil }
        let sources = mute.compactMap { node -> NodeID? in
            if case .following(.node(let source), _)? = reports[node.id]?.role { source } else { nil }
        }
        let verb = mute.count == 1 ? "takes" : "take"
        return Verdict(
            priority: 1,
            fact: "\(names(mute.map(\.id))) of \(from) \(verb) no writes, and nobody serves instead.",
            press: sources.isEmpty ? nil : "Bring \(names(sources)) back.",
            short: "\(first.name) takes no writes")
    }

    private func names(_ nodes: [NodeID]) -> String {
        Words.names(nodes.prefix(3).map { settings.name(of: $0) }, of: nodes.count)
    }

    /// Whole seconds only: a healthy sentence does not move with every sample.
    private func following(_ cluster: Cluster, at now: Instant) -> String {
        guard let lag = syncStatus(of: cluster.id, at: now).lagTime else { return "\(cluster.name) follows" }
        let seconds = lag.milliseconds / 1000
        return seconds < 1 ? "\(cluster.name) is in sync" : "\(cluster.name) is \(seconds) s behind"
    }

    /// After a failover, until the replaced primary is back.
    private func alone(_ from: String, _ ratio: String, _ replaced: String, at now: Instant) -> Verdict {
        let age = unprotectedSince.map { Words.duration(now - $0) } ?? "UNKNOWN"
        return Verdict(
            priority: 2,
            fact: "\(from) serves alone (\(ratio)), unprotected for \(age).", press: "Bring \(replaced) back, then R.",
            more: "\(replaced) was replaced; when it answers again it is fenced at once and waits for reverse sync.",
            short: "\(from) alone \(age); bring \(replaced) back")
    }
}
