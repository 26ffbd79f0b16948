@testable import RecoveryCore

/// Plans in the core's words.
enum SampleOffers {
    static func plan(
        _ kind: RoleChangeKind, _ settings: Settings, from: ClusterID, target: ClusterID, fingerprint: String,
        expires: Duration = .seconds(50)
    ) -> Plan {
        let pairs = settings.pairs(from: from, to: target).map {
            PlannedPair(id: $0.id, from: $0.upstream, to: $0.downstream)
        }
        let changes = settings.callers.prefix(6).flatMap { caller in
            caller.uses.map { use -> CallerChange in
                let service = settings.services[use]
                func endpoint(_ cluster: ClusterID) -> ConfigurationInformation.Endpoint? {
                    settings.node(of: service.pairs[0], in: cluster).map { node in
                        .init(
                            service: service.name, interface: "redis", node: settings.name(of: node),
                            address: settings.node(node).callerAddress.description)
                    }
                }
                return CallerChange(
                    caller: caller.id, service: service.name, before: endpoint(from), after: endpoint(target))
            }
        }
        return Plan(
            kind: kind, from: from, target: target, epoch: 412, pairs: pairs,
            changes: kind == .reverseSync ? [] : changes, loss: 3_400_000, drawn: Sample.ago(.seconds(10)),
            expires: Sample.now + expires, fingerprint: fingerprint)
    }

    static func failover(_ settings: Settings, fingerprint: String = "7c1e90ab", up: Int = 2) -> Offer {
        let total = settings.clusters[0].nodes.count
        let limit = settings.threshold.limit(total: total)
        return Offer(
            kind: .failover,
            plan: plan(.failover, settings, from: Sample.fra1, target: Sample.ams2, fingerprint: fingerprint),
            rows: [
                PlanRow(
                    .why,
                    [
                        "\(up) of \(total) nodes of fra1 available for 48 s (must be more than \(limit))",
                        "ams2 agrees: \(total - up) of \(total) replication links are down",
                        "first out: a07 03:11:52.2Z, then a03 +0.4 s, a01 +0.6 s",
                    ], short: "\(up)/\(total) for 48 s, ams2 agrees"),
                PlanRow(
                    .ready, ["ams2 \(total) of \(total) available    sync stopped, read back: yes"],
                    short: "ams2 \(total)/\(total)  sync stopped: yes"),
                PlanRow(
                    .cost,
                    [
                        "LOSE at most 3.4 MB (1.9 s) of writes           (upper bound)",
                        "last position of ams2 03:11:50.3Z   last seen of fra1 03:11:52.2Z",
                        "waiting costs too: callers without storage for 48 s",
                    ], short: "LOSE <=3.4 MB, 1.9 s"),
                PlanRow(
                    .risk, ["fra1 a04 a09 still answer: they are fenced first"], short: "a04 a09 still up: fenced first"
                ),
                PlanRow(
                    .undo, ["none. Way back: reverse sync ams2 --> fra1, then a switchover"],
                    short: "none. Way back: reverse sync"),
                PlanRow(
                    .configuration, ["epoch 412 -> 413   7 callers, 12 addresses, 0 unmapped"],
                    short: "epoch 413  12 addresses"),
            ],
            conditions: [
                Condition(
                    "the primary has failed", isMet: true, value: "\(up) of \(total) nodes of fra1 available",
                    limit: "\(limit) or fewer", since: Sample.ago(.seconds(48))),
                Condition(
                    "a backup is available", isMet: true, value: "ams2 \(total) of \(total)",
                    limit: "more than \(limit)"),
                Condition("sync is stopped", isMet: true, value: "read back", limit: "read back"),
            ])
    }

    static func switchover(_ settings: Settings) -> Offer {
        Offer(
            kind: .switchover,
            plan: plan(.switchover, settings, from: Sample.fra1, target: Sample.ams2, fingerprint: "51aa02cd"),
            rows: [
                PlanRow(.why, ["planned: both clusters are healthy"], short: "planned"),
                PlanRow(.ready, ["ams2 12 of 12 available    12 of 12 pairs in sync"], short: "ams2 12/12"),
                PlanRow(.cost, ["callers wait for writes while the pairs catch up, about 1 s"], short: "about 1 s"),
                PlanRow(.risk, ["none known"], short: "none known"),
                PlanRow(.undo, ["another switchover"], short: "another switchover"),
                PlanRow(.configuration, ["epoch 412 -> 413   7 callers, 12 addresses, 0 unmapped"], short: "epoch 413"),
            ],
            conditions: [
                Condition("the primary is available", isMet: true, value: "fra1 12 of 12", limit: "more than 6"),
                Condition("a backup has caught up", isMet: true, value: "ams2 0.3 s behind", limit: "10 s"),
            ])
    }

    static func reverseSync(_ settings: Settings) -> Offer {
        Offer(
            kind: .reverseSync,
            plan: plan(.reverseSync, settings, from: Sample.ams2, target: Sample.fra1, fingerprint: "c0ffee12"),
            rows: [
                PlanRow(.why, ["fra1 is back: 12 of 12 nodes, stable for 6m10s"], short: "fra1 back 12/12, 6m10s"),
                PlanRow(.ready, ["ams2 serves    fra1 is fenced on 12 of 12 nodes"], short: "fra1 fenced 12/12"),
                PlanRow(
                    .cost, ["copy 3.1 MB on 11 pairs, 1.2 GB on a07; DISCARD 212 writes that only fra1 has"],
                    short: "copy 1.2 GB, DISCARD 212 writes"),
                PlanRow(.risk, ["unprotected until it is done"], short: "unprotected until done"),
                PlanRow(.undo, ["none for what is discarded; it is saved in own-writes/"], short: "none; saved"),
                PlanRow(.configuration, ["unchanged: callers stay on epoch 413"], short: "unchanged"),
            ],
            conditions: [
                Condition("the old primary is available", isMet: true, value: "fra1 12 of 12", limit: "more than 6")
            ])
    }
}
