/// The conditions of every alarm (the table in `screens.md`), each derived from what is true now.
extension Recovery {
    mutating func reconcileAlarms(at now: Instant) {
        // I8: while our own view is in doubt nothing is raised and nothing is ended.
        guard phase != .starting, !doubt.isUnsettled else { return }
        let conditions = alarmConditions(at: now)
        let changed = alarms.reconcile(conditions, at: now)
        for alarm in changed { recordAlarm(alarm, by: nil) }
        if !changed.isEmpty { outbox.needsSave = true }
    }

    mutating func recordAlarm(_ alarm: Alarm, by operator: String?) {
        outbox.record(
            .alarmChanged(
                id: alarm.id.number, kind: alarm.kind.rawValue, state: alarm.state.rawValue,
                occurrence: alarm.occurrence, priority: alarm.priority, by: `operator`, text: alarm.text))
    }

    private func alarmConditions(at now: Instant) -> [AlarmCondition] {
        var found: [AlarmCondition] = []
        addViewConditions(to: &found, at: now)
        for cluster in settings.clusters { addClusterConditions(cluster, to: &found, at: now) }
        if let foreignEngineCondition { found.append(foreignEngineCondition) }
        if let notificationCondition { found.append(notificationCondition) }
        addStorageConditions(to: &found, at: now)
        addSyncConditions(to: &found, at: now)
        if let condition = callerCondition(at: now) { found.append(condition) }
        return found
    }

    private func addClusterConditions(_ cluster: Cluster, to found: inout [AlarmCondition], at now: Instant) {
        let watch = clusters[cluster.id.index]
        // What it says last stays with it when it has ended.
        var failed: String {
            "\(cluster.name) \(watch.verdict == .recovering ? "had failed: now" : "has failed:") "
                + "\(Words.share(watch.available, of: watch.total)) nodes available"
        }
        var parent: AlarmKind? = isCutOff ? .cutOff : nil
        switch (roles[cluster.id.index], watch.verdict) {
        // After a restart a failed cluster is failing for a moment: its alarm, and who acknowledged it, stay.
        case (.primary, .failing) where alarms.isActive(.first, of: cluster.id), (.primary, .failed),
            (.primary, .recovering):
            parent = .first
            found.append(AlarmCondition(kind: .first, cluster: cluster.id, priority: 1, text: failed))
        case (.backup, .failing) where alarms.isActive(.second, of: cluster.id), (.backup, .failed),
            (.backup, .recovering):
            parent = .second
            let priority = candidates.isEmpty ? 1 : 2
            found.append(AlarmCondition(kind: .second, cluster: cluster.id, priority: priority, text: failed))
        case (.failed, .available):
            let text = "\(cluster.name) answers again (\(watch.available)/\(watch.total)), not synchronized"
            found.append(AlarmCondition(kind: .recovered, cluster: cluster.id, priority: 2, text: text))
        case (.primary, _), (.backup, _), (.failed, _): break
        }
        let isReplaced = roles[cluster.id.index] == .failed && watch.verdict != .available
        if !isReplaced, let text = unavailability(of: cluster) {
            found.append(AlarmCondition(kind: .nodesDown, cluster: cluster.id, priority: 3, text: text, under: parent))
        }
        let refusing = details.first {
            cluster.nodes.contains($0.node.index) && nodes[$0.node.index].state == .refusesUs
        }
        if let refusing {
            let text = "\(settings.name(of: refusing.node)) refuses drtop's credentials: \(refusing.text)"
            found.append(AlarmCondition(kind: .credentials, cluster: cluster.id, priority: 3, text: text))
        }
    }

    /// "2 of 6 nodes down: a1 a2"; where one answers and does not serve, "unavailable: a1 a2 (loading its data)". nil: none is
    /// missing.
    private func unavailability(of cluster: Cluster) -> String? {
        var count = 0
        var names = ""
        var isAnyAlive = false
        for place in cluster.nodes where !nodes[place].isAvailable && !isInMaintenance(NodeID(place)) {
            let isAlive = nodes[place].state == .notServing
            if isAlive { isAnyAlive = true }
            count += 1
            guard count <= 4 else { continue }
            names += " \(settings.nodes[place].name)"
            if isAlive { names += " (\(nodes[place].trouble.words))" }
        }
        guard count > 0 else { return nil }
        let state = isAnyAlive ? " nodes unavailable:" : " nodes down:"
        return Words.share(count, of: cluster.nodes.count) + state + names + (count > 4 ? " ..." : "")
    }

    private func addViewConditions(to found: inout [AlarmCondition], at now: Instant) {
        if isCutOff {
            let text = "nothing answers in any cluster: drtop itself is isolated"
            found.append(AlarmCondition(kind: .cutOff, cluster: nil, priority: 1, text: text))
        }
        if isContradicted(at: now) {
            let backups = settings.clusters.filter { roles[$0.id.index] == .backup }.map(\.name).joined(separator: " ")
            let text = "\(settings.name(of: primary)) is silent from here, but \(backups) still receives from it"
            found.append(AlarmCondition(kind: .contradicted, cluster: primary, priority: 1, text: text))
        }
        if case .failing(let why) = journal {
            let text = "journal not writable: \(why); only protective actions go on"
            found.append(AlarmCondition(kind: .journal, cluster: nil, priority: 1, text: text))
        }
    }

