@testable import RecoveryCore

/// The states of the method, one function each.
extension Sample {
    static func firstAlarm(_ settings: Settings = settings()) -> Snapshot {
        var snapshot = normal(settings)
        let total = settings.clusters[0].nodes.count
        let alive: Set<Int> = total > 64 ? Set((0..<total).filter { $0 % 6 == 0 && $0 > 1999 }) : [3, 8]
        down(&snapshot, fra1, but: alive, for: .seconds(48))
        snapshot.clusters[0].firstOut = [6, 2, 0].enumerated().map { order, node in
            .init(node: NodeID(node), at: ago(.seconds(48.8) - .milliseconds(200 * order)))
        }
        snapshot.phase = .awaitingConfirmation
        snapshot.sync[0].state = .stopped
        snapshot.sync[0].since = ago(.seconds(47))
        snapshot.sync[0].inSync = 0
        snapshot.sync[0].lagBytes = 3_400_000
        snapshot.sync[0].lagTime = .seconds(1.9)
        snapshot.sync[0].sampled = ago(.seconds(49))
        snapshot.offers[0] = SampleOffers.failover(settings, up: alive.count)
        snapshot.offers[1].plan = nil
        snapshot.offers[1].conditions[0].isMet = false
        snapshot.offers[1].conditions[0].value = "fra1 \(alive.count) of \(total)"
        let ratio = Words.share(alive.count, of: total)
        snapshot.alarms = [
            alarm(1, .first, fra1, 1, since: .seconds(48), "FIRST ALARM: \(ratio) nodes answer"),
            alarm(2, .unprotected, nil, 2, since: .seconds(47), "unprotected: no backup is in sync"),
        ]
        snapshot.protectedSince = nil
        snapshot.unprotectedSince = ago(.seconds(47))
        snapshot.verdict = Verdict(
            priority: 1, fact: "fra1 HAS FAILED, 48 s: \(ratio) nodes answer.", press: "F to fail over to ams2.",
            short: "fra1 FAILED 48s  F fail over  \(Words.ratio(alive.count, of: total))")
        return snapshot
    }

    static func noBackup() -> Snapshot {
        var snapshot = firstAlarm()
        down(&snapshot, ams2, but: [0, 1, 2, 3, 4, 5], for: .seconds(20))
        snapshot.phase = .noBackup
        snapshot.offers[0] = Offer(
            kind: .failover, plan: nil, rows: [],
            conditions: [
                Condition("the primary has failed", isMet: true, value: "2 of 12", limit: "6 or fewer"),
                Condition(
                    "a backup is available", isMet: false, value: "6 of 12 nodes of ams2", limit: "more than 6",
                    since: ago(.seconds(20)), remedy: "bring one more node of ams2 back: b07 refuses connections"),
            ])
        snapshot.alarms.insert(
            alarm(3, .second, ams2, 1, since: .seconds(20), "SECOND ALARM: 6 of 12 nodes answer, nobody can take over"),
            at: 1)
        snapshot.verdict = Verdict(
            priority: 1,
            fact: "fra1 HAS FAILED, 48 s: 2 of 12 nodes answer. No backup is available: failover is refused.",
            press: "w why.", short: "fra1 FAILED 48s  no backup  2/12")
        return snapshot
    }

    static func oldPrimaryBack() -> Snapshot {
        var snapshot = normal()
        swapRoles(&snapshot)
        snapshot.phase = .awaitingReverseSync
        snapshot.clusters[0].isFenced = true
        var sync = SyncStatus(from: ams2, to: fra1, state: .stopped, since: ago(.seconds(1600)), pairs: 12, inSync: 0)
        sync.incremental = 11
        sync.full = 1
        sync.fullReason = "a07: its backlog is exceeded"
        sync.bytesToCopy = 1_203_100_000
        sync.bytesToDiscard = 3_400_000
        sync.writesToDiscard = 212
        snapshot.sync = [sync]
        snapshot.offers = [
            notPossible(.failover), notPossible(.switchover), SampleOffers.reverseSync(snapshot.settings),
        ]
        var unprotected = alarm(5, .unprotected, nil, 2, since: .seconds(1671), "unprotected: no backup is in sync")
        unprotected.acknowledgement = .init(operator: "oncall", at: ago(.seconds(1600)), priority: 1)
        var first = alarm(4, .first, fra1, 1, since: .seconds(1754), "first alarm: 2 of 12 nodes answered")
        first.isActive = false
        first.ended = ago(.seconds(1671))
        snapshot.alarms = [
            alarm(6, .recovered, fra1, 2, since: .seconds(370), "recovered, not synchronized"), unprotected, first,
        ]
        snapshot.verdict = Verdict(
            priority: 2, fact: "fra1 IS BACK (12/12) but must not serve: 212 writes exist only there.",
            press: "Press R to synchronize ams2 --> fra1.", more: "Unprotected for 27m51s.",
            short: "fra1 IS BACK  R reverse sync")
        return snapshot
    }

    private static func swapRoles(_ snapshot: inout Snapshot) {
        snapshot.epoch = 413
        snapshot.clusters[0].role = .failed
        snapshot.clusters[1].role = .primary
        snapshot.clusters[1].since = ago(.seconds(1671))
        for index in snapshot.callers.indices {
            snapshot.callers[index] = CallerStatus(delivered: 413, applied: 413, pulls: false)
        }
        snapshot.protectedSince = nil
        snapshot.unprotectedSince = ago(.seconds(1671))
    }

