/// The decision core of one system: what is true, and what to do next. Pure: it takes an event and a time and returns
/// effects; the same events at the same times always give the same effects.
///
/// Read this first. An event changes what is *seen* (`Detection/`, `Synchronization/`) or what is *asked* (`Commands/`);
/// then `settle` draws every conclusion in one fixed order: verdicts, alarms, the role change in hand, the posture of each
/// node, what callers must be told. Whatever a phase allows follows from what is true, so every phase handles every event,
/// and a restart finds its way back by looking.
package struct Recovery: Sendable {
    package let settings: Settings
    /// The pairs from one cluster to another, by both: they follow from the settings, and are asked for all the time.
    private let pairs: [[[NodePair]]]
    /// The names in what is saved: they are those of the settings, and there may be ten thousand.
    let topology: DurableState.Topology

    // What is seen.
    var nodes: [NodeStatus]
    var details: [NodeDetail] = []
    /// By node: when its newest question was asked, if that was met with silence.
    var unanswered: [Instant?]
    var listening: Listening
    var clusters: [ClusterWatch]
    var doubt = SelfDoubt()
    /// At the last look nothing answered anywhere.
    var wasCutOff = false
    var reports: ReplicationBoard
    var journal = JournalHealth.writable
    /// Whose engine else commands our nodes; nil: none was seen.
    var foreignEngine: String?
    /// Why people are not told of alarms; nil: they are.
    var notificationTrouble: String?
    var operators = OperatorBoard()

    // What is decided; most of it survives a restart (`DurableState`).
    var roles: [Role]
    var epoch: Epoch
    var mode: Mode
    var alarms: AlarmBoard
    var change: RoleChange?
    /// The last role change, as long as its callers have not converged; it holds up nothing.
    var converging: RoleChange?
    /// The last change of this process, for the list of steps on the screen.
    var lastChange: RoleChange?
    var callers: CallerBoard
    var maintenance: [Maintenance]
    /// Primary nodes that may have lost their data: their pairs stay parked until a report tells (`Synchronization/Guards`).
    /// Sorted by node.
    var guarded: [Guard]
    var restorations: [Restoration] = []
    /// Sorted.
    var leftOut: [PairID]
    /// Sorted by node.
    var givenUp: [GivenUp]
    /// Sorted by node.
    var ownWrites: [DurableState.CountedWrites]
    var lastRoleChange: Instant?
    var unprotectedSince: Instant?
    var protectedSince: Instant?
    /// An operator's word that the contradiction of the second opinion does not count, for this failure.
    var overrideReason: String?
    /// When the automatic failover begins unless somebody aborts it.
    var countdown: Instant?
    var countdownAborted = false
    /// Raised with every claim, and part of the fingerprint: a plan that was once claimed cannot come back.
    var planSerial: Int
    var isLeaving = false

    // What is under way and how it is told.
    var phase = PhaseName.starting
    var phaseSince: Instant
    var postures: PostureBoard
    var pending = PendingEffects()
    var outbox: Outbox
    var offerCache = OfferCache()
    var lastSyncStates: [SyncStatus.State]
    var syncSince: [Instant]
    /// Nodes whose state changed since the journal was last told.
    var stateChanges: [NodeID] = []
    /// Nodes that answer again and have not been asked yet what they are now.
    var returned: [NodeID] = []
    var nextOpinion: Instant?
    /// A run of the preset sync rule is open; with real-time sync always.
    var isSyncRunOpen: Bool
    var nextSample: Instant
    var publicationRetry: Instant?
    var publicationFailures = 0
    /// Asked for without a role change, and not answered: it may stand, and only the same again finds that out.
    var unansweredPublication: Publication?
    /// From this the documents in force were made: they need not be made again to be compared.
    var originInForce: DocumentOrigin?
    /// When conclusions were last drawn, and how often.
    var lastSettled: Instant
    package private(set) var revision: UInt64 = 0
    /// When `handle(.timePassed)` is due at the latest.
    package private(set) var nextDeadline: Instant

    /// - Parameters:
    ///   - state: what the last process saved, on this process's clock; nil at the very first start.
    ///   - published: the documents in force, from the configuration centre.
    ///   - progress: by caller name, the newest epoch delivered and applied.
    package init(
        settings: Settings, state: DurableState? = nil, published: [ConfigurationInformation] = [],
        progress: [CallerProgress] = [], at now: Instant
    ) {
        self.settings = settings
        pairs = settings.clusters.map { from in settings.clusters.map { settings.pairs(from: from.id, to: $0.id) } }
        topology = DurableState.Topology(settings)
        let state = state ?? DurableState(settings: settings)
        nodes = Array(repeating: NodeStatus(), count: settings.nodes.count)
        unanswered = Array(repeating: nil, count: settings.nodes.count)
        listening = Listening(interval: settings.heartbeat.interval)
        clusters = settings.clusters.map { _ in ClusterWatch(at: now) }
        reports = ReplicationBoard(nodes: settings.nodes.count)
        roles = state.roles
        mode = state.mode
        change = state.change
        converging = state.converging
        epoch = state.change == nil ? max(state.epoch, published.map(\.epoch).max() ?? 0) : state.epoch
        alarms = AlarmBoard(alarms: state.alarms, nextID: state.nextAlarm)
        callers = CallerBoard(
            settings: settings, published: published, progress: progress, waivers: state.waivers ?? [],
            patientSince: alarms.isActive(.callersBehind, of: nil) ? nil : now)
        isSyncRunOpen = state.isSyncRunOpen ?? true
        maintenance = state.maintenance
        guarded = state.guards(since: now)
        leftOut = state.leftOut.sorted()
        givenUp = epoch == state.epoch ? state.givenUp(since: now) : []
        ownWrites = state.ownWrites.sorted { $0.node < $1.node }
        lastRoleChange = state.lastRoleChange
        unprotectedSince = state.unprotectedSince
        planSerial = state.planSerial
        phaseSince = now
        postures = PostureBoard(nodes: settings.nodes.count)
        outbox = Outbox(nextEffect: state.nextEffect)
        lastSyncStates = settings.clusters.map { _ in .unknown }
        syncSince = settings.clusters.map { _ in now }
        nextSample = now + .seconds(60)
        lastSettled = now
        nextDeadline = now
        recount()
        guardWhatHasNoBackup(since: now)
        doubt.beginRound(nodes: settings.nodes.count, at: now)
        resumeAfterRestart(at: now)
    }

    var primary: ClusterID {
        guard let index = roles.firstIndex(of: .primary) else { preconditionFailure("no primary among \(roles)") }
        return ClusterID(index)
    }

    /// The pairs by which data flows from the primary to another cluster, in order.
    func links(to cluster: ClusterID) -> [NodePair] { pairs[primary.index][cluster.index] }

    /// Takes one event and returns what to do about it, in order.
    package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
        take(event, at: now)
        return conclude(at: now)
    }

    /// Takes everything that became known by one moment, and draws conclusions once: ten thousand results cost one settling.
    package mutating func handle(_ events: [Event], at now: Instant) -> [Effect] {
        for event in events { take(event, at: now) }
        return conclude(at: now)
    }

    /// Draws conclusions, if there may be any, from everything that was taken, and returns what to do about it, in order.
    package mutating func conclude(at now: Instant) -> [Effect] {
        if outbox.isDirty || nextDeadline <= now { settle(at: now) }
        return outbox.take()
    }

    /// Takes one event of several of one moment; what follows from it waits for `conclude`. So do the overloads that take
    /// one heartbeat, or one report, out of the list that is its event.
    package mutating func take(_ event: Event, at now: Instant) {
        // A command meets the conclusions from everything before it.
        if case .commanded = event, outbox.isDirty { settle(at: now) }
        switch event {
        case .heartbeats(let heartbeats): take(heartbeats, at: now)
        case .connectionClosed(let node): connectionClosed(node, at: now)
        case .incarnationChanged(let node): incarnationChanged(node, at: now)
        case .nodesReported(let reports): take(reports, at: now)
        case .pairsReported(let reports): take(reports, at: now)
        case .effectEnded(let id, let outcome): effectEnded(id, outcome, at: now)
        case .orderProgressed(let id, let progress): orderProgressed(id, progress)
        case .troubled(let trouble): troubled(trouble, at: now)
        case .journalChanged(let health): journalChanged(health)
        case .foreignEngineSeen(let holder): foreignEngineSeen(holder)
        case .dashboardsChanged(let names):
            operators.dashboardsChanged(names)
            outbox.isDirty = true
        case .commanded(let request): obey(request, at: now)
        case .notificationsFailed(let why): notificationsFailed(why)
        case .callerSpoke(let caller, let epoch, let applies): callerSpoke(caller, epoch, applies: applies, at: now)
        case .syncBecameDue: syncBecameDue()
        case .timePassed: outbox.isDirty = true
        case .stopRequested: stopRequested()
        }
    }

    /// Conclusions can change what they were drawn from (a change ends, roles move): then they are drawn again. More often
    /// than this, the rest waits for the next deadline.
    private static let settlingLimit = 8

    private mutating func settle(at now: Instant) {
        for _ in 0..<Self.settlingLimit {
            outbox.isDirty = false
            // What was shown until now is no longer what a plan may be believed by, also within this turn.
            revision += 1
            drawConclusions(at: now)
            guard outbox.isDirty else { break }
        }
        lastSettled = now
        revision += 1
        nextDeadline = findDeadline()
        if outbox.needsSave { outbox.save(durableState) }
    }

    /// Draws every conclusion, in one order.
    private mutating func drawConclusions(at now: Instant) {
        endMaintenance(at: now)
        judgeClusters(at: now)
        releaseGuards(at: now)
        followSyncStates(at: now)
        followPhase(at: now)
        reconcileAlarms(at: now)
        advanceChange(at: now)
        followConvergence(at: now)
        failOverAutomatically(at: now)
        followPhase(at: now)
        voidRestorations()
        takeLeftOutBackIn()
        forgetGivenUp()
        takePostures(at: now)
        publishIfChanged(at: now)
        deliverWhatIsDue(at: now)
        sample(at: now)
    }
}
