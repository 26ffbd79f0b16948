import RecoveryCore
import Screen

/// The screen's own state: what has the focus, what is selected, which dialog is open, what was typed. Everything else it
/// shows is the snapshot's, and everything it wants is an action. Pure: it reads no clock and touches no terminal.
package struct Dashboard: Sendable {
    package var options: DashboardOptions
    /// What the demonstration's callers feel; nil outside of `drtop demo`.
    package var demo: DemoStatus?
    /// As far as the program has read it; it does so while `wantsJournal`.
    package var journal = JournalPage() {
        didSet { recall(from: oldValue) }
    }
    /// Of the newest frame: how far a dialog can be scrolled depends on it.
    package var size = Size(columns: 80, rows: 24)
    var selection = Selection()
    var dialog: Dialog?
    var notice: Notice?
    var steady = Steady()
    var looking = Looking()
    var feed = AlarmFeed()
    var latencies = Latencies()
    var history = History()
    var tour: Tour?
    /// Opens where the last injury was: what was killed is what is restarted.
    var demoMenu = DemoMenu()
    /// What is on the screen while the operator holds it still.
    var frozen: Snapshot?
    /// Until then lists stay as they are.
    var heldUntil: Instant?
    var bell = Bell()
    /// Until then the others' commands have been told.
    var heardOthers: Instant?
    private(set) var groups: [NodeGroups] = []
    /// For which `groups` were made.
    private var grouped: [Node] = []

    package init(options: DashboardOptions = DashboardOptions(), demo: DemoStatus? = nil) {
        self.options = options
        self.demo = demo
        tour = demo == nil ? nil : Tour()
    }

    /// A new snapshot has arrived: call it for each before it is drawn.
    package mutating func observe(_ snapshot: Snapshot, now: Instant) -> [DashboardAction] {
        steady.observe(snapshot, now: now)
        latencies.observe(snapshot)
        history.observe(snapshot)
        group(snapshot.settings)
        follow(snapshot, now: now)
        tour?.observe(snapshot)
        tellOfOthers(snapshot, now: now)
        switch dialog {
        case .plan(var plan):
            let hasBegun = plan.observe(snapshot, now: now)
            dialog = hasBegun ? .steps(StepsDialog(now: now)) : .plan(plan)
        case .steps(var steps):
            steps.observe(snapshot)
            dialog = snapshot.change == nil ? nil : .steps(steps)
        case .returnedNode(var node):
            node.observe(snapshot, now: now)
            dialog = .returnedNode(node)
        case .reading, .demo, .quit, .palette, .filter, .request, .themes, nil: break
        }
        return bell.observe(snapshot.alarms, now: now).map { [.bell, .notify($0)] } ?? []
    }

    /// Each sees what the others do: the newest command of somebody else, in the footer for some seconds.
    private mutating func tellOfOthers(_ snapshot: Snapshot, now: Instant) {
        let others = snapshot.operators.filter { $0.name != options.operator }
        let newest = others.compactMap { other in other.last.map { (name: other.name, word: $0) } }
            .max { $0.word.at < $1.word.at }
        defer { heardOthers = max(newest?.word.at ?? snapshot.at, heardOthers ?? snapshot.at) }
        // What was said before this dashboard opened is in the list.
        guard let newest, let heardOthers, newest.word.at > heardOthers else { return }
        say("\(newest.name): \(newest.word.command)" + (newest.word.isRefused ? ": refused" : ""), now: now)
    }

    /// Brings the lists in line; while the operator moves in one, its rows stay.
    mutating func follow(_ snapshot: Snapshot, now: Instant) {
        let isHeld = heldUntil.map { now < $0 } ?? false
        let filter = looking.filter(of: .alarms)
        feed.observe(
            snapshot.alarms,
            filter: { alarm in
                // What is new and of priority 1 no filter hides.
                filter.isEmpty || (alarm.state == .new && alarm.priority == 1)
                    || filter.matches(snapshot.fields(of: alarm))
            }, isHeld: (isHeld && selection.focus == .alarms) || isAboutAnAlarm, now: now)
        selection.observe(feed.alarms, folded: snapshot.folded, snapshot.settings)
        looking.follow(snapshot, focus: selection.focus, isHeld: isHeld)
    }

    /// Its target freezes while a dialog is open (screens rule 6).
    private var isAboutAnAlarm: Bool {
        if case .request = dialog { true } else { false }
    }

    /// Arrays that share their storage compare at once, and settings seldom change.
    private mutating func group(_ settings: Settings) {
        guard groups.count != settings.clusters.count || grouped != settings.nodes else { return }
        groups = settings.clusters.map { NodeGroups($0, settings) }
        grouped = settings.nodes
    }

    /// Whether the journal is on the screen: only then is it read.
    package var wantsJournal: Bool {
        looking.isEnlarged && (selection.focus == .journal || selection.focus == .graph)
    }

    private mutating func recall(from old: JournalPage) {
        let last = old.lines.last?.number ?? 0
        for line in journal.lines where line.number > last {
            if let entry = line.entry { history.recall(entry, wallTime: line.wallTime) }
        }
    }

    /// The engine's answer to a command of this dashboard.
    package mutating func answered(_ answer: CommandAnswer, to command: OperatorCommand, now: Instant) {
        switch (dialog, command) {
        case (.plan(var plan), .confirm):
            plan.answered(answer, now: now)
            dialog = .plan(plan)
        case (.returnedNode(var node), .restore), (.returnedNode(var node), .resume):
            node.answered(answer, now: now)
            if case .done = answer { dialog = nil } else { dialog = .returnedNode(node) }
        default: break
        }
        say((answer.isRefused ? "refused: " : "") + answer.text, isRefusal: answer.isRefused, now: now)
    }

    /// In the footer, for some seconds or until the next key.
    package mutating func say(_ text: String, isRefusal: Bool = false, now: Instant) {
        notice = Notice(text, isRefusal: isRefusal, now: now)
    }

    /// A frame has reached the terminal: the gate of a form counts from when its facts could be read. A terminal that
    /// stands still (Ctrl-S) so keeps the form shut.
    package mutating func presented(now: Instant) {
        switch dialog {
        case .plan(var plan):
            plan.presented(now)
            dialog = .plan(plan)
        case .returnedNode(var node):
            node.presented(now)
            dialog = .returnedNode(node)
        case .steps, .reading, .demo, .quit, .palette, .filter, .request, .themes, nil: break
        }
    }
}
