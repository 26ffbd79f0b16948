import RecoveryCore

/// One process of the controller after another around the unchanged core, driven as the engine drives it.
struct Controller: Sendable {
    var recovery: Recovery
    var isRunning = false
    /// Counts the processes: what was meant for an earlier one is void.
    var process = 0
    var clock = ProcessClock()
    var pausedUntil: Moment = 0
    var awakeSince: Moment = -1
    var watched: ClusterID
    /// When the core wants to be called.
    var due: Moment = .max
    /// Calls in a row at one moment.
    var idleTurns = 0
    /// When it was last called for time alone.
    var lastIdle: Moment = -1
    /// It was asked to leave, and does so then at the latest.
    var leavesBy: Moment?

    // What is on disk.
    var saved: DurableState?
    /// When that was, on both clocks of the process that saved it.
    var savedAt = Instant.origin
    var savedWall: Moment = 0
    var applied: [Epoch]

    // What waits for the disk.
    var turns: [EngineTurn] = []
    var writing: [EngineTurn] = []
    var backlog = EngineTurn()
    var isWriting = false
    var isFailing = false

    init(_ settings: Settings) {
        recovery = Recovery(settings: settings, at: .origin)
        watched = settings.clusters.first { $0.initialRole == .primary }?.id ?? ClusterID(0)
        applied = Array(repeating: 0, count: settings.callers.count)
    }
}

/// What the core asked for at once: kept first, then begun.
struct EngineTurn: Sendable {
    var entries: [JournalEntry] = []
    var state: DurableState?
    var effects: [Effect] = []
}

extension Simulation {
    /// As the acting engine's process sees it.
    func instant(_ moment: Moment) -> Instant { controller.clock.instant(moment) }

    mutating func startController() {
        guard !controller.isRunning else { return }
        controller.process = nextProcess()
        controller.isRunning = true
        controller.leavesBy = nil
        controller.pausedUntil = now
        controller.awakeSince = now
        controller.turns = []
        controller.writing = []
        controller.backlog = EngineTurn()
        controller.isWriting = false
        controller.isFailing = false
        controller.clock = ProcessClock(
            showing: .seconds(chance.within(0...100_000)), at: now, drift: controller.clock.drift)
        // How long nobody ran is known by the wall clock alone; one that was set back has no time pass.
        let passed = max(0, wallTime - controller.savedWall).duration
        let state = controller.saved?.shifted(by: instant(now) - controller.savedAt - passed)
        let progress = settings.callers.compactMap { caller -> CallerProgress? in
            let epoch = controller.applied[caller.id.index]
            return epoch > 0 ? CallerProgress(caller: caller.name, delivered: epoch, applied: epoch) : nil
        }
        controller.recovery = Recovery(
            settings: settings, state: state, published: documentsRead(), progress: progress,
            at: instant(now))
        controller.watched = settings.clusters.first { $0.initialRole == .primary }?.id ?? ClusterID(0)
        centre.begin(term: controller.process)
        board = StatusBoard(settings)
        note(.started)
        note(.restored(controller.saved))
        startProber()
        controller.due = now
        if faulted.notifications > 0 { tellOfNotifications() }
        tellOfDashboards()
        planSyncRun()
    }

    /// Whoever is there looks at a screen.
    mutating func tellOfDashboards() {
        tell(.dashboardsChanged(faulted.absence > 0 ? [] : operators.map(\.name)))
    }

    /// The newest attempt to tell somebody of an alarm.
    mutating func tellOfNotifications() {
        tell(.notificationsFailed(faulted.notifications > 0 ? "alertmanager: connection refused" : nil))
    }

    mutating func crashController(for time: Moment) {
        guard controller.isRunning else { return }
        controller.isRunning = false
        controller.due = .max
        // Of what was being written the disk has a beginning: nothing, some of it, or all.
        if controller.isWriting, faulted.journal == 0 {
            let unsynced = [controller.backlog] + controller.writing
            commit(Array(unsynced.prefix(chance.below(unsynced.count + 1))))
        }
        note(.crashed)
        noteHolds()
        queue.plan(.controllerStarted, at: now + time)
    }

    mutating func pauseController(for time: Moment) {
        guard controller.isRunning, controller.pausedUntil <= now else { return }
        controller.pausedUntil = now + time
        pauseBegan = now
        // What wakes up learns first that it slept.
        controller.due = max(controller.due, controller.pausedUntil + 1)
        queue.plan(.controllerResumed, at: controller.pausedUntil)
    }

    mutating func resumeController() {
        guard controller.isRunning, controller.pausedUntil == now else { return }
        controller.awakeSince = now
        if now - pauseBegan > 2 * .second + 500 * .millisecond {
            tell(.troubled(.lateTick((now - pauseBegan).duration)))
        }
        tellOfNotifications()
    }

    private mutating func planSyncRun() {
        guard case .every(let period) = settings.sync.rule else { return }
        let every = period.microseconds
        queue.plan(.syncBecameDue(process: controller.process), at: (now / every + 1) * every)
    }

    mutating func takeSyncRun(_ process: Int) {
        guard process == controller.process, controller.isRunning else { return }
        tell(.syncBecameDue)
        planSyncRun()
    }

    /// Microseconds on the wall clock of the controller's machine.
    var wallTime: Moment { now + wallStep }

    /// Somebody sets the machine's wall clock; a process that runs notices what is more than a tick's lateness.
    mutating func stepWallClock(by step: Moment) {
        wallStep += step
        note(.clockStepped(step))
        guard controller.isRunning, controller.pausedUntil <= now, abs(step) > 2 * .second else { return }
        tell(.troubled(.clockJump(step.duration)))
    }
}
