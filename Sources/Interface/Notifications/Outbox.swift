import RecoveryCore

/// What is to be told by which way: follows the alarms, pure. An occurrence of an alarm is told when it begins and when it
/// ends; on a way of escalation only the first alarm, when nobody acknowledged it in time.
struct NotificationOutbox: Sendable {
    private(set) var entries: [String: OutboxEntry] = [:]
    private let targets: [NotificationTarget]

    init(_ targets: [NotificationTarget], restored: [OutboxEntry]) {
        self.targets = targets
        let names = Set(targets.map(\.name))
        for entry in restored where names.contains(entry.way) { entries[entry.key] = entry }
    }

    /// Follows a newer state.
    ///
    /// - Returns: what is new and has to be kept before it is told.
    mutating func observe(_ snapshot: Snapshot, at now: Instant) -> [OutboxEntry] {
        // The alarms of an earlier process are judged anew before anything is said about them.
        guard snapshot.phase != .starting else { return [] }
        var new: [OutboxEntry] = []
        for target in targets {
            for alarm in snapshot.alarms where alarm.isActive && isDue(alarm, on: target, at: now) {
                let firing = Notification(alarm, snapshot, state: .firing)
                add(OutboxEntry(way: target.name, notification: firing, isTold: false), to: &new)
            }
        }
        let active = Set(snapshot.alarms.filter(\.isActive).map { [$0.id.number, $0.occurrence] })
        for entry in entries.values where entry.notification.state == .firing {
            guard !active.contains([entry.notification.alarm, entry.notification.occurrence]) else { continue }
            add(
                OutboxEntry(way: entry.way, notification: entry.notification.ended(snapshot), isTold: false), to: &new)
        }
        return new
    }

    private func isDue(_ alarm: Alarm, on target: NotificationTarget, at now: Instant) -> Bool {
        guard alarm.shelf == nil, alarm.parent == nil else { return false }
        guard let after = target.after else { return true }
        return alarm.kind == .first && alarm.acknowledgement == nil && now - alarm.since >= after
    }

    private mutating func add(_ entry: OutboxEntry, to new: inout [OutboxEntry]) {
        guard entries[entry.key] == nil else { return }
        entries[entry.key] = entry
        new.append(entry)
    }

    /// What waits, the most urgent alarm first, then the oldest; of one occurrence the beginning before the end.
    func waiting(on way: String) -> [OutboxEntry] {
        entries.values.filter { $0.way == way && !$0.isTold }.sorted { $0.order < $1.order }
    }

    /// What fires and was told.
    func firing(on way: String) -> [OutboxEntry] {
        entries.values.filter { entry in
            entry.way == way && entry.isTold && entry.notification.state == .firing
                && entries[entry.ending] == nil
        }.sorted { $0.order < $1.order }
    }

    mutating func told(_ key: String) { entries[key]?.isTold = true }

    /// Forgets occurrences that were told to their end.
    ///
    /// - Returns: the keys that are forgotten.
    mutating func forgetEnded() -> [String] {
        let ended = entries.values.filter { $0.notification.state == .resolved && $0.isTold }
        let keys = ended.flatMap { [$0.key, $0.beginning] }
        for key in keys { entries[key] = nil }
        return keys
    }
}

extension OutboxEntry {
    fileprivate var order: (Int, Int, Int, Int) {
        (
            notification.priority, notification.alarm, notification.occurrence,
            notification.state == .firing ? 0 : 1
        )
    }

    fileprivate var ending: String { with(.resolved).key }
    fileprivate var beginning: String { with(.firing).key }

    private func with(_ state: Notification.State) -> OutboxEntry {
        var entry = self
        entry.notification.state = state
        return entry
    }
}
