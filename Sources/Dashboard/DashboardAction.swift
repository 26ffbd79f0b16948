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
    /// Tell the terminal's own notifications (OSC 9) what the bell rings for.
    case notify(String)
    /// Give it to the terminal's clipboard.
    case copy(String)
    /// Look like this theme from the next frame on.
    case useTheme(String)
    /// Save the screen as it is, without the dialog that asked for it.
    case savePicture
    /// Out to the overview of several systems.
    case leaveSystem
    /// Paint every cell anew: something else wrote on the terminal.
    case repaint
}
