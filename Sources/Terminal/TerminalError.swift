/// Why no screen can be shown.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no terminal, as under a service manager.
    case noTerminal(reason: String)
    /// The type cannot place its cursor, or no type at all is described on this machine.
    case unusableType(String)
    /// The system refused something that every terminal can do.
    case failed(what: String, reason: String)

    package var description: String {
        switch self {
        case .noTerminal(let reason):
            "no terminal: \(reason); start it in one"
        case .unusableType(let type):
            "terminal type \"\(type)\": cannot show a full screen; set TERM to what your terminal is, such as xterm-256color"
        case .failed(let what, let reason):
            "\(what): \(reason); try another terminal"
        }
    }
}
