import RecoveryCore

/// What the operator's keys are about: bound to the node, alarm, caller or entry itself, never to a row (screens rule 6).
/// When a selected thing goes away nothing is selected, so that the next key cannot hit its neighbour.
struct Selection: Hashable, Sendable {
    var focus = Pane.alarms
    var alarm: AlarmID?
    var node: NodeID?
    var caller: CallerID?
    /// A journal entry's number; nil: the newest, followed.
    var entry: Int64?
    /// The first alarm of an empty list is selected by itself: there is no other that could be meant.
    private var listWasEmpty = true

    /// - Parameters:
    ///   - alarms: as the list shows them.
    ///   - folded: those that are counted under another: what was selected has become a part of it.
    mutating func observe(_ alarms: [Alarm], folded: [Alarm], _ settings: Settings) {
        if let child = folded.first(where: { $0.id == alarm }) { alarm = child.parent }
        if let alarm, !alarms.contains(where: { $0.id == alarm }) { self.alarm = nil }
        if listWasEmpty, alarm == nil { alarm = alarms.first?.id }
        listWasEmpty = alarms.isEmpty
        if let node, !settings.nodes.indices.contains(node.index) { self.node = nil }
        if let caller, !settings.callers.indices.contains(caller.index) { self.caller = nil }
    }

    static func panes(_ snapshot: Snapshot, isEnlarged: Bool = false) -> [Pane] {
        snapshot.settings.clusters.map { .cluster($0.id) } + [.sync, .callers, .alarms]
            + (isEnlarged ? [.journal, .graph] : [])
    }

    mutating func nextPane(_ panes: [Pane], by step: Int) {
        let place = panes.firstIndex(of: focus) ?? 0
        focus = panes[(place + step + panes.count) % panes.count]
    }

    enum Step: Hashable {
        case by(Int)
        case first, last
    }

    /// The next thing of a list, without going around; the first when nothing was selected.
    static func neighbour<Thing: Equatable>(of thing: Thing?, in all: [Thing], _ step: Step) -> Thing? {
        guard !all.isEmpty else { return nil }
        switch step {
        case .first: return all.first
        case .last: return all.last
        case .by(let count):
            guard let thing, let place = all.firstIndex(of: thing) else { return all.first }
            return all[min(max(0, place + count), all.count - 1)]
        }
    }

    /// The selected node, when it is one of this cluster's.
    func node(in cluster: ClusterID, _ settings: Settings) -> NodeID? {
        node.flatMap { settings.cluster(cluster).nodes.contains($0.index) ? $0 : nil }
    }
}
