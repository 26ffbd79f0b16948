import Screen

/// Everything that can be done from the main screen, by its key or from the command palette. The raw value is the name
/// that `keys:` in the settings and the palette take.
package enum MainAction: String, Hashable, Sendable, CaseIterable {
    // The method (M15).
    case failover
    case switchover
    case reverseSync = "reverse-sync"
    case acknowledgeFirst = "acknowledge-first"
    case acknowledgeSecond = "acknowledge-second"
    case acknowledgeSelected = "acknowledge"
    case acknowledgeAll = "acknowledge-all"
    case why

    // Alarms.
    case note, shelve, unshelve, undo, silence

    // What a person decides when something is out of the ordinary.
    case abort, retry
    case goOnWithout = "go-on-without"
    case override
    case resume, restore, maintenance, waive
    case sendAgain = "send-again"
    case modeObserve = "mode-observe"
    case modeConfirm = "mode-confirm"
    case modeAutomatic = "mode-automatic"

    // Looking.
    case help, palette, filter, details, callers, operators, journal, graph, enlarge, freeze, theme, copy, picture,
        tour, demo
    case zoomIn = "zoom-in"
    case zoomOut = "zoom-out"
    case sort
    case nextPane = "next-pane"
    case previousPane = "previous-pane"
    case down, up, first, last
    case pageDown = "page-down"
    case pageUp = "page-up"
    case back, quit, suspend, repaint

    /// As the palette lists it: `reverse-sync` is easier to type, "reverse sync" to read.
    var words: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }
}
