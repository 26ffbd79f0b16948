import RecoveryCore

/// How the operator looks at the panes: filters, the zoom of the nodes, sorting, one pane over the whole screen.
struct Looking: Hashable, Sendable {
    /// nil: the finest that fits.
    var zoom: NodeZoom?
    var sort = NodeSort.place
    /// The focused pane has the whole screen.
    var isEnlarged = false
    /// Where the focus was before the journal or the graph took the screen.
    var returnFocus: Pane?
    private var filters: [Pane: Filter] = [:]
    /// The nodes of the focused cluster, as its list shows them.
    private(set) var order = HeldOrder<NodeID>()
    /// Callers, as their board shows them.
    private var callerOrder = HeldOrder<CallerID>()
    /// For which cluster `order` was made.
    private var ordered: ClusterID?

    func filter(of pane: Pane) -> Filter { filters[pane.filtered] ?? .none }

    mutating func set(_ filter: Filter, of pane: Pane) {
        filters[pane.filtered] = filter.isEmpty ? nil : filter
        order.clear()
        callerOrder.clear()
    }

    /// Nodes are shown as a list: by the zoom, or because something is looked for among them.
    func isList(_ cluster: ClusterID) -> Bool { zoom == .list || !filter(of: .cluster(cluster)).isEmpty }

    /// As the list shows them; the focused one's order stays while it is held.
    func nodes(of cluster: ClusterID, _ snapshot: Snapshot) -> [NodeID] {
        guard isList(cluster) else { return snapshot.settings.cluster(cluster).nodes.map { NodeID($0) } }
        if ordered == cluster, !order.things.isEmpty { return order.things }
        return NodeListing.nodes(of: cluster, snapshot, filter: filter(of: .cluster(cluster)), sort: sort)
    }

    /// As the board shows them; their rows stay while it is held.
    func callers(_ snapshot: Snapshot) -> [CallerID] {
        callerOrder.things.isEmpty ? CallerBoardLines.listed(snapshot, filter(of: .callers)) : callerOrder.things
    }

    mutating func follow(_ snapshot: Snapshot, focus: Pane, isHeld: Bool) {
        if focus == .callers {
            callerOrder.update(CallerBoardLines.listed(snapshot, filter(of: .callers)), isHeld: isHeld)
        } else {
            callerOrder.clear()
        }
        guard case .cluster(let cluster) = focus, isList(cluster) else {
            order.clear()
            ordered = nil
            return
        }
        if ordered != cluster { order.clear() }
        ordered = cluster
        // The place never changes, and ten thousand nodes are not listed anew for nothing.
        if sort == .place, filter(of: focus).isEmpty, !order.things.isEmpty { return }
        let wanted = NodeListing.nodes(of: cluster, snapshot, filter: filter(of: focus), sort: sort)
        order.update(wanted, isHeld: isHeld)
    }

    /// From now on another order is meant.
    mutating func reorder() { order.clear() }
}

/// How finely the nodes of a cluster are shown, the coarsest first.
enum NodeZoom: String, CaseIterable, Hashable, Sendable {
    case zone, rack, node, list
}

extension Pane {
    /// All clusters share a filter.
    fileprivate var filtered: Pane { if case .cluster = self { .cluster(ClusterID(0)) } else { self } }
}
