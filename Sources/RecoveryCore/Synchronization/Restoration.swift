/// An empty primary node gets its data back from its pair. What it took in the meantime is counted by the fence and
/// discarded; until the end neither side of the pair serves.
///
/// ```
/// fence a1 -> open b1 (a parked node gives no copy; one that serves is open) -> a1 follows b1 -> b1 hands over to a1
/// ```
struct Restoration: Hashable, Sendable {
    var node: NodeID
    var source: NodeID
    var step = Step.fence

    enum Step: Hashable, Sendable { case fence, open, copy, handBack }

    /// Which of the two nodes is to do what now.
    var current: (subject: NodeID, posture: Posture) {
        switch step {
        case .fence: (node, .fenced(against: source))
        case .open: (source, .writable)
        case .copy: (node, .following(source))
        case .handBack: (node, .takingOver(from: source))
        }
    }

    func involves(_ other: NodeID) -> Bool { other == node || other == source }
}

extension Recovery {
    func restoration(of node: NodeID) -> Restoration? {
        restorations.first { $0.involves(node) }
    }

    /// An order to a node ended well: its restoration goes on.
    mutating func advanceRestoration(_ node: NodeID, _ posture: Posture, at now: Instant) {
        guard let index = restorations.firstIndex(where: { $0.current == (node, posture) }) else { return }
        switch restorations[index].step {
        case .fence: restorations[index].step = reports.isWritable(restorations[index].source) ? .copy : .open
        case .open: restorations[index].step = .copy
        case .copy: restorations[index].step = .handBack
        case .handBack:
            let restored = restorations.remove(at: index)
            guarded.removeAll { $0.node == restored.node }
            outbox.record(.noted("\(settings.name(of: restored.node)) is restored from its pair"))
            outbox.needsSave = true
        }
    }

    /// A role change, or a node that is gone, ends what is under way; the alarm stays, and restoring again goes on from
    /// what is found.
    mutating func voidRestorations() {
        guard !restorations.isEmpty else { return }
        restorations = restorations.filter { entry in
            change == nil && settings.node(entry.node).cluster == primary
                && nodes[entry.source.index].isAvailable && nodes[entry.node.index].isAvailable
        }
    }
}
