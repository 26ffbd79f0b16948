import RecoveryCore

/// When the terminal's bell rings: once for each new alarm, again every 30 s while one of priority 1 is not acknowledged.
/// Acknowledging ends it; it never takes the keyboard.
struct Bell: Hashable, Sendable {
    static let repetition = Duration.seconds(30)
    static let silence = Duration.seconds(30)

    private struct Occurrence: Hashable {
        var id: AlarmID
        var number: Int
    }

    private var rung: [Occurrence] = []
    private var last: Instant?
    private(set) var silentUntil: Instant?

    mutating func silence(now: Instant) { silentUntil = now + Self.silence }

    /// What it rings for now, in words; nil: it does not. Alarms that come together ring once.
    mutating func observe(_ alarms: [Alarm], now: Instant) -> String? {
        let new = alarms.filter { $0.state == .new }
        let occurrences = new.map { Occurrence(id: $0.id, number: $0.occurrence) }
        // What comes in the silence rings when it is over.
        if let silentUntil, now < silentUntil { return nil }
        silentUntil = nil
        let news = zip(new, occurrences).filter { !rung.contains($1) }.map { $0.0 }
        let isDue = last.map { now - $0 >= Self.repetition } ?? true
        rung = occurrences
        guard
            let worst = (news.isEmpty ? new.filter { $0.priority == 1 } : news).min(by: { $0.priority < $1.priority }),
            !news.isEmpty || isDue
        else { return nil }
        last = now
        return "P\(worst.priority) \(worst.kind.title): \(worst.text)"
    }
}
