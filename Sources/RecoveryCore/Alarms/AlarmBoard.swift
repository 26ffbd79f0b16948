/// A situation that holds now, as an alarm would name it.
struct AlarmCondition: Hashable, Sendable {
    var kind: AlarmKind
    var cluster: ClusterID?
    var priority: Int
    var text: String
    /// Counted under the alarm of this kind and the same cluster.
    var under: AlarmKind?
}

/// The alarms of a system: conditions in, alarms with their states out. The arrows are drawn at `Alarm`.
struct AlarmBoard: Sendable {
    private(set) var alarms: [Alarm]
    private(set) var nextID: Int
    /// How long an operator may take back an acknowledging or a shelving.
    package static let undoTime = Duration.seconds(10)
    /// The last acknowledging or shelving, with the alarms as they were before. Of this process only.
    private var last: Handling?

    private struct Handling {
        var `operator`: String
        var at: Instant
        var before: [Alarm]
    }

    /// How often each kind has come up, for the number of the occurrence.
    private var occurrences: [Occurrence] = []

    private struct Occurrence {
        var kind: AlarmKind
        var cluster: ClusterID?
        var count: Int
    }

    init(alarms: [Alarm] = [], nextID: Int = 1) {
        self.alarms = alarms
        self.nextID = nextID
        occurrences = alarms.map { Occurrence(kind: $0.kind, cluster: $0.cluster, count: $0.occurrence) }
    }

    /// Brings the alarms in line with what holds now. Returns those that changed their state, as they are now.
    mutating func reconcile(_ conditions: [AlarmCondition], at now: Instant) -> [Alarm] {
        var changed: [Alarm] = []
        for index in alarms.indices where alarms[index].isActive {
            let (kind, cluster) = (alarms[index].kind, alarms[index].cluster)
            guard !conditions.contains(where: { $0.kind == kind && $0.cluster == cluster }) else { continue }
            alarms[index].isActive = false
            alarms[index].ended = now
            var ended = alarms[index]
            ended.parent = nil
            changed.append(ended)
        }
        for condition in conditions {
            if let index = place(of: condition.kind, condition.cluster, isActive: true) {
                let before = alarms[index].state
                // Said also while it is shelved, which hides that: it asks anew when it comes off the shelf.
                let asksAnew = alarms[index].acknowledgement?.covers(condition.priority) == false
                if asksAnew { alarms[index].acknowledgement = nil }
                alarms[index].priority = condition.priority
                alarms[index].text = condition.text
                alarms[index].parent = parent(of: condition)
                if asksAnew || alarms[index].state != before { changed.append(alarms[index]) }
            } else {
                // A GONE alarm of the same name has ended for good: its occurrence is replaced by the new one. What was
                // shelved stays shelved until its end time.
                let former = place(of: condition.kind, condition.cluster, isActive: false)
                let shelf = former.flatMap { alarms[$0].shelf }
                alarms.removeAll { !$0.isActive && condition.names($0) }
                changed.append(raise(condition, shelf: shelf, at: now))
            }
        }
        changed += unshelve(at: now)
        // Ended and acknowledged, or ended while it was counted under another: nothing is left to say.
        alarms.removeAll { !$0.isActive && ($0.acknowledgement != nil || $0.parent != nil) }
        return changed
    }

    private mutating func raise(_ condition: AlarmCondition, shelf: Alarm.Shelf?, at now: Instant) -> Alarm {
        var alarm = Alarm(
            id: AlarmID(nextID), kind: condition.kind, cluster: condition.cluster, priority: condition.priority,
            since: now, occurrence: countUp(condition), text: condition.text)
        alarm.parent = parent(of: condition)
        alarm.shelf = shelf
        nextID += 1
        alarms.append(alarm)
        return alarm
    }

    private mutating func countUp(_ condition: AlarmCondition) -> Int {
        if let index = occurrences.firstIndex(where: { $0.kind == condition.kind && $0.cluster == condition.cluster }) {
            occurrences[index].count += 1
            return occurrences[index].count
        }
        occurrences.append(Occurrence(kind: condition.kind, cluster: condition.cluster, count: 1))
        return 1
    }

    private func parent(of condition: AlarmCondition) -> AlarmID? {
        guard let under = condition.under else { return nil }
        let index = alarms.indices.first { index in
            alarms[index].isActive && alarms[index].kind == under
                && (alarms[index].cluster == nil || alarms[index].cluster == condition.cluster)
        }
        return index.map { alarms[$0].id }
    }

