import RecoveryCore
import Screen

/// The mouse selects and scrolls. It opens nothing, acts on nothing and confirms nothing: where a dialog asks something, it
/// does not even move.
extension Dashboard {
    /// True: it was the mouse's, and is done with.
    mutating func handleMouse(_ key: Key, _ snapshot: Snapshot, _ now: Instant) -> Bool {
        switch key {
        case .click(let position):
            click(position, snapshot, now)
        case .wheelUp, .wheelDown:
            let step: Key = key == .wheelUp ? .up : .down
            switch dialog {
            case .reading: for _ in 0..<3 { _ = handle(step, snapshot: snapshot, now: now) }
            case nil: _ = perform(key == .wheelUp ? .up : .down, snapshot, now)
            case .plan, .steps, .returnedNode, .palette, .filter, .request, .themes, .demo, .quit: break
            }
        default: return false
        }
        return true
    }

    private mutating func click(_ position: Position, _ snapshot: Snapshot, _ now: Instant) {
        guard let (pane, rect) = pane(at: position, snapshot, now) else { return }
        selection.focus = pane
        if pane == .alarms {
            let scene = scene(snapshot, now, snapshot.wallTime)
            let inside = rect.inset(rows: 1, columns: 2)
            let panel = AlarmsPanel(scene: scene)
            if let alarm = panel.alarm(atRow: position.row - inside.row, of: inside.rows) { selection.alarm = alarm }
        }
        heldUntil = now + AlarmFeed.hold
        follow(snapshot, now: now)
    }
}
