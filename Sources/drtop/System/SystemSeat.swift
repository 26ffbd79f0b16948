import Dashboard
import RecoveryCore

/// One system on the screen: where its state comes from, and its dashboard.
struct SystemSeat {
    let name: String
    let source: any WatchedSystem
    let feed: JournalFeed
    var dashboard: Dashboard
    private var observed: Instant?
    private var observedTurn: Turn?

    init(name: String, source: any WatchedSystem, dashboard: Dashboard) {
        self.name = name
        self.source = source
        self.dashboard = dashboard
        feed = JournalFeed(source)
    }

    var newest: Snapshot? { source.newest }

    /// It got better or worse since what is on the screen, or a role is being changed.
    var isUrgent: Bool {
        newest.map { Turn($0) != observedTurn || $0.isChanging } ?? false
    }

    var line: SystemLine { SystemLine(name: name, snapshot: newest) }

    /// The answers and the newest state since the last time.
    mutating func takeNews(now: Instant) -> [DashboardAction] {
        for (command, answer) in source.drainAnswers() { dashboard.answered(answer, to: command, now: now) }
        guard let snapshot = newest, snapshot.at != observed else { return [] }
        observed = snapshot.at
        dashboard.options.engineElsewhere = source.engineElsewhere
        observedTurn = Turn(snapshot)
        return dashboard.observe(snapshot, now: now)
    }
}
