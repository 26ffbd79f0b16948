import RecoveryCore
import Simulator

/// Traces with one seeded fault each, beside the same trace without it.
struct DoctoredTrace {
    struct Story {
        var checker: any Checker.Type
        var faulty: [TraceEvent]
        var sound: [TraceEvent]
    }

    let settings = Settings.simulated(nodes: 1, callers: 1)
    /// a1 and b1.
    let a = NodeID(0)
    let b = NodeID(1)
    let fra = ClusterID(0)
    let ams = ClusterID(1)

    // MARK: parts

    func effect(_ number: UInt64, _ action: Effect.Action, _ reason: String = "") -> TraceEvent {
        .decided(Effect(id: EffectID(number), reason: reason, action: action))
    }

    func record(_ entry: JournalEntry) -> TraceEvent { effect(0, .record(entry)) }

    func save(_ change: (inout DurableState) -> Void) -> TraceEvent {
        effect(0, .save(state(change)))
    }

    func state(_ change: (inout DurableState) -> Void) -> DurableState {
        var state = DurableState(settings: settings)
        change(&state)
        return state
    }

    func documents(_ epoch: Epoch, _ cluster: ClusterID, node: String) -> [ConfigurationInformation] {
        [
            ConfigurationInformation(
                system: settings.system, caller: "caller1", epoch: epoch, cluster: settings.name(of: cluster),
                endpoints: [.init(service: "service1", interface: "redis", node: node, address: "\(node):6379")])
        ]
    }

    func publication(
        _ epoch: Epoch, _ cluster: ClusterID, node: String? = nil, _ consumes: Confirmation? = nil
    ) -> Publication {
        Publication(
            epoch: epoch, cluster: cluster, clusterName: settings.name(of: cluster),
            information: documents(epoch, cluster, node: node ?? (cluster == fra ? "a1" : "b1")), consumes: consumes)
    }

    func confirmation(_ kind: RoleChangeKind = .failover, by author: String = "op1") -> Confirmation {
        Confirmation(kind: kind, fingerprint: "f1", target: ams, epoch: 1, operator: author)
    }

    func change(_ kind: RoleChangeKind = .failover, by author: String = "op1", _ print: String = "f1")
        -> RoleChange
    {
        var given = confirmation(kind, by: author)
        given.fingerprint = print
        let plan = Plan(
            kind: kind, from: fra, target: ams, epoch: 1, pairs: [PlannedPair(id: PairID(0), from: a, to: b)],
            changes: [], loss: 0, drawn: .origin, expires: .origin + .seconds(60), fingerprint: print)
        return RoleChange(plan: plan, confirmation: given, began: .origin)
    }

    func alarm(_ id: Int, by author: String? = nil) -> Alarm {
        var alarm = Alarm(
            id: AlarmID(id), kind: .first, cluster: fra, priority: 1, since: .origin, occurrence: 1, text: "fra1")
        alarm.acknowledgement = author.map { Alarm.Acknowledgement(operator: $0, at: .origin, priority: 1) }
        return alarm
    }

    func command(_ command: OperatorCommand, _ id: String = "c1") -> TraceEvent {
        .commanded(CommandRequest(id: CommandID(id), operator: "op1", command: command))
    }

    func answer(_ id: String) -> TraceEvent { effect(1, .answer(CommandID(id), .done(""))) }

    func order(_ action: Order.Action, _ reason: String = "") -> TraceEvent {
        effect(7, .order(Order(action, deadline: nil)), reason)
    }

    func beat(_ node: NodeID, _ isAnswer: Bool, asked: Moment = 0) -> TraceEvent {
        .heartbeat(node: node.index, asked: asked, isAnswer: isAnswer)
    }

    func verdict(_ cluster: String, _ verdict: String, _ available: Int) -> TraceEvent {
        record(.verdictChanged(cluster: cluster, verdict: verdict, available: available, total: 1))
    }

    func told(_ kind: AlarmKind, _ text: String) -> TraceEvent {
        record(
            .alarmChanged(id: 1, kind: kind.rawValue, state: "NEW", occurrence: 1, priority: 1, by: nil, text: text))
    }

    func gone(_ id: Int, _ kind: AlarmKind) -> TraceEvent {
        record(
            .alarmChanged(id: id, kind: kind.rawValue, state: "GONE", occurrence: 1, priority: 1, by: nil, text: ""))
    }

    func begun(_ number: UInt64) -> TraceEvent {
        .began(Effect(id: EffectID(number), reason: "", action: .claim(confirmation())))
    }

    func settlement(_ phase: PhaseName, _ callers: [Epoch]) -> TraceEvent {
        .settled(
            Settlement(phase: phase, isChanging: false, epoch: 2, callers: callers, activeAlarms: [], astray: []))
    }

    var confirmed: [TraceEvent] {
        [command(.confirm(.failover, fingerprint: "f1", typed: "ams2")), .claimed(confirmation())]
    }

    var failoverSaved: TraceEvent { save { $0.change = change() } }

