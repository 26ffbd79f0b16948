import RecoveryCore

/// Why a key has no effect now. A locked F, S or R still opens its dialog, which lists the conditions.
struct KeyLocks {
    var snapshot: Snapshot?
    var options: DashboardOptions
    var isDemo: Bool
    var selection = Selection()

    /// In words; nil: it works.
    func reason(_ action: MainAction) -> String? {
        if options.isReadOnly, Self.changing.contains(action) { return Self.readOnly }
        return switch action {
        case .failover: standsInTheWay(of: .failover)
        case .switchover: standsInTheWay(of: .switchover)
        case .reverseSync: standsInTheWay(of: .reverseSync)
        case .acknowledgeFirst: unacknowledged(.first)
        case .acknowledgeSecond: unacknowledged(.second)
        case .acknowledgeAll: waiting.isEmpty ? "no alarm waits to be acknowledged" : nil
        case .acknowledgeSelected, .note, .shelve, .unshelve: onSelectedAlarm(action)
        case .abort, .retry, .goOnWithout: onChange(action)
        case .override: onContradiction
        case .resume, .restore: (snapshot?.returnedNodes.isEmpty ?? true) ? "no node came back without its data" : nil
        case .maintenance: node == nil ? "no node is selected: Tab to its cluster, then j and k" : nil
        case .waive: onLaggard
        case .sendAgain: onDelivered
        case .modeObserve: mode(.observe)
        case .modeConfirm: mode(.confirm)
        case .modeAutomatic: mode(.automatic)
        case .suspend: snapshot?.isChanging == true && !options.isAttached ? "a role change is under way" : nil
        case .demo, .tour: isDemo ? nil : "only in drtop demo"
        case .undo, .silence, .why, .help, .palette, .filter, .details, .callers, .operators, .journal, .graph,
            .enlarge, .freeze,
            .theme, .copy, .picture, .zoomIn, .zoomOut, .sort, .nextPane, .previousPane, .down, .up, .first, .last,
            .pageDown, .pageUp, .back, .quit, .repaint:
            nil
        }
    }

    static let readOnly = "this dashboard is read only"
    /// What leads to a command and to nothing else. The plans can be read.
    private static let changing: Set<MainAction> = [
        .acknowledgeFirst, .acknowledgeSecond, .acknowledgeSelected, .acknowledgeAll, .note, .shelve, .unshelve, .undo,
        .abort, .retry, .goOnWithout, .override, .resume, .restore, .maintenance, .waive, .sendAgain, .modeObserve,
        .modeConfirm,
        .modeAutomatic,
    ]

    private func standsInTheWay(of kind: RoleChangeKind) -> String? {
        guard let snapshot, let offer = snapshot.offer(kind) else { return "drtop has just started" }
        if snapshot.isChanging { return nil }
        if let condition = offer.conditions.first(where: { !$0.isMet }) {
            return "\(condition.name): \(condition.value)"
        }
        return offer.plan == nil ? "there is no plan yet" : nil
    }

    private var waiting: [Alarm] { snapshot?.alarms.filter { $0.acknowledgement == nil } ?? [] }

    private func unacknowledged(_ kind: AlarmKind) -> String? {
        waiting.contains { $0.kind == kind }
            ? nil : "no \(kind == .first ? "first" : "second") alarm waits to be acknowledged"
    }

    var alarm: Alarm? {
        selection.alarm.flatMap { id in snapshot?.alarms.first { $0.id == id } }
    }

    private func onSelectedAlarm(_ action: MainAction) -> String? {
        guard let alarm else { return "no alarm is selected: Tab to the alarms, then j and k" }
        return switch action {
        case .acknowledgeSelected where alarm.acknowledgement != nil: "the selected alarm is already acknowledged"
        case .shelve where alarm.kind == .first: "the first alarm cannot be shelved"
        case .shelve where alarm.shelf != nil: "the selected alarm is shelved already"
        case .unshelve where alarm.shelf == nil: "the selected alarm is not shelved"
        default: nil
        }
    }

    /// The node that the operator means, when the pane of its cluster has the focus.
    var node: NodeID? {
        guard let snapshot, case .cluster(let cluster) = selection.focus else { return nil }
        return selection.node(in: cluster, snapshot.settings)
    }

    /// An automatic failover has been announced.
    var isCountingDown: Bool {
        snapshot?.mode == .automatic && snapshot?.phase == .awaitingConfirmation && snapshot?.isChanging == false
    }

    private func onChange(_ action: MainAction) -> String? {
        if action == .abort, isCountingDown { return nil }
        guard let snapshot, snapshot.isChanging else { return "no role change is under way" }
        let choices = StepsDialog.choices(snapshot)
        return switch action {
        case .abort where snapshot.abort == nil:
            "a node has already been promoted: from here it goes forward"
        case .retry where !choices.contains(.retry): "no step has failed"
        case .goOnWithout where !choices.contains(where: \.isWithout): "no pair has failed in this step"
        default: nil
        }
    }

    private var onContradiction: String? {
        snapshot?.overlays.contains(.contradicted) == true ? nil : "nothing contradicts a failure"
    }

    private static let noCaller = "no caller is selected: press c, then j and k"

    private var onLaggard: String? {
        guard let snapshot else { return "drtop has just started" }
        guard let caller = selection.caller else { return Self.noCaller }
        let isBehind = CallersPanel.behind(snapshot).contains(caller.index)
        return isBehind ? nil : "the selected caller is not behind"
    }

    private var onDelivered: String? {
        guard let snapshot else { return "drtop has just started" }
        guard let caller = selection.caller else { return Self.noCaller }
        let isFetching = snapshot.settings.caller(caller).deliveries.isEmpty
        return isFetching ? "the selected caller fetches it itself" : nil
    }

    private func mode(_ mode: Mode) -> String? { snapshot?.mode == mode ? "it is the mode now" : nil }
}

extension StepsDialog.Choice {
    var isWithout: Bool { if case .without = self { true } else { false } }
}
