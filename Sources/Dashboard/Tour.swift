import RecoveryCore
import Screen

/// Six short steps through the demonstration. Each is over when what it asks for has happened, by whatever keys.
struct Tour: Hashable, Sendable {
    private(set) var step = 0

    mutating func notice(_ key: Key) {
        if step == 2, key == .character("F") { step = 3 }
    }

    mutating func observe(_ snapshot: Snapshot) {
        let first = snapshot.alarms.first { $0.kind == .first }
        let isFailed = snapshot.clusters.contains { $0.role == .primary && $0.verdict == .failed }
        switch step {
        case 0 where isFailed: step = 1
        case 1 where first?.acknowledgement != nil: step = 2
        case 1, 2, 3:
            if snapshot.change?.plan.kind == .failover { step = 4 }
        case 4:
            if snapshot.change?.plan.kind == .reverseSync, snapshot.change?.current == nil { step = 5 }
        case 5:
            if snapshot.change?.plan.kind == .switchover { step = 6 }
        default: break
        }
    }

    /// Short enough for 80 columns. Names come from the snapshot: after a switchover the primary is another.
    func line(_ snapshot: Snapshot) -> Line? {
        let primary = name(.primary, snapshot)
        let backup = name(.backup, snapshot)
        let failed = name(.failed, snapshot)
        let words =
            switch step {
            case 0: "D, then x, kills all of \(primary), the primary. Watch what follows."
            case 1: "FIRST ALARM: press 1, you look after it. The sync stops by itself."
            case 2: "F shows the plan: why, the cost, every address before and after."
            case 3: "Tab, type \(backup), Enter: only the typed name confirms. Esc: nothing."
            case 4:
                failed == "?"
                    ? "The steps run. Then bring the old primary back: D, r on its line."
                    : "D, r on \"all of \(failed)\": back, and fenced. Then R, Tab, \(failed), Enter."
            case 5: "All is well again. S switches back, without loss: Tab, name, Enter."
            default: "That was the method. w says why, ? has every key. :tour hides this."
            }
        return Line(" tour \(min(step + 1, 6))/6 ", .drill).adding(" " + words, .key)
    }

    private func name(_ role: ClusterRole, _ snapshot: Snapshot) -> String {
        zip(snapshot.settings.clusters, snapshot.clusters).first { $1.role == role }?.0.name ?? "?"
    }
}
