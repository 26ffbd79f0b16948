import RecoveryCore
import Screen

/// What an action of the main table does; the palette comes here as well.
extension Dashboard {
    func locks(_ snapshot: Snapshot) -> KeyLocks {
        KeyLocks(snapshot: snapshot, options: options, isDemo: demo != nil, selection: selection)
    }

    /// From the palette: what is named is selected first, as by hand.
    mutating func run(
        _ action: MainAction, _ argument: String, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        if !argument.isEmpty, let fault = select(argument, for: action, snapshot) { return refuse(fault, now) }
        if action == .theme, options.themes.contains(argument) {
            options.theme = argument
            return [.useTheme(argument)]
        }
        if action == .filter, !argument.isEmpty {
            looking.set(Filter(argument), of: selection.focus)
            follow(snapshot, now: now)
            return []
        }
        return perform(action, snapshot, now)
    }

    /// Returns why nothing of that name can be meant.
    private mutating func select(_ argument: String, for action: MainAction, _ snapshot: Snapshot) -> String? {
        switch action {
        case .maintenance, .resume, .restore, .details:
            guard let node = snapshot.settings.nodes.first(where: { $0.name == argument }) else {
                return "no node is called \(argument)"
            }
            selection.focus = .cluster(node.cluster)
            selection.node = node.id
        case .waive, .sendAgain:
            guard let caller = snapshot.settings.callers.first(where: { $0.name == argument }) else {
                return "no caller is called \(argument)"
            }
            selection.caller = caller.id
        case .acknowledgeSelected, .note, .shelve, .unshelve:
            guard let alarm = snapshot.alarms.first(where: { String($0.id.number) == argument }) else {
                return "there is no alarm \(argument)"
            }
            selection.alarm = alarm.id
        case .theme: return options.themes.contains(argument) ? nil : "there is no theme \(argument)"
        case .filter: return nil
        default: return "\(action.rawValue) takes nothing behind its name"
        }
        return nil
    }

    mutating func perform(_ action: MainAction, _ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        if Self.ends(action) { frozen = nil }
        switch action {
        case .failover: open(.failover, snapshot, now)
        case .switchover: open(.switchover, snapshot, now)
        case .reverseSync: open(.reverseSync, snapshot, now)
        // The engine knows better than a snapshot whether an alarm waits: it always answers.
        case .acknowledgeFirst: return acknowledge(.first, now)
        case .acknowledgeSecond: return acknowledge(.second, now)
        case .acknowledgeSelected:
            guard let alarm = selection.alarm else { return refuse("no alarm is selected: j and k select one", now) }
            guard snapshot.alarms.contains(where: { $0.id == alarm }) else {
                return refuse("the selected alarm is over and was acknowledged", now)
            }
            return acknowledge(.id(alarm), now)
        case .acknowledgeAll, .note, .shelve, .override, .waive, .sendAgain, .maintenance, .modeObserve, .modeConfirm,
            .modeAutomatic, .unshelve, .undo, .abort, .retry, .goOnWithout, .resume, .restore:
            return decide(action, snapshot, now)
        case .silence:
            bell.silence(now: now)
            say("the bell is silent for 30 s", now: now)
        case .demo:
            if demo == nil { return [] }
            dialog = .demo(demoMenu)
        case .tour: tour = demo == nil ? nil : tour == nil ? Tour() : nil
        case .quit:
            if options.isAttached { return [.quit] }
            dialog = .quit
        case .suspend:
            if snapshot.isChanging, !options.isAttached {
                return refuse("not while a role changes: who would see it fail?", now)
            }
            return [.suspend]
        case .repaint: return [.repaint]
        case .copy:
            let summary = IncidentSummary(snapshot: snapshot, now: now)
            say("copied a summary of \(summary.lines.count) lines, where the terminal takes it (OSC 52)", now: now)
            return [.copy(summary.text)]
        case .picture: return [.savePicture]
        case .help, .why, .palette, .filter, .details, .callers, .operators, .journal, .graph, .enlarge, .freeze,
            .theme, .zoomIn,
            .zoomOut, .sort, .nextPane, .previousPane, .down, .up, .first, .last, .pageDown, .pageUp, .back:
            return look(action, snapshot, now)
        }
        return []
    }

    /// Whoever acts, acts on what is so now.
    private static func ends(_ action: MainAction) -> Bool {
        switch action {
        case .failover, .switchover, .reverseSync, .acknowledgeFirst, .acknowledgeSecond, .acknowledgeSelected,
            .acknowledgeAll, .note, .shelve, .unshelve, .undo, .abort, .retry, .goOnWithout, .override, .resume,
            .restore, .maintenance, .waive, .sendAgain, .modeObserve, .modeConfirm, .modeAutomatic, .demo, .quit:
            true
        default: false
        }
    }

    private mutating func decide(_ action: MainAction, _ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        let locks = locks(snapshot)
        if let reason = locks.reason(action) { return refuse(reason, now) }
        switch action {
        case .acknowledgeAll: dialog = .request(RequestDialog(.acknowledgeAll))
        case .note: dialog = locks.alarm.map { .request(RequestDialog(.note($0))) }
        case .shelve: dialog = locks.alarm.map { .request(RequestDialog(.shelve($0))) }
        case .unshelve: return locks.alarm.map { permitted(.command(.unshelve($0.id))) } ?? []
        case .undo: return permitted(.command(.undo))
        case .override: dialog = .request(RequestDialog(.override))
        case .modeObserve: dialog = .request(RequestDialog(.mode(.observe)))
        case .modeConfirm: dialog = .request(RequestDialog(.mode(.confirm)))
        case .modeAutomatic: dialog = .request(RequestDialog(.mode(.automatic)))
        case .sendAgain: dialog = selection.caller.map { .request(RequestDialog(.sendAgain($0))) }
        case .waive: dialog = selection.caller.map { .request(RequestDialog(.waive($0))) }
        case .maintenance:
            guard let node = locks.node else { return [] }
            let isIn = snapshot.nodes[node.index].state == .maintenance
            dialog = .request(RequestDialog(isIn ? .endMaintenance(node) : .startMaintenance(node)))
        case .resume, .restore:
            let chosen = selection.node.flatMap(snapshot.returned) ?? snapshot.returnedNodes.first
            dialog = chosen.map { .returnedNode(ReturnedNodeDialog($0.node, now: now)) }
        // The count-down ends at once: that changes nothing outside, and waiting would.
        case .abort where locks.isCountingDown: return permitted(.command(.abort))
        // They are chosen in the list of steps, where "change nothing" comes first.
        case .abort, .retry, .goOnWithout: dialog = .steps(StepsDialog(now: now))
        default: break
        }
        return []
    }

    private mutating func acknowledge(_ selection: AlarmSelection, _ now: Instant) -> [DashboardAction] {
        if options.isReadOnly { return refuse(KeyLocks.readOnly, now) }
        return [.command(.acknowledge(selection))]
    }

    mutating func refuse(_ text: String, _ now: Instant) -> [DashboardAction] {
        say(text, isRefusal: true, now: now)
        return [.bell]
    }

    /// A role change under way is shown by each of the three keys; otherwise the plan, or what stands in its way.
    private mutating func open(_ kind: RoleChangeKind, _ snapshot: Snapshot, _ now: Instant) {
        dialog = snapshot.isChanging ? .steps(StepsDialog(now: now)) : .plan(PlanDialog(kind, snapshot, now: now))
    }
}
