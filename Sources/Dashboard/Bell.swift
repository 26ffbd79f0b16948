import RecoveryCore

/// When the terminal's bell rings: once for each new alarm, again every 30 s while one of priority 1 is not acknowledged.
/// Acknowledging ends it; it never takes the keyboard.
struct Bell: Hashable, Sendable {
    static let repetition = Duration.seconds(30)

    private struct Occurrence: Hashable {
        var id: AlarmID
        var number: Int
    }

    private var rung: [Occurrence] = []
    private var last: Instant?

    /// True: ring now. Alarms that come together ring once.
    mutating func observe(_ alarms: [Alarm], now: Instant) -> Bool {
        let new = alarms.filter { $0.state == .new }
        let occurrences = new.map { Occurrence(id: $0.id, number: $0.occurrence) }
        let isNews = occurrences.contains { !rung.contains($0) }
        let isDue = last.map { now - $0 >= Self.repetition } ?? true
        rung = occurrences
        guard isNews || (isDue && new.contains { $0.priority == 1 }) else { return false }
        last = now
        return true
    }
}
