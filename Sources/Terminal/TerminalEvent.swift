/// What happens to the screen besides keys. The owner decides what to do about it.
package enum TerminalEvent: Hashable, Sendable {
    /// HUP, TERM, INT or QUIT asked the program to end.
    case terminate(signal: Int32)
    /// TSTP asked it to stop; `TerminalLoop.suspend` obeys.
    case suspendRequested
    /// The terminal is gone: nothing can be shown any more. The signal HUP may come as well.
    case hungUp
}
