import TestSupport
import Testing

@Suite("Robot users on terminals of every kind and size")
struct TerminalRobots {
    /// Through the dialogs that lay out most: no key may be lost, and nothing may be drawn outside of the screen.
    private func walk(_ robot: Robot) async throws {
        try await robot.press("?", until: "All keys")
        try await robot.escape(until: "All keys")
        try await robot.press("F", until: "FAIL OVER")
        try await robot.escape(until: "FAIL OVER")
        try await robot.press(":", until: "Enter do it")
        try await robot.escape(until: "Enter do it")
    }

    @Test(
        "Every TERM, and one that the machine does not know",
        arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100", "xterm", "no-such-terminal"])
    func kinds(term: String) async throws {
        try await Robot.rehearse(size: .init(columns: 80, rows: 24), environment: ["TERM": term]) { robot in
            try check(robot.terminal.text.matches("fra1 PRIMARY"), robot.terminal.text)
            try await walk(robot)
        }
    }

    @Test(
        "Sixteen colours and eight: no other number of a colour is written",
        arguments: [(["--color", "16"], "xterm-256color"), ([], "linux")] as [([String], String)])
    func sixteen(arguments: [String], term: String) async throws {
        try await Robot.rehearse(arguments, environment: ["TERM": term]) { robot in
            try await robot.injure("x", until: "kill: all of fra1")
            try await robot.see("fra1 HAS FAILED")
            let pattern = "[34]8;5;(1[6-9]|[2-9][0-9]|1[0-9]{2}|2[0-9]{2})[;m]"
            try check(!robot.output.matches(pattern), "a colour beyond the sixteen was written")
            try check(
                robot.output.matches("\u{1b}\\[[0-9;]*(4[0-7]|10[0-7]|48;5;([0-9]|1[0-5]))[;m]"), "no colour at all")
        }
    }

    @Test("Without colours the alarm is told by signs, words and attributes")
    func mono() async throws {
        try await Robot.rehearse([], environment: ["NO_COLOR": "1", "LC_ALL": "C", "TERM": "vt100"]) { robot in
            try await robot.injure("x", until: "kill: all of fra1")
            try await robot.see("P1 !  fra1 HAS FAILED")
            try check(robot.terminal.cell(1, 0).isReverse, "priority 1 looks like any other text")
            try check(!robot.terminal.output.contains { $0 > 0x7e }, "more than ASCII under LC_ALL=C")
        }
    }

    @Test("Any size, and live: the two lines stay, over every dialog, and the screen comes back whole")
    func sizes() async throws {
        try await Robot.rehearse(size: .init(columns: 200, rows: 60)) { robot in
            try await robot.injure("x", until: "kill: all of fra1")
            try await robot.see("fra1 HAS FAILED.*F to fail over")
            for open in ["", "F", "?", ":"] {
                if !open.isEmpty { robot.terminal.send(open) }
                for (columns, rows) in [(120, 40), (80, 24), (72, 20), (40, 12), (30, 8), (20, 6), (20, 2), (200, 60)] {
                    robot.terminal.resize(columns: columns, rows: rows)
                    let identity = columns < 40 || rows < 12 ? "[^\n]*" : "[^\n]*(sh|s…|P1)[^\n]*"
                    try await robot.see("^\(identity)\n?[^\n]*(P1 ?!|P1 ?\\*|FAILED)")
                    let widest = robot.terminal.lines.map(\.count).max() ?? 0
                    try check(widest <= columns, "\(widest) columns on \(columns)")
                }
                try await robot.see("fra1 HAS FAILED")
                if !open.isEmpty { try await robot.escape(until: "━ (FAIL OVER|keys|command)") }
            }
        }
    }

    /// Ten times as many are no trouble for the release; this build is slow.
    @Test("A thousand nodes a cluster open, zoom and leave at once")
    func large() async throws {
        try await Robot.rehearse(["--seed", "7"], nodes: 1000, size: .init(columns: 200, rows: 60)) { robot in
            for words in ["zoom: one cell a node", "zoom: nodes as a list", "zoom: as fine as fits"] {
                try await robot.press("z", until: words)
            }
            try await robot.press("\te", until: "▶ fra1")
            try await robot.press("e", until: "sync +fra1")
        }
    }
}
