@testable import RecoveryCore

/// The decision core in the smallest system that has everything of a failover: one pair, a1 of fra1 and b1 of ams2, one
/// caller, and in each cluster a second node that always answers, so that drtop itself is never cut off.
///
/// A value: a copy goes another way from here.
struct CoreWorld {
    /// An order or request that is on its way, and what it is.
    struct Pending: Hashable, Comparable {
        var id: EffectID
        var request: Request

        static func < (left: Pending, right: Pending) -> Bool { left.id.number < right.id.number }
    }

    private(set) var recovery: Recovery
    private var saved: DurableState?
    private var now = Instant.origin
    private let settings: Settings

    // What drtop can see.
    var isPrimaryUp = true
    var isBackupUp = true
    /// Nothing was heard of the backup for more than two intervals; no question was missed either.
    var isBackupSilent = false
    var primaryRole = StorageRole.writable
    var backupRole = StorageRole.following(.node(CoreWorld.a1), .up)
    // The configuration centre and the caller.
    private(set) var documents: [ConfigurationInformation] = []
    private(set) var isClaimed = false
    private(set) var callerEpoch: Epoch = 0
    private(set) var pending: [Pending] = []
    /// How often something was confirmed.
    private(set) var confirmations = 0
    /// A promotion that an earlier life asked for and that may still take effect.
    var isPromotionLate = false

    /// What the last move made the core ask for, in its order.
    private(set) var asked: [Request] = []
    /// Orders of one batch before what was saved in the same (I10).
    private(set) var faults: [String] = []

    static let a1 = NodeID(0)
    static let b1 = NodeID(2)

    init() {
        settings = Self.makeSettings()
        recovery = Recovery(settings: settings, at: .origin)
        settle()
        // The first epoch, and everybody has it.
        while let next = pending.first { end(next, .done) }
        asked = []
        if epoch != 1 { faults.append("the first epoch is \(epoch)") }
    }

    private static func makeSettings() -> Settings {
        let pairs = [PairID(0), nil, PairID(0), nil]
        let nodes = ["a1", "a2", "b1", "b2"].enumerated().map { index, name in
            Node(
                id: NodeID(index), name: name, cluster: ClusterID(index / 2),
                address: NodeAddress(host: "10.0.0.\(index)", port: 6379), pair: pairs[index])
        }
        var heartbeat = HeartbeatSettings()
        // Time is for the simulator; here every miss and every answer tells at once.
        heartbeat.misses = 1
        heartbeat.hold = .zero
        heartbeat.recoveryHold = .zero
        return Settings(
            system: "model", heartbeat: heartbeat,
            clusters: [
                Cluster(id: ClusterID(0), name: "fra1", initialRole: .primary, nodes: 0..<2),
                Cluster(id: ClusterID(1), name: "ams2", initialRole: .backup, nodes: 2..<4),
            ],
            nodes: nodes, services: [Service(name: "orders", interface: "redis", pairs: [PairID(0)])],
            callers: [
                Caller(
                    id: CallerID(0), name: "checkout", uses: [0],
                    deliveries: [.file(path: "/run/checkout.json", reload: [])])
            ])
    }

    var epoch: Epoch { documents.first?.epoch ?? 0 }

    // MARK: what drtop sees

    private func isHeard(_ node: Int) -> Bool {
        switch node {
        case 0: isPrimaryUp
        case 2: isBackupUp && !isBackupSilent
        case 3: !isBackupSilent
        default: true
        }
    }

    /// One round of questions and reports, and the conclusions from it.
    mutating func look() {
        for _ in 0..<3 {
            now = now + .milliseconds(10)
            let beats = settings.nodes.indices.filter { isHeard($0) || ($0 == 2 && !isBackupUp) || $0 == 0 }
                .map { node in
                    Heartbeat(
                        node: NodeID(node), asked: now - .milliseconds(1),
                        outcome: isHeard(node) ? .answered(latency: .milliseconds(1)) : .missed(.timeout))
                }
            feed(.heartbeats(beats))
        }
        now = now + .milliseconds(1)
        var reports: [NodeReport] = []
        if isHeard(0) { reports.append(report(Self.a1, primaryRole)) }
        if isHeard(2) { reports.append(report(Self.b1, backupRole)) }
        feed(.nodesReported(reports))
        if isHeard(0), isHeard(2) {
            feed(
                .pairsReported([
                    PairReport(
                        pair: PairID(0), upstream: Self.a1, downstream: Self.b1, at: now,
                        lag: Lag(bytes: 0, time: .zero), upstreamSampled: now, writeRate: 0,
                        forecast: .incremental(bytes: 0), ownWrites: OwnWrites(bytes: 0))
                ]))
        }
        feed(.timePassed)
    }

    private func report(_ node: NodeID, _ role: StorageRole) -> NodeReport {
        NodeReport(node: node, at: now, incarnation: "1", role: role, data: .holds(keys: 1))
    }

