import RecoveryCore
import Screen

/// A key of the operator's: first to the open dialog, then to the main table.
extension Dashboard {
    package mutating func handle(_ key: Key, snapshot: Snapshot?, now: Instant) -> [DashboardAction] {
        if key == .focusIn || key == .focusOut { return [] }
        notice = nil
        guard let dialog else { return handleMain(key, snapshot, now) }
        guard let snapshot else {
            self.dialog = nil
            return []
        }
        switch dialog {
        case .plan(var plan):
            let outcome = plan.handle(key, snapshot, isReadOnly: options.isReadOnly, now: now)
            self.dialog = .plan(plan)
            return apply(outcome)
        case .steps(var steps):
            let outcome = steps.handle(key, snapshot, isReadOnly: options.isReadOnly, now: now)
            self.dialog = .steps(steps)
            return apply(outcome, key, snapshot, now)
        case .emptyNode(var node):
            let outcome = node.handle(key, snapshot, isReadOnly: options.isReadOnly, now: now)
            self.dialog = .emptyNode(node)
            return apply(outcome)
        case .reading(var reading):
            self.dialog = reading.handle(key) ? .reading(reading) : nil
            return []
        case .demo(var menu):
            return handleDemo(key, &menu, snapshot, now)
        case .quit:
            switch KeyTable.find(key, in: KeyTable.quit) {
            case .yes: return [.quit]
            case .no: self.dialog = nil
            case nil: break
            }
            return []
        }
    }

    private mutating func apply(_ outcome: PlanDialog.Outcome) -> [DashboardAction] {
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close: dialog = nil
        case .act(let action): return permitted(action)
        }
        return []
    }

    private mutating func apply(_ outcome: EmptyNodeDialog.Outcome) -> [DashboardAction] {
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close: dialog = nil
        case .act(let action): return permitted(action)
        }
        return []
    }

    private mutating func apply(
        _ outcome: StepsDialog.Outcome, _ key: Key, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close: dialog = nil
        case .through:
            dialog = nil
            return handleMain(key, snapshot, now)
        case .act(let action): return permitted(action)
        }
        return []
    }

    private mutating func handleDemo(
        _ key: Key, _ menu: inout DemoMenu, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        let outcome = menu.handle(key, snapshot.settings)
        dialog = .demo(menu)
        switch outcome {
        case .stay: return []
        case .close:
            dialog = nil
            return []
        case .act(let command):
            notice = Notice("\(command.verb.rawValue): \(name(of: command.target, snapshot.settings))", now: now)
            return [.demo(command)]
        }
    }

    private func name(of target: DemoCommand.Target, _ settings: Settings) -> String {
        switch target {
        case .cluster(let id): "all of \(settings.name(of: id))"
        case .node(let id): settings.name(of: id)
        }
    }

    /// The last gate of a dashboard that only looks.
    private func permitted(_ action: DashboardAction) -> [DashboardAction] {
        if options.isReadOnly, case .command = action { return [.bell] }
        return [action]
    }

    private mutating func handleMain(_ key: Key, _ snapshot: Snapshot?, _ now: Instant) -> [DashboardAction] {
        if case .paste = key {
            notice = Notice("pasted text is ignored", isRefusal: true, now: now)
            return []
        }
        guard let action = KeyTable.action(for: key) else { return [] }
        if action == .repaint { return [.repaint] }
        guard let snapshot else { return action == .quit ? [.quit] : action == .suspend ? [.suspend] : [] }
        return perform(action, snapshot, now)
    }

    private mutating func perform(_ action: MainAction, _ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        switch action {
        case .help: dialog = .reading(Reading(.help))
        case .why: dialog = .reading(Reading(.why))
        case .failover: open(.failover, snapshot, now)
        case .switchover: open(.switchover, snapshot, now)
        case .reverseSync: open(.reverseSync, snapshot, now)
        // The engine knows better than a snapshot whether an alarm waits: it always answers.
        case .acknowledgeFirst: return acknowledge(.first, now)
        case .acknowledgeSecond: return acknowledge(.second, now)
        case .acknowledgeSelected:
            guard let alarm = selection.alarm else { return refuse("no alarm is selected: j and k select one", now) }
            return acknowledge(.id(alarm), now)
        case .nextPane: selection.nextPane(snapshot, by: 1)
        case .previousPane: selection.nextPane(snapshot, by: -1)
        case .down: selection.move(1, snapshot)
        case .up: selection.move(-1, snapshot)
        case .details: return openDetails(snapshot, now)
        case .demo:
            if demo == nil { return [] }
            dialog = .demo(DemoMenu())
        case .quit:
            if options.isAttached { return [.quit] }
            dialog = .quit
        case .suspend:
            if snapshot.isChanging, !options.isAttached {
                return refuse("not while a role changes: who would see it fail?", now)
            }
            return [.suspend]
        case .repaint: return [.repaint]
        }
        return []
    }

    private mutating func acknowledge(_ selection: AlarmSelection, _ now: Instant) -> [DashboardAction] {
        if options.isReadOnly { return refuse(KeyLocks.readOnly, now) }
        return [.command(.acknowledge(selection))]
    }

    private mutating func refuse(_ text: String, _ now: Instant) -> [DashboardAction] {
        notice = Notice(text, isRefusal: true, now: now)
        return [.bell]
    }

    /// A role change under way is shown by each of the three keys; otherwise the plan, or what stands in its way.
    private mutating func open(_ kind: RoleChangeKind, _ snapshot: Snapshot, _ now: Instant) {
        dialog = snapshot.isChanging ? .steps(StepsDialog(now: now)) : .plan(PlanDialog(kind, snapshot, now: now))
    }

    private mutating func openDetails(_ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        switch selection.focus {
        case .sync: dialog = .reading(Reading(.sync))
        case .callers: dialog = .reading(Reading(.callers))
        case .cluster(let id):
            guard let node = selection.node(in: id, snapshot.settings) else {
                return refuse("no node is selected: j and k select one", now)
            }
            let isEmpty = snapshot.emptyNodes.contains(node)
            dialog = isEmpty ? .emptyNode(EmptyNodeDialog(node, now: now)) : .reading(Reading(.node(node)))
        case .alarms:
            guard let alarm = snapshot.alarms.first(where: { $0.id == selection.alarm }) else {
                return refuse("no alarm is selected: j and k select one", now)
            }
            dialog = details(of: alarm, snapshot, now)
        }
        return []
    }

    /// Two alarms have a choice behind them.
    private func details(of alarm: Alarm, _ snapshot: Snapshot, _ now: Instant) -> Dialog {
        let empty = snapshot.emptyNodes.first { node in
            alarm.cluster.map { snapshot.settings.node(node).cluster == $0 } ?? true
        }
        if alarm.kind == .empty, let empty { return .emptyNode(EmptyNodeDialog(empty, now: now)) }
        if alarm.kind == .stuck, snapshot.isChanging { return .steps(StepsDialog(now: now)) }
        return .reading(Reading(.alarm(alarm)))
    }
}
