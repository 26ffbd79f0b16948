import RecoveryCore

/// The last hour, minute by minute: the lowest availability, the largest lag and the most alarms in each. Filled by what
/// this screen has seen, and for the time before by the journal's samples.
struct History: Hashable, Sendable {
    static let length = 60

    struct Minute: Hashable, Sendable {
        /// By `ClusterID`: the fewest available nodes, and of how many.
        var available: [Int]
        var total: [Int]
        /// nil: UNKNOWN.
        var lagBytes: Int64?
        var alarms: Int
        var worstPriority: Int?
    }

    /// Minutes since 1970 of the newest column.
    private(set) var newest = 0
    /// By minute; only those of the last hour.
    private var minutes: [Int: Minute] = [:]

    subscript(minute: Int) -> Minute? { minutes[minute] }

    /// The columns that a graph of this many shows, oldest first.
    func columns(_ count: Int) -> [Minute?] {
        (0..<count).map { minutes[newest - (count - 1 - $0)] }
    }

    mutating func observe(_ snapshot: Snapshot) {
        // Before the first clean round nothing is known, and nothing was down.
        guard snapshot.phase != .starting else { return }
        let minute = Self.minute(snapshot.wallTime)
        let active = snapshot.alarms.filter(\.isActive)
        add(
            Minute(
                available: snapshot.clusters.map(\.available), total: snapshot.clusters.map(\.total),
                lagBytes: snapshot.sync.filter(snapshot.isLive).compactMap(\.lagBytes).max(), alarms: active.count,
                worstPriority: active.map(\.priority).min()), at: minute)
    }

    /// The journal's sample of an earlier minute; what was seen is more exact and stays.
    mutating func recall(_ entry: JournalEntry, wallTime: Double) {
        guard case .sampled(let available, let total, let lag) = entry else { return }
        let minute = Self.minute(wallTime)
        guard minutes[minute] == nil, newest == 0 || newest - minute < Self.length else { return }
        minutes[minute] = Minute(available: available, total: total, lagBytes: lag, alarms: 0)
    }

    private mutating func add(_ new: Minute, at minute: Int) {
        if minute > newest {
            newest = minute
            minutes = minutes.filter { newest - $0.key < Self.length }
        }
        guard newest - minute < Self.length else { return }
        guard var known = minutes[minute], known.available.count == new.available.count else {
            minutes[minute] = new
            return
        }
        for index in new.available.indices where new.available[index] < known.available[index] {
            known.available[index] = new.available[index]
            known.total[index] = new.total[index]
        }
        known.lagBytes = [known.lagBytes, new.lagBytes].compactMap(\.self).max()
        known.alarms = max(known.alarms, new.alarms)
        known.worstPriority = [known.worstPriority, new.worstPriority].compactMap(\.self).min()
        minutes[minute] = known
    }

    private static func minute(_ wallTime: Double) -> Int {
        wallTime.isFinite && abs(wallTime) < 1e15 ? Int(wallTime / 60) : 0
    }
}
