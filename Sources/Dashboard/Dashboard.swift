import RecoveryCore
import Screen

/// The screen's own state: what has the focus, what is selected, which dialog is open, what was typed. Everything else it
/// shows is the snapshot's, and everything it wants is an action. Pure: it reads no clock and touches no terminal.
package struct Dashboard: Sendable {
    package var options: DashboardOptions
    /// What the demonstration's callers feel; nil outside of `drtop demo`.
    package var demo: DemoStatus?
    var selection = Selection()
    var dialog: Dialog?
    var notice: Notice?
    var steady = Steady()
    private(set) var groups: [NodeGroups] = []
    /// For which `groups` were made.
    private var grouped: [Node] = []
    private var bell = Bell()

    package init(options: DashboardOptions = DashboardOptions(), demo: DemoStatus? = nil) {
        self.options = options
        self.demo = demo
    }

    /// A new snapshot has arrived: call it for each before it is drawn.
    package mutating func observe(_ snapshot: Snapshot, now: Instant) -> [DashboardAction] {
        steady.observe(snapshot, now: now)
        group(snapshot.settings)
        selection.observe(snapshot)
        switch dialog {
        case .plan(var plan):
            let hasBegun = plan.observe(snapshot, now: now)
            dialog = hasBegun ? .steps(StepsDialog(now: now)) : .plan(plan)
        case .steps(var steps):
            steps.observe(snapshot)
            dialog = snapshot.change == nil ? nil : .steps(steps)
        case .emptyNode(var node):
            node.observe(snapshot, now: now)
            dialog = .emptyNode(node)
        case .reading, .demo, .quit, nil: break
        }
        return bell.observe(snapshot.alarms, now: now) ? [.bell] : []
    }

    /// Arrays that share their storage compare at once, and settings seldom change.
    private mutating func group(_ settings: Settings) {
        guard groups.count != settings.clusters.count || grouped != settings.nodes else { return }
        groups = settings.clusters.map { NodeGroups($0, settings) }
        grouped = settings.nodes
    }

    /// The engine's answer to a command of this dashboard.
    package mutating func answered(_ answer: CommandAnswer, to command: OperatorCommand, now: Instant) {
        switch (dialog, command) {
        case (.plan(var plan), .confirm):
            plan.answered(answer, now: now)
            dialog = .plan(plan)
        case (.emptyNode(var node), .restore), (.emptyNode(var node), .resume):
            node.answered(answer, now: now)
            if case .done = answer { dialog = nil } else { dialog = .emptyNode(node) }
        default: break
        }
        let isRefusal = if case .refused = answer { true } else { false }
        notice = Notice((isRefusal ? "refused: " : "") + answer.text, isRefusal: isRefusal, now: now)
    }

    /// A frame has reached the terminal: the gate of a form counts from when its facts could be read. A terminal that
    /// stands still (Ctrl-S) so keeps the form shut.
    package mutating func presented(now: Instant) {
        switch dialog {
        case .plan(var plan):
            plan.presented(now)
            dialog = .plan(plan)
        case .emptyNode(var node):
            node.presented(now)
            dialog = .emptyNode(node)
        case .steps, .reading, .demo, .quit, nil: break
        }
    }
}
