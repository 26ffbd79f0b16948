import Foundation
import RecoveryCore

extension StatusDocument {
    package init(_ snapshot: Snapshot, at now: Instant) {
        let settings = snapshot.settings
        let clock = WallClock(snapshot)
        system = settings.system
        environment = settings.environment
        mode = snapshot.mode.rawValue
        phase = snapshot.phase.rawValue
        overlays = snapshot.overlays.map(\.rawValue)
        epoch = snapshot.epoch
        ageMs = max(0, (now - snapshot.at).milliseconds)
        verdict = snapshot.verdict.text
        var details: [NodeID: String] = [:]
        for detail in snapshot.details { details[detail.node] = detail.text }
        clusters = zip(settings.clusters, snapshot.clusters).map { cluster, status in
            Cluster(
                name: cluster.name, role: status.role.rawValue, verdict: status.verdict.rawValue,
                available: status.available, total: status.total, since: clock.text(status.since),
                nodes: settings.nodes[cluster.nodes].map { node in
                    NodeLine(node, snapshot.nodes[node.id.index], details[node.id], clock)
                })
        }
        sync = Self.foremost(snapshot).map { Sync($0, isLive: snapshot.isLive($0), settings) }
        alarms = snapshot.alarms.map { AlarmLine($0, settings, clock) }
        callers = zip(settings.callers, snapshot.callers).map { caller, status in
            CallerLine(
                name: caller.name, epoch: snapshot.epoch, delivered: status.delivered, applied: status.applied,
                error: status.error)
        }
        plan = snapshot.pressingPlan.map { PlanLine($0, settings, clock) }
        actions = Actions(
            failover: Action(snapshot.offer(.failover)), switchover: Action(snapshot.offer(.switchover)),
            reverseSync: Action(snapshot.offer(.reverseSync)))
        // Cut off from everything nobody knows.
        if !snapshot.overlays.contains(.cutOff) { protectedSince = snapshot.protectedSince.map(clock.text) }
        unprotectedSince = snapshot.unprotectedSince.map(clock.text)
        if case .failing(let why) = snapshot.journal { journalFault = why }
    }

    /// The sync that protects: to the first backup, or to the first other cluster when there is none.
    private static func foremost(_ snapshot: Snapshot) -> SyncStatus? {
        snapshot.sync.first { snapshot.clusters[$0.to.index].role == .backup } ?? snapshot.sync.first
    }
}

extension Snapshot {
    /// What an operator is asked for by the phase.
    package var pressingPlan: Plan? {
        switch phase {
        case .awaitingConfirmation: offer(.failover)?.plan
        case .awaitingReverseSync: offer(.reverseSync)?.plan
        case .synchronizing, .primaryFailed, .noBackup, .failingOver, .unprotected, .reverseSynchronizing,
            .switchingOver, .stuck, .starting:
            nil
        }
    }
}

/// From the engine's own clock to the wall's, as both stood when the snapshot was made.
package struct WallClock {
    private let at: Instant
    private let wallTime: Double

    package init(_ snapshot: Snapshot) {
        at = snapshot.at
        wallTime = snapshot.wallTime
    }

    /// ISO 8601 in UTC with milliseconds.
    package func text(_ instant: Instant) -> String {
        Date(timeIntervalSince1970: wallTime - (at - instant).seconds)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension StatusDocument.NodeLine {
    fileprivate init(_ node: Node, _ status: NodeStatus, _ detail: String?, _ clock: WallClock) {
        name = node.name
        address = node.address.description
        state = status.state.word
        latencyUs = status.latency?.microseconds
        misses = Int(status.misses)
        since = clock.text(status.since)
        error = detail ?? (status.trouble == .none ? nil : status.trouble.words)
    }
}

extension StatusDocument.Sync {
    /// A lag whose source is silent is not known.
    fileprivate init(_ status: SyncStatus, isLive: Bool, _ settings: Settings) {
        from = settings.name(of: status.from)
        to = settings.name(of: status.to)
        state = status.state.rawValue
        lagBytes = isLive ? status.lagBytes : nil
        lagSeconds = !isLive ? nil : status.lagTime.map { Double($0.milliseconds) / 1000 }
        pairsInSync = status.inSync
        pairs = status.pairs
    }
}

extension StatusDocument.AlarmLine {
    fileprivate init(_ alarm: Alarm, _ settings: Settings, _ clock: WallClock) {
        id = alarm.id.number
        kind = alarm.kind.rawValue
        cluster = alarm.cluster.map { settings.name(of: $0) }
        state = alarm.state.rawValue
        priority = alarm.priority
        since = clock.text(alarm.since)
        occurrence = alarm.occurrence
        acknowledgedBy = alarm.acknowledgement?.operator
        text = alarm.text
    }
}

extension StatusDocument.PlanLine {
    init(_ plan: Plan, _ settings: Settings, _ clock: WallClock) {
        kind = plan.kind.name
        fingerprint = plan.fingerprint
        target = settings.name(of: plan.target)
        expires = clock.text(plan.expires)
    }
}

extension StatusDocument.Action {
    fileprivate init(_ offer: Offer?) {
        possible = offer?.isPossible ?? false
        why =
            offer?.conditions.filter { !$0.isMet }.map {
                "\($0.name): \($0.value), must be \($0.limit)" + ($0.remedy.isEmpty ? "" : "; \($0.remedy)")
            } ?? ["the state is not known yet"]
    }
}

extension RoleChangeKind {
    /// As commands and paths have it.
    package var name: String {
        switch self {
        case .failover: "failover"
        case .switchover: "switchover"
        case .reverseSync: "reverse-sync"
        }
    }

    package init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
