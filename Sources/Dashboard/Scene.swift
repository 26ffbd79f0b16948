import RecoveryCore
import Screen

/// What a drawing needs, gathered once: the snapshot, the time, the signs, and what the operator has chosen.
struct Scene {
    var snapshot: Snapshot
    var now: Instant
    /// Seconds since 1970 at `now`.
    var wallclock: Double
    var options: DashboardOptions
    var steady: Steady
    /// By `ClusterID`; kept, because ten thousand nodes are not grouped anew for each frame.
    var groups: [NodeGroups] = []
    var focus: Pane { selection.focus }
    var selection = Selection()
    var looking = Looking()
    var feed = AlarmFeed()
    var latencies = Latencies()
    var history = History()
    var journal = JournalPage()
    var silentUntil: Instant?
    /// What is drawn is held still by the operator.
    var isFrozen = false
    var demo: DemoStatus?

    var node: NodeID? { selection.node }
    var alarm: AlarmID? { selection.alarm }

    var glyphs: GlyphSet { options.glyphs }
    var settings: Settings { snapshot.settings }
    var age: Duration { now - snapshot.at }
    /// Older than this is stale: values dim, and no plan can be confirmed on them.
    static func staleAge(_ settings: Settings) -> Duration { settings.heartbeat.interval * 2 }
    var isStale: Bool { age > Self.staleAge(settings) }

    /// What is drawn is not what is so now, and must not look like it.
    var isDim: Bool { isStale || isFrozen }

    /// Nothing needs anybody: what is drawn now may change with the clock alone.
    var isHealthy: Bool { snapshot.verdict.priority == 0 }

    func name(_ id: ClusterID) -> String { settings.name(of: id) }
    func name(_ id: NodeID) -> String { settings.name(of: id) }
    func status(_ id: ClusterID) -> ClusterStatus { snapshot.clusters[id.index] }
    func status(_ id: NodeID) -> NodeStatus { snapshot.nodes[id.index] }

    var primary: ClusterID? {
        snapshot.clusters.firstIndex { $0.role == .primary }.map { ClusterID($0) }
    }

    /// Through the snapshot's own pair of clocks, so that a time on the screen does not move while the wall clock is
    /// being corrected.
    func wall(_ instant: Instant) -> Double { snapshot.wallTime + (instant - snapshot.at).seconds }
    func clock(_ instant: Instant) -> String { ClockText.time(wall(instant)) }
    func since(_ instant: Instant) -> Duration { max(.zero, now - instant) }

    func look(_ role: ClusterRole) -> Look {
        switch role {
        case .primary: .primary
        case .backup: .backup
        case .failed: .failed
        }
    }
}

extension Scene {
    /// Production has a bar of its own (I24).
    var bar: Look { settings.isProduction ? .barProduction : .bar }
}

extension Settings {
    var isProduction: Bool { ["production", "prod"].contains(environment.lowercased()) }
}

extension ClusterRole {
    var capitals: String {
        switch self {
        case .primary: "PRIMARY"
        case .backup: "BACKUP"
        case .failed: "FAILED"
        }
    }
}

extension Alarm {
    var look: Look {
        switch state {
        case .acked, .shelved, .suppressed, .gone: .alarmAcked
        case .new: Self.look(priority: priority)
        }
    }

    static func look(priority: Int) -> Look {
        switch priority {
        case ...0: .text
        case 1: .alarmP1
        case 2: .alarmP2
        default: .alarmP3
        }
    }
}