    static func reverseSynchronizing() -> Snapshot {
        var snapshot = oldPrimaryBack()
        snapshot.phase = .reverseSynchronizing
        snapshot.sync[0].state = .copying
        snapshot.sync[0].progress = 0.62
        snapshot.sync[0].inSync = 11
        let plan = SampleOffers.plan(.reverseSync, snapshot.settings, from: ams2, target: fra1, fingerprint: "c0ffee12")
        var change = change(plan, began: .seconds(21))
        done(&change, 0, at: .seconds(21), took: .milliseconds(12))
        change.steps[1].state = .running
        change.steps[1].began = ago(.seconds(20.9))
        change.steps[1].parts = plan.pairs.map { pair in
            var part = RoleChange.Part(node: pair.to, pair: pair.id)
            part.state = pair.id.index == 6 ? .running : .done
            if pair.id.index == 6 { (part.share, part.text) = (0.62, "456 MB left") }
            return part
        }
        snapshot.change = change
        snapshot.alarms.removeFirst()
        snapshot.verdict = Verdict(
            priority: 2,
            fact: "fra1 is being synchronized from ams2: 11 of 12 pairs, 62%. Unprotected until it is done.",
            short: "reverse sync 62%, unprotected")
        return snapshot
    }

    static func stuck() -> Snapshot {
        var snapshot = firstAlarm()
        snapshot.phase = .stuck
        let plan = SampleOffers.failover(snapshot.settings).plan!
        var change = change(plan, began: .seconds(9))
        done(&change, 0, at: .seconds(9), took: .milliseconds(11))
        done(&change, 1, at: .seconds(8.9), took: .milliseconds(740))
        change.steps[1].parts[0].state = .skipped("does not answer, cannot be fenced")
        change.steps[2].began = ago(.seconds(8.2))
        change.steps[2].state = .failed("b05 does not take the canary write; the other 11 pairs take writes")
        change.steps[2].parts = plan.pairs.map { pair in
            var part = RoleChange.Part(node: pair.to, pair: pair.id)
            part.state = pair.id.index == 4 ? .failed("MISCONF: cannot persist to disk") : .done
            return part
        }
        snapshot.change = change
        snapshot.alarms.insert(
            alarm(7, .stuck, ams2, 1, since: .seconds(7), "stuck in \"promote and read back\": b05"), at: 0)
        snapshot.verdict = Verdict(
            priority: 1, fact: "The failover to ams2 is stuck: b05 was not promoted. F shows the choices.",
            short: "failover stuck at b05  F choices")
        return snapshot
    }

    /// Somebody else is at work too.
    static func twoOperators() -> Snapshot {
        var snapshot = firstAlarm()
        snapshot.operators = [
            OperatorStatus(
                name: "ben", dashboards: 2,
                last: .init(
                    command: "confirm failover", answer: "the plan has changed: look at it again", isRefused: true,
                    at: ago(.seconds(4)))),
            OperatorStatus(
                name: "deploy-script",
                last: .init(
                    command: "maintenance of a3 for 600 s", answer: "a3 is in maintenance", isRefused: false,
                    at: ago(.seconds(3700)))),
            OperatorStatus(name: "oncall", dashboards: 1),
        ]
        return snapshot
    }

    /// a01 came back empty, or with data of its own.
    static func cameBack(with writes: OwnWrites? = nil) -> Snapshot {
        var snapshot = normal()
        let how = writes == nil ? "EMPTY" : "with OTHER DATA"
        snapshot.returnedNodes = [ReturnedNode(node: NodeID(0), holding: writes.map { .otherData($0) } ?? .nothing)]
        snapshot.alarms = [alarm(1, .empty, fra1, 1, since: .seconds(3), "a01 came back \(how), its pair is kept")]
        return snapshot
    }

    static func change(_ plan: Plan, began: Duration) -> RoleChange {
        RoleChange(
            plan: plan,
            confirmation: Confirmation(
                kind: plan.kind, fingerprint: plan.fingerprint, target: plan.target, epoch: plan.epoch,
                operator: "oncall"), began: ago(began))
    }

    static func done(_ change: inout RoleChange, _ index: Int, at: Duration, took: Duration) {
        change.steps[index].state = .done
        change.steps[index].began = ago(at)
        change.steps[index].ended = ago(at) + took
        change.steps[index].parts = change.plan.pairs.map { pair in
            var part = RoleChange.Part(node: pair.from, pair: pair.id)
            part.state = .done
            return part
        }
        if change.steps[index].step == .claim { change.steps[index].parts = [] }
    }

    static func cutOff() -> Snapshot {
        var snapshot = normal()
        for index in snapshot.nodes.indices {
            snapshot.nodes[index].state = .unknown
            snapshot.nodes[index].trouble = .unreachable
            snapshot.nodes[index].isAvailable = false
        }
        for index in snapshot.clusters.indices {
            snapshot.clusters[index].verdict = .unknown
            snapshot.clusters[index].available = 0
            snapshot.clusters[index].since = ago(.seconds(5))
        }
        snapshot.sync[0].state = .unknown
        snapshot.sync[0].inSync = 0
        snapshot.sync[0].lagBytes = nil
        snapshot.sync[0].lagTime = nil
        snapshot.sync[0].writeRate = nil
        snapshot.overlays = [.cutOff]
        snapshot.alarms = [
            alarm(
                8, .cutOff, nil, 1, since: .seconds(5), "CUT OFF: nothing answers anywhere; no cluster is called failed"
            )
        ]
        snapshot.verdict = Verdict(
            priority: 1,
            fact: "CUT OFF: nothing answers in any cluster. drtop itself is isolated; look at its network.",
            short: "CUT OFF: drtop hears nobody")
        return snapshot
    }

    static func tenThousand() -> Settings { settings(nodes: 10_000, inRack: 20) }
}
