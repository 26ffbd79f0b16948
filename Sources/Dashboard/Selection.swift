import RecoveryCore

/// What the operator's keys are about: bound to the node or alarm itself, never to a row (screens rule 6). When a selected
/// alarm goes away nothing is selected, so that the next key cannot hit its neighbour.
struct Selection: Hashable, Sendable {
    var focus = Pane.alarms
    private(set) var alarm: AlarmID?
    private(set) var node: NodeID?
    /// The first alarm of an empty list is selected by itself: there is no other that could be meant.
    private var listWasEmpty = true

    mutating func observe(_ snapshot: Snapshot) {
        let alarms = snapshot.alarms
        if let alarm, !alarms.contains(where: { $0.id == alarm }) { self.alarm = nil }
        if listWasEmpty, alarm == nil { alarm = alarms.first?.id }
        listWasEmpty = alarms.isEmpty
    }

    static func panes(_ snapshot: Snapshot) -> [Pane] {
        snapshot.settings.clusters.map { .cluster($0.id) } + [.sync, .callers, .alarms]
    }

    mutating func nextPane(_ snapshot: Snapshot, by step: Int) {
        let panes = Self.panes(snapshot)
        let place = panes.firstIndex(of: focus) ?? 0
        focus = panes[(place + step + panes.count) % panes.count]
    }

    /// The next thing in the focused pane, without going around.
    mutating func move(_ step: Int, _ snapshot: Snapshot) {
        switch focus {
        case .alarms:
            alarm = Self.neighbour(of: alarm, in: snapshot.alarms.map(\.id), step: step)
        case .cluster(let id):
            let nodes = snapshot.settings.cluster(id).nodes.map { NodeID($0) }
            node = Self.neighbour(of: node, in: nodes, step: step)
        case .sync, .callers:
            break
        }
    }

    private static func neighbour<Thing: Equatable>(of thing: Thing?, in all: [Thing], step: Int) -> Thing? {
        guard let thing, let place = all.firstIndex(of: thing) else { return all.first }
        return all[min(max(0, place + step), all.count - 1)]
    }

    /// The selected node, when it is one of this cluster's.
    func node(in cluster: ClusterID, _ settings: Settings) -> NodeID? {
        node.flatMap { settings.cluster(cluster).nodes.contains($0.index) ? $0 : nil }
    }
}
