/// Who is at work on this system: whose dashboards are open, and what each operator asked for last. For the eyes of the
/// others alone: nothing is decided by it, and it does not outlive the process, as the journal does.
struct OperatorBoard: Sendable {
    /// By name.
    private(set) var entries: [OperatorStatus] = []

    /// More people than this are not at work at once: whose word is the oldest, and who does not look, is forgotten.
    private static let limit = 32
    /// A reason may be long; the journal has all of it.
    private static let longestText = 200

    /// - Parameter names: one for each dashboard that is open.
    mutating func dashboardsChanged(_ names: [String]) {
        for index in entries.indices { entries[index].dashboards = 0 }
        for name in names { change(name) { $0.dashboards += 1 } }
        entries.removeAll { $0.dashboards == 0 && $0.last == nil }
        bound()
    }

    mutating func commanded(by name: String, _ command: String, _ answer: CommandAnswer, at now: Instant) {
        change(name) { entry in
            entry.last = OperatorStatus.Word(
                command: String(command.prefix(Self.longestText)), answer: String(answer.text.prefix(Self.longestText)),
                isRefused: answer.isRefused, at: now)
        }
        bound()
    }

    private mutating func change(_ name: String, _ change: (inout OperatorStatus) -> Void) {
        let place = entries.place { $0.name < name }
        if place == entries.count || entries[place].name != name {
            entries.insert(OperatorStatus(name: name), at: place)
        }
        change(&entries[place])
    }

    private mutating func bound() {
        while entries.count > Self.limit,
            let oldest = entries.indices.min(by: { left, right in
                (entries[left].dashboards, entries[left].last?.at ?? .origin)
                    < (entries[right].dashboards, entries[right].last?.at ?? .origin)
            })
        {
            entries.remove(at: oldest)
        }
    }
}
