import RecoveryCore
import Screen

@testable import Dashboard

/// A dashboard, a clock and the newest snapshot: what a test drives with keys.
struct Driver {
    var dashboard: Dashboard
    var snapshot: Snapshot
    var now = Sample.now
    private(set) var actions: [DashboardAction] = []
    private(set) var commands: [OperatorCommand] = []

    init(_ snapshot: Snapshot, options: DashboardOptions = DashboardOptions(glyphs: .ascii)) {
        self.snapshot = snapshot
        dashboard = Dashboard(options: options)
        _ = dashboard.observe(snapshot, now: now)
    }

    mutating func press(_ keys: Key...) { for key in keys { press(key) } }

    /// A terminal that does not read: frames do not reach it.
    var isStalled = false

    mutating func press(_ key: Key) {
        note(dashboard.handle(key, snapshot: snapshot, now: now))
        if !isStalled { dashboard.presented(now: now) }
    }

    mutating func type(_ text: String) { for character in text { press(.character(character)) } }

    /// Time passes; fresh snapshots of the same facts arrive.
    mutating func wait(_ time: Duration, fresh: Bool = true) {
        now = now + time
        guard fresh else { return }
        show(snapshot)
    }

    mutating func show(_ new: Snapshot) {
        snapshot = new
        snapshot.at = now
        snapshot.wallTime = wallclock
        note(dashboard.observe(snapshot, now: now))
        if !isStalled { dashboard.presented(now: now) }
    }

    /// Opens the plan and types; the gate is respected.
    mutating func fill(_ text: String, key: Character = "F") {
        press(.character(key))
        wait(.seconds(0.6))
        press(.tab)
        type(text)
    }

    private mutating func note(_ new: [DashboardAction]) {
        actions += new
        commands += new.compactMap { if case .command(let command) = $0 { command } else { nil } }
    }

    var confirmations: [OperatorCommand] {
        commands.filter { if case .confirm = $0 { true } else { false } }
    }

    private var wallclock: Double { Sample.wallclock + (now - Sample.now).seconds }

    func screen(_ columns: Int = 80, _ rows: Int = 24) -> String {
        dashboard.draw(
            size: Size(columns: columns, rows: rows), snapshot: snapshot, now: now,
            wallclock: wallclock
        ).canvas.picture
    }
}
