import RecoveryCore
import Screen

/// What a key does on the main screen.
package enum MainAction: String, Hashable, Sendable, CaseIterable {
    case help, failover, reverseSync, switchover, acknowledgeFirst, acknowledgeSecond, acknowledgeSelected, why
    case nextPane, previousPane, details, down, up, demo, quit, suspend, repaint
}

/// The one table of keys: footer and help are generated from it, in this order. A key that is not built is not in it.
package enum KeyTable {
    package static let main: [KeyBinding<MainAction>] = [
        KeyBinding(.help, .letters("?"), "?", "help", "All keys, and why some are locked now."),
        KeyBinding(
            .failover, .letters("F"), "F", "failover", "Show the plan of a failover, or what stands in its way."),
        KeyBinding(
            .reverseSync, .letters("R"), "R", "reverse sync",
            "Show the plan that makes the recovered old primary follow the new one."),
        KeyBinding(
            .acknowledgeFirst, .letters("1"), "1", "ack first alarm", "Acknowledge the first alarm: you look after it."),
        KeyBinding(.acknowledgeSecond, .letters("2"), "2", "ack second alarm", "Acknowledge the second alarm."),
        KeyBinding(.acknowledgeSelected, .letters("a"), "a", "ack", "Acknowledge the selected alarm."),
        KeyBinding(
            .switchover, .letters("S"), "S", "switchover", "Show the plan of a planned role change of healthy clusters."
        ),
        KeyBinding(.why, .letters("w"), "w", "why", "Every condition of each action: why, and why not."),
        KeyBinding(.demo, .letters("D"), "D", "demo menu", "Kill, stop, continue and restart nodes and clusters."),
        KeyBinding(.nextPane, [.tab], "Tab", "pane", "Go to the next pane."),
        KeyBinding(.details, [.enter], "Enter", "details", "Everything about the selected node, alarm or pane."),
        KeyBinding(.quit, [.character("q"), .control("c")], "q", "quit", "Leave; drtop asks first."),
        KeyBinding(.previousPane, [.backTab], "Shift-Tab", "", "Go back to the pane before."),
        KeyBinding(.down, [.character("j"), .down, .right], "j", "", "Select the next one (also the arrow keys)."),
        KeyBinding(.up, [.character("k"), .up, .left], "k", "", "Select the one before (also the arrow keys)."),
        KeyBinding(.suspend, [.control("z")], "Ctrl-Z", "", "Suspend the dashboard; refused while a role changes."),
        KeyBinding(.repaint, [.control("l")], "Ctrl-L", "", "Paint the screen anew."),
    ]

    package static func action(for key: Key) -> MainAction? { find(key, in: main) }

    static func find<Action>(_ key: Key, in table: [KeyBinding<Action>]) -> Action? {
        table.first { $0.keys.contains(key) }?.action
    }
}

/// Why a key has no effect now. A locked F, S or R still opens its dialog, which lists the conditions.
struct KeyLocks {
    var snapshot: Snapshot?
    var options: DashboardOptions
    var isDemo: Bool
    var alarm: AlarmID?

    /// In words; nil: it works.
    func reason(_ action: MainAction) -> String? {
        switch action {
        case .failover: standsInTheWay(of: .failover)
        case .switchover: standsInTheWay(of: .switchover)
        case .reverseSync: standsInTheWay(of: .reverseSync)
        case .acknowledgeFirst: options.isReadOnly ? Self.readOnly : unacknowledged(.first)
        case .acknowledgeSecond: options.isReadOnly ? Self.readOnly : unacknowledged(.second)
        case .acknowledgeSelected: options.isReadOnly ? Self.readOnly : selected
        case .suspend: snapshot?.isChanging == true ? "a role change is under way" : nil
        case .demo: isDemo ? nil : "only in drtop demo"
        case .help, .why, .nextPane, .previousPane, .details, .down, .up, .quit, .repaint: nil
        }
    }

    static let readOnly = "this dashboard is read only"

    private func standsInTheWay(of kind: RoleChangeKind) -> String? {
        guard let snapshot, let offer = snapshot.offer(kind) else { return "drtop has just started" }
        if snapshot.isChanging { return nil }
        if let condition = offer.conditions.first(where: { !$0.isMet }) {
            return "\(condition.name): \(condition.value)"
        }
        return offer.plan == nil ? "there is no plan yet" : nil
    }

    private func unacknowledged(_ kind: AlarmKind) -> String? {
        let waits = snapshot?.alarms.contains { $0.kind == kind && $0.acknowledgement == nil } ?? false
        return waits ? nil : "no \(kind == .first ? "first" : "second") alarm waits to be acknowledged"
    }

    private var selected: String? {
        guard let alarm, let found = snapshot?.alarms.first(where: { $0.id == alarm }) else {
            return "no alarm is selected"
        }
        return found.acknowledgement == nil ? nil : "the selected alarm is already acknowledged"
    }

    /// What the footer says of the main screen: what can be done now comes first, what makes no sense now is left out.
    func footer() -> [FooterItem] {
        let bindings = KeyTable.main.filter { isShown($0.action) }
        let items = bindings.map { binding in
            FooterItem(
                sign: binding.sign, words: words(binding), isLocked: reason(binding.action) != nil,
                isProposed: isProposed(binding.action))
        }
        return items.filter { !$0.isLocked } + items.filter(\.isLocked)
    }

    /// While a role changes, F shows its steps.
    private func words(_ binding: KeyBinding<MainAction>) -> String {
        guard binding.action == .failover, let change = snapshot?.change, snapshot?.isChanging == true else {
            return binding.footer
        }
        return "steps of the \(change.plan.kind.words)"
    }

    private func isShown(_ action: MainAction) -> Bool {
        if snapshot?.isChanging == true, action == .switchover || action == .reverseSync { return false }
        return switch action {
        case .acknowledgeFirst, .acknowledgeSecond, .acknowledgeSelected, .demo: reason(action) == nil
        case .reverseSync: snapshot?.clusters.contains { $0.role == .failed } ?? false
        default: true
        }
    }

    private func isProposed(_ action: MainAction) -> Bool {
        switch action {
        case .failover, .reverseSync:
            reason(action) == nil && snapshot?.isChanging == false && (snapshot?.verdict.priority ?? 0) > 0
        default: false
        }
    }
}

extension Snapshot {
    /// A confirmed plan is on its way, or stuck on it.
    var isChanging: Bool { change?.current != nil }
}