    private func addStorageConditions(to found: inout [AlarmCondition], at now: Instant) {
        for cluster in settings.clusters where cluster.id != primary {
            let writers = links(to: cluster.id).first { link in
                !isLeftOut(link.id) && reports.isWritable(link.upstream) && reports.isWritable(link.downstream)
                    && nodes[link.upstream.index].isReachable && nodes[link.downstream.index].isReachable
            }
            // A returned node is fenced within milliseconds; only what stays is a split brain.
            if isConcern(.splitBrain, of: cluster.id), let first = writers,
                postures[first.downstream].failures > 0 || mode == .observe
            {
                let name = settings.name(of: first.downstream)
                let text = "\(settings.name(of: first.upstream)) and \(name) both accept writes"
                found.append(AlarmCondition(kind: .splitBrain, cluster: cluster.id, priority: 1, text: text))
            }
        }
        if let first = strangers.first {
            let text = "\(wordsOfReturned), \(strangers.count == 1 ? "its pair is" : "their pairs are") kept"
            let cluster = settings.node(first).cluster
            found.append(AlarmCondition(kind: .empty, cluster: cluster, priority: 1, text: text))
        }
        if let leftOutCondition { found.append(leftOutCondition) }
        if let failure = change?.failure {
            found.append(AlarmCondition(kind: .stuck, cluster: nil, priority: 1, text: failure))
        }
        // While the primary is failing or has failed this neither begins nor ends.
        let isPrimaryAvailable = clusters[primary.index].verdict == .available
        if isPrimaryAvailable ? isUnprotected(at: now) : alarms.isActive(.unprotected, of: nil) {
            let text = "no backup is in sync: a second failure has no way out"
            found.append(AlarmCondition(kind: .unprotected, cluster: nil, priority: 2, text: text))
        }
    }

    /// A change raises no alarm about what it is about to replace, and ends none before it has: an acknowledged one would
    /// come up anew after it (I14).
    private func isConcern(_ kind: AlarmKind, of cluster: ClusterID) -> Bool {
        change == nil || alarms.isActive(kind, of: cluster)
    }

    /// What a role change left out keeps its old node, which serves on, or nobody does.
    private var leftOutCondition: AlarmCondition? {
        guard isConcern(.leftOut, of: primary) else { return nil }
        let unserved = leftOut.filter { pair in
            settings.node(of: pair, in: primary).flatMap(servingInStead) == nil
        }
        let pairs = unserved.isEmpty ? leftOut : unserved
        guard !pairs.isEmpty else { return nil }
        let names =
            pairs.prefix(4).map { settings.name(of: $0) }.joined(separator: " ") + (pairs.count > 4 ? " ..." : "")
        let services = settings.services.filter { !Set($0.pairs).isDisjoint(with: pairs) }.map(\.name)
        let what =
            services.isEmpty ? "it" : services.prefix(4).joined(separator: " ") + (services.count > 4 ? " ..." : "")
        let subject = "\(pairs.count == 1 ? "pair" : "pairs") \(names) left out of \(settings.name(of: primary))"
        let text =
            unserved.isEmpty ? "\(subject): the old node still serves \(what)" : "\(subject): nobody serves \(what)"
        return AlarmCondition(kind: .leftOut, cluster: primary, priority: unserved.isEmpty ? 2 : 1, text: text)
    }

    private func addSyncConditions(to found: inout [AlarmCondition], at now: Instant) {
        guard clusters[primary.index].verdict == .available else { return }
        for cluster in settings.clusters {
            guard roles[cluster.id.index] == .backup, clusters[cluster.id.index].verdict == .available,
                isConcern(.syncBehind, of: cluster.id), let text = syncTrouble(of: cluster, at: now)
            else { continue }
            found.append(AlarmCondition(kind: .syncBehind, cluster: cluster.id, priority: 2, text: text))
        }
    }

    private func syncTrouble(of cluster: Cluster, at now: Instant) -> String? {
        let links = links(to: cluster.id)
        if lastSyncStates[cluster.id.index] == .stalled, now - stalledSince(cluster.id) >= Self.protectionGrace {
            let reader = links.first { reports[$0.upstream] != nil && !reports.isWritable($0.upstream) }
            let why = reader.map { "; \(settings.name(of: $0.upstream)) itself takes no writes" } ?? ""
            let inSync = links.count(where: reports.isInSync)
            return "sync to \(cluster.name) is down: \(inSync) of \(links.count) pairs in sync\(why)"
        }
        guard let lag = lagTime(of: links), lag > settings.sync.lagLimit else { return nil }
        return "\(cluster.name) is more than \(settings.sync.lagLimit.milliseconds / 1000) s behind"
    }

    /// While the primary was away, sync was no concern.
    func stalledSince(_ cluster: ClusterID) -> Instant {
        max(syncSince[cluster.index], clusters[primary.index].since)
    }

    private func callerCondition(at now: Instant) -> AlarmCondition? {
        switch change?.currentStep {
        case nil, .follow: break
        // They are being told: the step says so.
        case .deliver: return nil
        // Before that it is as with every other alarm: `isConcern`.
        case .claim, .fence, .handOver, .promote, .publish, .converge:
            guard alarms.isActive(.callersBehind, of: nil) else { return nil }
        }
        // A caller that got it is given time to use it.
        let isPatient = callers.patientSince.map { now - $0 < Self.deliveryPatience } ?? false
        let behind = callers.behind.filter { callers[$0].status.error != nil || !isPatient }
        guard let first = behind.first else { return nil }
        let text =
            "\(behind.count) of \(settings.callers.count) callers behind epoch \(epoch): "
            + "\(settings.caller(first).name) \(reason(for: first))"
        return AlarmCondition(kind: .callersBehind, cluster: nil, priority: 2, text: text)
    }

    private func reason(for caller: CallerID) -> String {
        let status = callers[caller].status
        return status.error ?? (status.delivered < epoch ? "has not fetched it" : "has it and does not use it")
    }
}
