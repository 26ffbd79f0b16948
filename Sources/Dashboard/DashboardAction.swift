import RecoveryCore

/// What the program does after a key or a snapshot. The dashboard itself does nothing outside.
package enum DashboardAction: Hashable, Sendable {
    /// Hand it to the engine, under the operator's name; the answer comes back through `answered`.
    case command(OperatorCommand)
    case demo(DemoCommand)
    /// Leave: the operator has confirmed it.
    case quit
    /// Ctrl-Z. Never while a role changes.
    case suspend
    case bell
    /// Paint every cell anew: something else wrote on the terminal.
    case repaint
}