    var automatic: TraceEvent {
        save {
            $0.mode = .automatic
            $0.change = change(by: "automatic")
        }
    }

    var snapshot: Snapshot {
        var recovery = Recovery(settings: settings, at: .origin)
        var snapshot = recovery.snapshot(at: .origin, wallTime: 0)
        snapshot.alarms = [alarm(9)]
        let plan = change().plan
        snapshot.offers = [Offer(kind: .failover, plan: plan, rows: [], conditions: [])]
        return snapshot
    }

    var sample: TraceEvent { record(.sampled(available: [1], total: [1], lagBytes: nil)) }

    var announced: TraceEvent { record(.noted("automatic failover to ams2 in 10 s")) }

    func misses(_ count: Int) -> [TraceEvent] { (0..<count).map { _ in beat(a, false) } }

    // MARK: stories

    var cases: [String: Story] {
        var cases = early
        for (name, story) in late { cases[name] = story }
        return cases
    }

    var early: [String: Story] {
        [
            "I1": Story(
                checker: OnePrimaryAnEpoch.self,
                faulty: [.published(publication(1, fra)), .published(publication(1, ams))],
                sound: [.published(publication(1, fra)), .published(publication(2, ams))]),
            "I2": Story(
                checker: EpochsRiseByOne.self,
                faulty: [.published(publication(1, fra)), .published(publication(3, ams))],
                sound: [.published(publication(1, fra)), .published(publication(2, ams))]),
            "I2 saved": Story(
                checker: EpochsRiseByOne.self, faulty: [.durable([], state { $0.epoch = 1 })],
                sound: [.published(publication(1, fra)), .durable([], state { $0.epoch = 1 })]),
            "I3": Story(
                checker: SyncStopsBeforePublication.self,
                faulty: [failoverSaved, .published(publication(2, ams, confirmation()))],
                sound: [
                    failoverSaved, .obeyed(node: 1, .promoted), .published(publication(2, ams, confirmation())),
                ]),
            "I4": Story(
                checker: TargetWasSeen.self,
                faulty: [beat(b, true)] + misses(3) + [effect(1, .publish(publication(2, ams)))],
                sound: [beat(b, true), effect(1, .publish(publication(2, ams)))]),
            "I5 twice": Story(
                checker: ConfirmedOnce.self, faulty: confirmed + [.claimed(confirmation())], sound: confirmed),
            "I5 nobody": Story(
                checker: ConfirmedOnce.self, faulty: [.claimed(confirmation())], sound: confirmed),
            "I5 unclaimed": Story(
                checker: ConfirmedOnce.self,
                faulty: [.published(publication(1, fra)), .published(publication(2, ams))],
                sound: confirmed + [.published(publication(1, fra)), .published(publication(2, ams, confirmation()))]),
            "I6": Story(
                checker: AutomaticByPolicy.self, faulty: [announced, automatic],
                sound: [announced] + misses(10) + [automatic]),
            "I6 mode": Story(
                checker: AutomaticByPolicy.self,
                faulty: [announced] + misses(10) + [save { $0.change = change(by: "automatic") }],
                sound: [announced] + misses(10) + [automatic]),
            "I7": Story(
                checker: SilenceIsProven.self,
                faulty: [beat(b, true, asked: 0), verdict("fra1", "failing", 0), verdict("fra1", "failed", 0)],
                sound: [
                    verdict("fra1", "failing", 0), beat(b, true, asked: 2 * .second), verdict("fra1", "failed", 0),
                ]),
            "I8": Story(
                checker: NothingBeginsInDoubt.self, faulty: [.started, beat(a, true), order(.promote(a))],
                sound: [.started, beat(a, true), beat(b, true), order(.promote(a))]),
            "I9": Story(
                checker: DataFlowsFromThePrimary.self, faulty: [order(.follow(a, source: b))],
                sound: [order(.follow(b, source: a))]),
            "I9 overwritten": Story(
                checker: DataFlowsFromThePrimary.self,
                faulty: [
                    .obeyed(node: 1, .followed(0)), .overwritten(node: 1, by: 0, lost: 9000, sourceIsEmpty: true),
                ],
                sound: [
                    command(.resume(a)), .obeyed(node: 1, .followed(0)),
                    .overwritten(node: 1, by: 0, lost: 9000, sourceIsEmpty: true),
                ]),
            // What only the replaced cluster has is given up with the plan, and that is not everything for nothing.
            "I9 reversed": Story(
                checker: DataFlowsFromThePrimary.self,
                faulty: reversed + [.overwritten(node: 1, by: 0, lost: 9000, sourceIsEmpty: true)],
                sound: reversed + [.overwritten(node: 1, by: 0, lost: 9000, sourceIsEmpty: false)]),
        ]
    }

    private var reversed: [TraceEvent] {
        [save { $0.change = change(.reverseSync) }, order(.follow(b, source: a)), .obeyed(node: 1, .followed(0))]
    }

    func change(_ print: String) -> RoleChange { change(.failover, by: "op1", print) }
}
