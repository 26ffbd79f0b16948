import RecoveryCore

extension Simulation {
    static let soundnessPause: Moment = 5 * .second
    /// Long enough for an alarm, a retry or a sample that is still to come.
    private static let soundnessHold: Moment = 65 * .second

    /// Ends the second phase when everything has stayed as it should be.
    mutating func lookForSoundness() {
        queue.plan(.soundnessLooked, at: now + Self.soundnessPause)
        guard settlement().fault == nil else {
            soundSince = nil
            return
        }
        let since = soundSince ?? now
        soundSince = since
        hasSettled = now - since >= Self.soundnessHold
    }

    /// How things stand at the end.
    mutating func settlement() -> Settlement {
        let snapshot =
            controller.isRunning ? controller.recovery.snapshot(at: instant(now), wallTime: 0) : nil
        return Settlement(
            phase: snapshot?.phase, isChanging: snapshot?.change?.current != nil,
            epoch: centre.epoch, callers: callers.map { $0.uses?.epoch ?? 0 },
            activeAlarms: snapshot?.alarms.filter(\.isActive).map(\.kind) ?? [],
            astray: snapshot.map(astray) ?? ["drtop does not run"])
    }

    /// Nodes that are not what their cluster's role asks for.
    private func astray(_ snapshot: Snapshot) -> [String] {
        guard let primary = settings.clusters.first(where: { snapshot.clusters[$0.id.index].role == .primary })
        else { return ["there is no primary"] }
        return settings.nodes.compactMap { node in
            let state = nodes[node.id.index]
            guard let pair = node.pair, let upstream = settings.node(of: pair, in: primary.id) else { return nil }
            switch snapshot.clusters[node.cluster.index].role {
            case .primary: return state.isWritable ? nil : "\(node.name) of the primary takes no writes: \(state.role)"
            case .backup:
                // Between the runs, or in one.
                if case .every = settings.sync.rule {
                    if state.role == .parked { return nil }
                    if state.role == .following(upstream.index), case .copying = state.link { return nil }
                }
                return state.role == .following(upstream.index) && state.link == .up
                    ? nil : "\(node.name) does not follow: \(state.role) \(state.link)"
            case .failed: return "\(node.name) is still of a failed cluster"
            }
        }
    }
}
