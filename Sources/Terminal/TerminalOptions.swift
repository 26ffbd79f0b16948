import Screen

/// What the user chose about the screen, by the command line and the environment.
package struct TerminalOptions: Sendable {
    package enum ColorChoice: String, CaseIterable, Sendable {
        /// As many as the terminal has; none when `NO_COLOR` is set.
        case auto
        case indexed256 = "256"
        case named16 = "16"
        case mono
    }

    package var theme: Theme
    package var color: ColorChoice
    package var ascii: Bool
    /// Ask for clicks and the wheel; the terminal's own marking of text then needs Shift.
    package var mouse = false
    /// The terminal's type (`TERM`).
    package var type: String
    /// `NO_COLOR` holds something. An explicit choice of colours is stronger.
    package var refusesColor: Bool
    /// The terminal to use; nil for the controlling terminal, which is right even when the output is redirected.
    package var terminal: Int32?
    /// Where standard error goes while the screen is up; nil keeps it in memory and prints it afterwards.
    package var log: Int32?

    package init(
        theme: Theme, color: ColorChoice = .auto, ascii: Bool = false, environment: [String: String],
        terminal: Int32? = nil, log: Int32? = nil
    ) {
        self.theme = theme
        self.color = color
        self.ascii = ascii
        self.terminal = terminal
        self.log = log
        type = environment["TERM"] ?? ""
        refusesColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    }

    /// How many colours are used on a terminal that has `colors`.
    func depth(colors: Int) -> ColorDepth {
        let possible: ColorDepth =
            switch colors {
            case ..<8: .mono
            case ..<256: .named16
            case 256: .indexed256
            default: .direct
            }
        switch color {
        case .auto: return refusesColor ? .mono : possible
        case .indexed256: return possible
        case .named16: return possible == .indexed256 ? .named16 : possible
        case .mono: return .mono
        }
    }
}
