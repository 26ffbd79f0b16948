import RecoveryCore
import Screen

/// A dialog that is only read: its subject is fixed when it opens, its lines are live.
struct Reading: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        case why
        case help
        case node(NodeID)
        case cluster(ClusterID)
        case caller(CallerID)
        /// As it was written: it never changes.
        case entry(JournalLine)
        /// As it was when the dialog opened; shown on when it has ended meanwhile.
        case alarm(Alarm)
        case sync
        case callers
        case operators
    }

    var subject: Subject
    var scroll = 0

    init(_ subject: Subject) { self.subject = subject }

    /// False: close it.
    mutating func handle(_ key: Key) -> Bool {
        switch KeyTable.find(key, in: KeyTable.reading) {
        case .close: return false
        case .down: scroll += 1
        case .up: scroll -= 1
        case .pageDown: scroll += 10
        case .pageUp: scroll -= 10
        case nil: break
        }
        scroll = min(max(0, scroll), 10_000)
        return true
    }
}

extension Reading {
    /// What it shows is the snapshot's: old when that is.
    private var isLive: Bool {
        switch subject {
        case .why, .node, .cluster, .caller, .alarm, .sync, .callers, .operators: true
        case .help, .entry: false
        }
    }

    func box(_ scene: Scene, columns: Int, locks: KeyLocks) -> DialogBox {
        var box = fresh(scene, columns: columns, locks: locks)
        guard isLive, scene.isStale else { return box }
        box.trailing = "STALE \(Figures.age(scene.age))"
        box.lines = box.lines.map { $0.all(.stale) }
        return box
    }

    private func fresh(_ scene: Scene, columns: Int, locks: KeyLocks) -> DialogBox {
        switch subject {
        case .why:
            DialogBox(title: "why, and why not", lines: why(scene, columns: columns), scroll: scroll)
        case .help:
            DialogBox(title: "keys", lines: HelpLines(locks: locks).lines(columns: columns), scroll: scroll)
        case .node(let id):
            DialogBox(
                title: "node \(scene.name(id))", lines: NodeDetails(scene: scene, id: id).lines(columns: columns),
                scroll: scroll)
        case .cluster(let id):
            DialogBox(
                title: "cluster \(scene.name(id))", lines: ClusterDetails(scene: scene, id: id).lines(columns: columns),
                scroll: scroll)
        case .caller(let id):
            DialogBox(
                title: "caller \(scene.settings.caller(id).name)",
                lines: CallerDetail(scene: scene, id: id).lines(columns: columns), scroll: scroll)
        case .entry(let line):
            DialogBox(
                title: "journal entry \(line.number)", lines: EntryDetails(line: line).lines(columns: columns),
                scroll: scroll)
        case .alarm(let alarm):
            DialogBox(
                title: "alarm \(alarm.id.number)",
                lines: AlarmDetails(scene: scene, opened: alarm).lines(columns: columns), scroll: scroll)
        case .sync:
            DialogBox(title: "sync", lines: SyncDetails(scene: scene).lines(), scroll: scroll)
        case .callers:
            DialogBox(title: "callers", lines: CallerDetails(scene: scene).lines(), scroll: scroll)
        case .operators:
            DialogBox(title: "operators", lines: OperatorLines(scene: scene).lines(columns: columns), scroll: scroll)
        }
    }

    private func why(_ scene: Scene, columns: Int) -> [Line] {
        scene.snapshot.offers.flatMap { offer -> [Line] in
            var head = Line(offer.kind.words, .key)
            head.add(
                offer.isPossible ? "   possible now" : "   not possible now", offer.isPossible ? .verdictOK : .text)
            if let plan = offer.plan {
                head.add("   \(scene.name(plan.from)) \(scene.plainArrow) \(scene.name(plan.target))")
            }
            return [head] + ConditionLines(scene: scene).lines(offer.conditions, columns: columns) + [Line()]
        }
    }
}

/// The help, from the key tables.
struct HelpLines {
    var locks: KeyLocks

    func lines(columns: Int) -> [Line] {
        let shown = locks.options.keys.bindings.filter { locks.isDemo || ($0.action != .demo && $0.action != .tour) }
        let main = shown.flatMap { binding -> [Line] in
            var lines = row(binding.sign.isEmpty ? ":" : binding.sign, help(binding), columns)
            if let reason = locks.reason(binding.action) {
                lines += Wrapping.lines("locked now: \(reason)", columns: columns - 11).map {
                    Line("           ").adding($0, .keyLocked)
                }
            }
            return lines
        }
        return main + [Line(), Line("in a plan, on its facts", .key)] + table(KeyTable.facts, columns)
            + [Line(), Line("in a plan, in the field for the name", .key)] + table(KeyTable.name, columns)
            + [Line(), Line("in the list of a role change's steps", .key)] + table(KeyTable.choices, columns)
            + [Line(), Line("signs", .key)] + signs(columns)
    }

    /// What has no key is called by its name.
    private func help(_ binding: KeyBinding<MainAction>) -> String {
        binding.sign.isEmpty ? "\(binding.action.rawValue): \(binding.help)" : binding.help
    }

    private func table<Action>(_ table: [KeyBinding<Action>], _ columns: Int) -> [Line] {
        table.flatMap { row($0.sign, $0.help, columns) }
    }

    private func row(_ sign: String, _ help: String, _ columns: Int) -> [Line] {
        Wrapping.lines(help, columns: columns - 11).enumerated().map { index, text in
            var line = Line(index == 0 ? sign : "", .key)
            line.add(String(repeating: " ", count: max(1, 11 - line.columns)))
            return line.adding(text)
        }
    }

    private func signs(_ columns: Int) -> [Line] {
        let glyphs = locks.options.glyphs
        let nodes = NodeState.allCases.map { "\(glyphs.sign($0)) \($0.word)" }.joined(separator: ", ")
        let alarms = [Alarm.State.new, .acked, .gone, .shelved].map { "\($0.marker) \($0.word)" }
        return row("nodes", nodes, columns) + row("alarms", alarms.joined(separator: ", "), columns)
    }
}
