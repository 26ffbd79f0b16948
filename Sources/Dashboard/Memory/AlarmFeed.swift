import RecoveryCore

/// The alarms as the list shows them. A flood must not move the list under the operator's hands: while it is held, ended
/// alarms keep their row and new ones come last.
struct AlarmFeed: Hashable, Sendable {
    /// How long after the last key in the list it stays as it is.
    static let hold = Duration.seconds(10)
    /// An alarm that came up so often within so long chatters.
    static let chatterCount = 3
    static let chatterTime = Duration.seconds(600)

    private var order = HeldOrder<AlarmID>()
    private var known: [Alarm] = []
    /// The newest snapshot's.
    private var present: Set<AlarmID> = []
    private var raised: [Raised] = []

    private struct Raised: Hashable {
        var kind: AlarmKind
        var cluster: ClusterID?
        var occurrence: Int
        var at: Instant
    }

    mutating func observe(_ alarms: [Alarm], filter: (Alarm) -> Bool, isHeld: Bool, now: Instant) {
        note(alarms, now: now)
        present = Set(alarms.map(\.id))
        let shown = alarms.filter(filter)
        order.update(shown.map(\.id), isHeld: isHeld)
        let ended = isHeld ? known.filter { !present.contains($0.id) && order.things.contains($0.id) } : []
        known = alarms + ended
    }

    private mutating func note(_ alarms: [Alarm], now: Instant) {
        for alarm in alarms {
            let isKnown = raised.contains {
                $0.kind == alarm.kind && $0.cluster == alarm.cluster && $0.occurrence == alarm.occurrence
            }
            guard !isKnown else { continue }
            raised.append(
                Raised(kind: alarm.kind, cluster: alarm.cluster, occurrence: alarm.occurrence, at: alarm.since))
        }
        raised.removeAll { now - $0.at > Self.chatterTime }
    }

    /// In the order of the rows.
    var alarms: [Alarm] { order.things.compactMap { id in known.first { $0.id == id } } }
    /// How many came while the list was held.
    var late: Int { order.late }
    func hasEnded(_ alarm: Alarm) -> Bool { !present.contains(alarm.id) }

    /// How often it came up lately, when that is too often.
    func chatter(_ alarm: Alarm) -> Int? {
        let count = raised.count { $0.kind == alarm.kind && $0.cluster == alarm.cluster }
        return count >= Self.chatterCount ? count : nil
    }
}
