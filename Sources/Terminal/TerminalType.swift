/// Which description of a terminal to use when the machine does not know the one in `TERM`: a new terminal program, over
/// ssh, on an old server.
enum TerminalType {
    /// In this order, the user's own first. Nearly all terminals of today understand what xterm does.
    static func candidates(_ type: String) -> [String] {
        let related: [String]
        if type.hasPrefix("tmux") || type.hasPrefix("screen") {
            related = ["tmux-256color", "screen-256color", "screen"]
        } else if type.hasPrefix("rxvt") {
            related = ["rxvt-256color", "rxvt"]
        } else {
            related = []
        }
        let all = (type.isEmpty ? [] : [type]) + related + ["xterm-256color", "xterm", "vt100", "ansi"]
        return all.enumerated().filter { all.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    /// What to tell the user when another type than his was taken.
    static func notice(wanted: String, taken: String) -> String? {
        guard wanted != taken else { return nil }
        let what = wanted.isEmpty ? "TERM is not set" : "terminal type \"\(wanted)\" is unknown on this machine"
        return "\(what): drawn as \(taken)"
    }
}
