import RecoveryCore

/// What leaving means now.
enum QuitLines {
    static func box(_ snapshot: Snapshot, columns: Int) -> DialogBox {
        var texts = ["After this nobody watches \(snapshot.settings.system): no alarm is raised, nothing is delivered."]
        if let change = snapshot.change, snapshot.isChanging {
            texts.append(
                "A \(change.plan.kind.words) is under way: the step in hand is finished first; the rest resumes at the next start."
            )
        }
        texts.append("Callers keep what they have.")
        let lines = texts.flatMap { Wrapping.lines($0, columns: columns).map { Line($0) } }
        return DialogBox(
            title: "leave drtop?", lines: lines, bottom: [Line(), Line("q leave (also y, Enter)    Esc stay", .key)])
    }
}
