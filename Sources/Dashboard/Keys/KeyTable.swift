import Screen

/// The one table of keys: footer, help, command palette and man page are generated from it, in this order. What is not
/// built is not in it. A row without a key is reached by the palette.
package enum KeyTable {
    package static let main: [KeyBinding<MainAction>] = method + alarms + looking + decisions + moving

    private static let method: [KeyBinding<MainAction>] = [
        KeyBinding(.help, .letters("?"), "?", "help", "All keys, and why some are locked now."),
        KeyBinding(
            .failover, .letters("F"), "F", "failover", "Show the plan of a failover, or what stands in its way."),
        KeyBinding(
            .reverseSync, .letters("R"), "R", "reverse sync",
            "Show the plan that makes the recovered old primary follow the new one."),
        KeyBinding(
            .acknowledgeFirst, .letters("1"), "1", "ack first alarm", "Acknowledge the first alarm: you look after it."),
        KeyBinding(.acknowledgeSecond, .letters("2"), "2", "ack second alarm", "Acknowledge the second alarm."),
        KeyBinding(.acknowledgeSelected, .letters("a"), "a", "ack", "Acknowledge the selected alarm."),
        KeyBinding(.demo, .letters("D"), "D", "demo menu", "Kill, stop, continue and restart nodes and clusters."),
        KeyBinding(
            .filter, .letters("/"), "/", "filter",
            "Show only what matches, in this pane: text, !text, state:down, zone:z7."
        ),
        KeyBinding(
            .palette, .letters(":"), ":", "command", "Every action by its name, with its key or why it is locked."),
        KeyBinding(.nextPane, [.tab], "Tab", "pane", "Go to the next pane."),
        KeyBinding(
            .details, [.enter], "Enter", "details", "Everything about the selected node, alarm, caller or entry."),
        KeyBinding(.why, .letters("w"), "w", "why", "Every condition of each action: why, and why not."),
        KeyBinding(.quit, [.character("q"), .control("c")], "q", "quit", "Leave; drtop asks first."),
        KeyBinding(
            .switchover, .letters("S"), "S", "switchover", "Show the plan of a planned role change of healthy clusters."
        ),
    ]

    private static let looking: [KeyBinding<MainAction>] = [
        KeyBinding(.zoomIn, .letters("z"), "z", "zoom", "Nodes in more detail: zone, rack, node, list."),
        KeyBinding(.zoomOut, .letters("Z"), "Z", "", "Nodes in less detail."),
        KeyBinding(.sort, .letters("o"), "o", "sort", "Sort the list of nodes: place, state, latency, name."),
        KeyBinding(.callers, .letters("c"), "c", "callers", "Every caller, its epoch and its trouble."),
        KeyBinding(
            .operators, .letters("W"), "W", "", "Who looks at this system too, and what each asked for last."),
        KeyBinding(.journal, .letters("l"), "l", "journal", "What was seen, decided, asked and done."),
        KeyBinding(.graph, .letters("g"), "g", "graph", "The last hour: availability, lag and alarms."),
        KeyBinding(.enlarge, .letters("e"), "e", "enlarge", "Give this pane the whole screen, and back."),
        KeyBinding(
            .freeze, .letters("f"), "f", "freeze", "Hold the screen still to read it; the two upper lines stay live."),
        KeyBinding(.copy, .letters("y"), "y", "copy", "Copy a summary of the incident to the terminal's clipboard."),
        KeyBinding(.theme, .letters("t"), "t", "theme", "Choose a theme, seen at once."),
        KeyBinding(
            .picture, [], "", "", "Save this screen as text, as ANSI and as SVG, in the folder where drtop was started."
        ),
        KeyBinding(.tour, [], "", "", "Begin the tour of the demonstration anew, or hide it."),
    ]

    private static let alarms: [KeyBinding<MainAction>] = [
        KeyBinding(.undo, .letters("u"), "u", "undo", "Take back what you acknowledged or shelved less than 10 s ago."),
        KeyBinding(.silence, .letters("b"), "b", "silence", "Silence the bell for 30 s; it changes no alarm."),
        KeyBinding(.note, .letters("n"), "n", "", "Write a note on the selected alarm, for whoever looks next."),
        KeyBinding(.shelve, .letters("s"), "s", "", "Shelve the selected alarm, with a reason and an end time."),
        KeyBinding(.unshelve, [], "", "", "Take the selected alarm off the shelf."),
        KeyBinding(.acknowledgeAll, .letters("A"), "A", "", "Acknowledge all alarms; drtop asks first."),
    ]

    private static let decisions: [KeyBinding<MainAction>] = [
        KeyBinding(
            .maintenance, .letters("m"), "m", "",
            "Take the selected node out of the ratio until an end time, or back into it."),
        KeyBinding(
            .abort, .letters("x"), "x", "abort",
            "End the count-down to an automatic failover; undo a role change, or end its copying, while that can be done."
        ),
        KeyBinding(.retry, [], "", "", "Try the failed step of a role change again."),
        KeyBinding(
            .goOnWithout, [], "", "", "Leave a failed pair out of the role change; its callers keep what they have."),
        KeyBinding(
            .override, [], "", "", "Allow a failover although a backup still receives from the primary; with a reason."),
        KeyBinding(.resume, [], "", "", "Accept a node that came back without its data: its pair copies that."),
        KeyBinding(.restore, [], "", "", "Copy the data of a node that came back without it back from its pair."),
        KeyBinding(.waive, [], "", "", "Do not wait for the selected caller to apply the newest epoch; with a reason."),
        KeyBinding(
            .sendAgain, .letters("d"), "d", "send again", "Deliver the newest epoch to the selected caller again, now."),
        KeyBinding(.modeObserve, [], "", "", "Mode observe: touch nothing outside."),
        KeyBinding(.modeConfirm, [], "", "", "Mode confirm: protect by itself, change roles only when confirmed."),
        KeyBinding(.modeAutomatic, [], "", "", "Mode automatic: fail over without a person when it is safe."),
    ]

    private static let moving: [KeyBinding<MainAction>] = [
        KeyBinding(.previousPane, [.backTab], "Shift-Tab", "", "Go back to the pane before."),
        KeyBinding(.down, [.character("j"), .down, .right], "j", "", "Select the next one (also the arrow keys)."),
        KeyBinding(.up, [.character("k"), .up, .left], "k", "", "Select the one before (also the arrow keys)."),
        KeyBinding(.pageDown, [.pageDown], "PgDn", "", "Ten further down."),
        KeyBinding(.pageUp, [.pageUp], "PgUp", "", "Ten further up."),
        KeyBinding(.first, [.home], "Home", "", "The first one."),
        KeyBinding(.last, [.end], "End", "", "The last one; in the journal: follow what comes."),
        KeyBinding(.back, [.escape], "Esc", "", "One step back: end the freeze, the filter, the enlarged pane."),
        KeyBinding(.suspend, [.control("z")], "Ctrl-Z", "", "Suspend the dashboard; refused while a role changes."),
        KeyBinding(.repaint, [.control("l")], "Ctrl-L", "", "Paint the screen anew."),
    ]

    /// For the manual page: as printed on the key, what it does, and its name in the palette.
    package static var rows: [(sign: String, help: String, name: String)] {
        main.map { ($0.sign.isEmpty ? ":\($0.action.rawValue)" : $0.sign, $0.help, $0.action.rawValue) }
    }

    static func find<Action>(_ key: Key, in table: [KeyBinding<Action>]) -> Action? {
        table.first { $0.keys.contains(key) }?.action
    }
}