    /// What brings nodes to their roles ends at once and well.
    mutating func endPostures() {
        for _ in 0..<8 {
            guard let next = pending.first(where: { $0.request.isOfPosture }) else { return }
            end(next, .done)
        }
        faults.append("the nodes never reach their roles: \(pending)")
    }

    /// What a change had asked for that is over, or what was to stop a sync that goes on: it ends at once, and nothing follows
    /// from it but what is then seen.
    mutating func endOrphans(_ end: End) {
        for entry in pending where isOrphan(entry.request) {
            self.end(entry, end)
            endPostures()
        }
    }

    private func isOrphan(_ request: Request) -> Bool {
        switch request {
        case .claim, .fence, .promote: recovery.change?.currentStep.map { $0.rawValue != request.word } ?? true
        case .publish: recovery.change?.currentStep != .publish
        case .park: clusterHasFailed == false
        case .deliver, .follow, .fenceReturned, .fenceBackup, .unfence: false
        }
    }

    private var clusterHasFailed: Bool {
        recovery.clusters[recovery.primary.index].verdict == .failed && recovery.primary == ClusterID(0)
    }

    private mutating func settle() {
        for _ in 0..<3 { look() }
    }

    /// So long that everything that is tried again has been, and everything that waits has given up.
    mutating func wait() {
        for _ in 0..<24 {
            now = now + .milliseconds(500)
            look()
        }
    }

    mutating func passTwoIntervals() {
        now = now + .seconds(3)
        look()
    }

    mutating func clearAsked() { asked = [] }

    // MARK: the core and its effects

    @discardableResult
    mutating func feed(_ event: Event) -> Bool {
        var isDone = false
        var isOutsideBegun = false
        for effect in recovery.handle(event, at: now) {
            switch effect.action {
            case .save(let state):
                saved = state
                if isOutsideBegun { faults.append("something was asked for before it was saved") }
            case .answer(_, .done): isDone = true
            case .record, .watch, .inspect, .stretchTimeouts, .answer: break
            case .order, .claim, .publish, .deliver:
                isOutsideBegun = true
                let request = Request(effect.action, isOfStep: effect.reason.hasPrefix("failover "))
                pending.append(Pending(id: effect.id, request: request))
                asked.append(request)
            }
        }
        return isDone
    }

    mutating func command(_ command: OperatorCommand) -> Bool {
        now = now + .milliseconds(1)
        return feed(.commanded(CommandRequest(id: CommandID("c"), operator: "op", command: command)))
    }

    mutating func confirm() -> Bool {
        confirmations += 1
        guard let plan = recovery.snapshot(at: now, wallTime: 0).offer(.failover)?.plan else { return false }
        return command(.confirm(.failover, fingerprint: plan.fingerprint, typed: settings.name(of: plan.target)))
    }

    // MARK: how it ends

    /// What becomes true, whether or not drtop learns of it.
    mutating func carryOut(_ request: Request) -> EffectOutcome {
        let done = EffectOutcome.order(.done(OrderFinding("read back")))
        switch request {
        case .park:
            backupRole = .following(.parked, .down)
            return done
        case .fence, .fenceReturned:
            primaryRole = .following(.parked, .down)
            return done
        case .fenceBackup:
            backupRole = .following(.parked, .down)
            return done
        case .follow:
            backupRole = .following(.node(Self.a1), .up)
            return done
        case .promote:
            backupRole = .writable
            return done
        case .unfence:
            primaryRole = .writable
            return done
        case .claim:
            isClaimed = true
            return .claim(.claimed)
        case .publish(let publication):
            documents = publication.information
            return .publication(.published)
        case .deliver(let information):
            callerEpoch = information.epoch
            return .delivery(.applied)
        }
    }

    enum End: String, CaseIterable {
        case done
        /// Nothing was done.
        case failed
        /// It was done, and drtop is told that it failed.
        case unknown
        /// The centre says no: another engine leads, or the epoch has moved on.
        case refused
    }

    mutating func end(_ entry: Pending, _ end: End) {
        pending.removeAll { $0 == entry }
        let outcome: EffectOutcome
        switch end {
        case .done: outcome = carryOut(entry.request)
        case .failed: outcome = entry.request.failure
        case .unknown:
            _ = carryOut(entry.request)
            outcome = entry.request.failure
        case .refused: outcome = entry.request.refusal
        }
        now = now + .milliseconds(1)
        feed(.effectEnded(entry.id, outcome))
        // A failed order is given again after a while; the model does not know how long that is.
        if entry.request == .park, end == .failed { now = now + .seconds(2) }
        look()
    }

    /// The process ends, and another begins with what was kept.
    mutating func restart() {
        pending = []
        recovery = Recovery(
            settings: settings, state: saved, published: documents,
            progress: [CallerProgress(caller: "checkout", delivered: callerEpoch, applied: callerEpoch)], at: now)
        settle()
    }
}
