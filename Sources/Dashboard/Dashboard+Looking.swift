import RecoveryCore
import Screen

/// Actions of level 0: they change what is seen and nothing else.
extension Dashboard {
    mutating func look(_ action: MainAction, _ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        switch action {
        case .help: dialog = .reading(Reading(.help))
        case .why: dialog = .reading(Reading(.why))
        case .operators: dialog = .reading(Reading(.operators))
        case .palette: dialog = .palette(Palette())
        case .filter:
            guard selection.focus != .sync, selection.focus != .graph else {
                return refuse("there is nothing to filter in this pane", now)
            }
            dialog = .filter(FilterPrompt(selection.focus, looking.filter(of: selection.focus)))
        case .theme:
            guard !options.themes.isEmpty else { return refuse("no themes are known here", now) }
            dialog = .themes(ThemeMenu(options.themes, now: options.theme))
        case .details: return openDetails(snapshot, now)
        case .nextPane, .previousPane:
            let panes = Selection.panes(snapshot, isEnlarged: looking.isEnlarged)
            selection.nextPane(panes, by: action == .nextPane ? 1 : -1)
            heldUntil = nil
        case .down: move(.by(1), snapshot, now)
        case .up: move(.by(-1), snapshot, now)
        case .pageDown: move(.by(10), snapshot, now)
        case .pageUp: move(.by(-10), snapshot, now)
        case .first: move(.first, snapshot, now)
        case .last: move(.last, snapshot, now)
        case .zoomIn: zoom(1, snapshot, now)
        case .zoomOut: zoom(-1, snapshot, now)
        case .sort:
            looking.sort = looking.sort.next
            looking.reorder()
            say("nodes by \(looking.sort.rawValue)\(looking.zoom == .list ? "" : ": seen in the list (z)")", now: now)
        case .callers: enlarge(.callers)
        case .journal: enlarge(.journal)
        case .graph: enlarge(.graph)
        case .enlarge:
            if looking.isEnlarged { shrink() } else { looking.isEnlarged = true }
        case .freeze: frozen = frozen == nil ? snapshot : nil
        case .back: return back(snapshot, now)
        default: break
        }
        follow(snapshot, now: now)
        return []
    }

    /// The same key again brings the former screen back.
    private mutating func enlarge(_ pane: Pane) {
        if looking.isEnlarged, selection.focus == pane { return shrink() }
        if !looking.isEnlarged { looking.returnFocus = selection.focus }
        looking.isEnlarged = true
        selection.focus = pane
    }

    private mutating func shrink() {
        looking.isEnlarged = false
        if selection.focus == .journal || selection.focus == .graph || looking.returnFocus != nil {
            selection.focus = looking.returnFocus ?? .alarms
        }
        looking.returnFocus = nil
    }

    /// Whatever lies nearest.
    private mutating func back(_ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        if frozen != nil {
            frozen = nil
        } else if !looking.filter(of: selection.focus).isEmpty {
            looking.set(.none, of: selection.focus)
        } else if looking.isEnlarged {
            shrink()
        } else {
            return leaveSystem
        }
        heldUntil = nil
        follow(snapshot, now: now)
        return []
    }

    private mutating func move(_ step: Selection.Step, _ snapshot: Snapshot, _ now: Instant) {
        heldUntil = now + AlarmFeed.hold
        switch selection.focus {
        case .alarms:
            selection.alarm = Selection.neighbour(of: selection.alarm, in: feed.alarms.map(\.id), step)
        case .cluster(let id):
            selection.node = Selection.neighbour(of: selection.node, in: looking.nodes(of: id, snapshot), step)
        case .callers:
            selection.caller = Selection.neighbour(of: selection.caller, in: looking.callers(snapshot), step)
        case .journal:
            let filter = looking.filter(of: .journal)
            let shown = journal.lines.filter { filter.matches($0.fields) }.map(\.number)
            // From the end of what is followed, upwards.
            let from = selection.entry ?? shown.last
            selection.entry = step == .last ? nil : Selection.neighbour(of: from, in: shown, step)
        case .sync, .graph: break
        }
    }

    private mutating func zoom(_ step: Int, _ snapshot: Snapshot, _ now: Instant) {
        let all = NodeZoom.allCases
        let isLarge = snapshot.settings.clusters.contains { $0.nodes.count >= NodeGrid.named }
        let automatic: NodeZoom = isLarge ? .rack : .node
        let place = (all.firstIndex(of: looking.zoom ?? automatic) ?? 0) + step
        // Beyond both ends it is chosen by itself again.
        looking.zoom = all.indices.contains(place) ? all[place] : nil
        looking.reorder()
        let words = looking.zoom.map { $0 == .list ? "nodes as a list" : "one cell a \($0.rawValue)" }
        say("zoom: " + (words ?? "as fine as fits"), now: now)
    }

    private mutating func openDetails(_ snapshot: Snapshot, _ now: Instant) -> [DashboardAction] {
        switch selection.focus {
        case .sync, .graph: dialog = .reading(Reading(.sync))
        case .callers:
            guard let caller = selection.caller else {
                dialog = .reading(Reading(.callers))
                return []
            }
            dialog = .reading(Reading(.caller(caller)))
        case .cluster(let id):
            guard let node = selection.node(in: id, snapshot.settings) else {
                dialog = .reading(Reading(.cluster(id)))
                return []
            }
            let waits = snapshot.returned(node) != nil
            dialog = waits ? .returnedNode(ReturnedNodeDialog(node, now: now)) : .reading(Reading(.node(node)))
        case .alarms:
            guard let alarm = snapshot.alarms.first(where: { $0.id == selection.alarm }) else {
                return refuse("no alarm is selected: j and k select one", now)
            }
            dialog = details(of: alarm, snapshot, now)
        case .journal:
            let number = selection.entry ?? journal.lines.last?.number
            guard let line = journal.lines.first(where: { $0.number == number }) else {
                return refuse("there is no entry yet", now)
            }
            dialog = .reading(Reading(.entry(line)))
        }
        return []
    }

    /// Two alarms have a choice behind them.
    private func details(of alarm: Alarm, _ snapshot: Snapshot, _ now: Instant) -> Dialog {
        let returned = snapshot.returnedNodes.first { returned in
            alarm.cluster.map { snapshot.settings.node(returned.node).cluster == $0 } ?? true
        }
        if alarm.kind == .empty, let returned { return .returnedNode(ReturnedNodeDialog(returned.node, now: now)) }
        if alarm.kind == .stuck, snapshot.isChanging { return .steps(StepsDialog(now: now)) }
        return .reading(Reading(.alarm(alarm)))
    }
}