    /// Alarms are large and looked for all the time: their fields are read in place.
    private func place(of kind: AlarmKind, _ cluster: ClusterID?, isActive: Bool) -> Int? {
        alarms.indices.first { index in
            alarms[index].kind == kind && alarms[index].cluster == cluster && alarms[index].isActive == isActive
        }
    }

    private mutating func unshelve(at now: Instant) -> [Alarm] {
        var changed: [Alarm] = []
        for index in alarms.indices {
            guard let shelf = alarms[index].shelf, shelf.until <= now else { continue }
            alarms[index].shelf = nil
            changed.append(alarms[index])
        }
        return changed
    }

    /// One key, one occurrence each (I14). Returns the alarms that were acknowledged by this.
    mutating func acknowledge(_ selection: AlarmSelection, by operator: String, at now: Instant) -> [Alarm] {
        var changed: [Alarm] = []
        var before: [Alarm] = []
        for index in alarms.indices where alarms[index].acknowledgement == nil && selection.includes(alarms[index]) {
            before.append(alarms[index])
            alarms[index].acknowledgement = Alarm.Acknowledgement(
                operator: `operator`, at: now, priority: alarms[index].priority)
            changed.append(alarms[index])
        }
        alarms.removeAll { !$0.isActive && $0.acknowledgement != nil }
        if !before.isEmpty { last = Handling(operator: `operator`, at: now, before: before) }
        return changed
    }

    /// nil: take it off the shelf.
    mutating func shelve(_ id: AlarmID, _ shelf: Alarm.Shelf?, by operator: String, at now: Instant) -> Alarm? {
        guard let index = alarms.firstIndex(where: { $0.id == id }) else { return nil }
        last = Handling(operator: `operator`, at: now, before: [alarms[index]])
        alarms[index].shelf = shelf
        return alarms[index]
    }

    mutating func note(_ id: AlarmID, _ note: Alarm.Note) -> Alarm? {
        guard let index = alarms.firstIndex(where: { $0.id == id }) else { return nil }
        alarms[index].note = note
        return alarms[index]
    }

    /// Takes back this operator's last acknowledging or shelving. What has ended since stays ended; what has come up anew
    /// is another occurrence and stays as it is. Returns the alarms that are as before now.
    mutating func undo(by operator: String, at now: Instant) -> [Alarm] {
        guard let last, last.operator == `operator`, now - last.at <= Self.undoTime else { return [] }
        self.last = nil
        var changed: [Alarm] = []
        for before in last.before {
            if let index = alarms.firstIndex(where: { $0.id == before.id }) {
                alarms[index].acknowledgement = before.acknowledgement
                alarms[index].shelf = before.shelf
                changed.append(alarms[index])
            } else if !alarms.contains(where: { $0.kind == before.kind && $0.cluster == before.cluster }) {
                // It has left the list by that: it ended before, or since.
                var gone = before
                gone.ended = before.ended ?? now
                gone.isActive = false
                alarms.append(gone)
                changed.append(gone)
            }
        }
        return changed
    }

    func isActive(_ kind: AlarmKind, of cluster: ClusterID?) -> Bool {
        place(of: kind, cluster, isActive: true) != nil
    }

    /// Counted under others: for the details of their parents.
    var folded: [Alarm] { alarms.filter { $0.state == .suppressed } }

    /// For the screen: NEW first, then by priority, then the oldest; suppressed ones only counted in their parents.
    var listed: [Alarm] {
        alarms.filter { $0.state != .suppressed }.sorted {
            ($0.state.rank, $0.priority, $0.since, $0.id) < ($1.state.rank, $1.priority, $1.since, $1.id)
        }
    }
}

extension Alarm.State {
    /// Its place on the screen.
    fileprivate var rank: Int {
        switch self {
        case .new: 0
        case .acked: 1
        case .gone: 2
        case .shelved, .suppressed: 3
        }
    }
}

extension AlarmCondition {
    fileprivate func names(_ alarm: Alarm) -> Bool {
        alarm.kind == kind && alarm.cluster == cluster
    }
}

extension AlarmSelection {
    fileprivate func includes(_ alarm: Alarm) -> Bool {
        switch self {
        case .first: alarm.kind == .first
        case .second: alarm.kind == .second
        case .id(let id): alarm.id == id
        case .all: alarm.state != .suppressed
        }
    }
}
