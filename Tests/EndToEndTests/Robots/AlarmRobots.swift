import TestSupport
import Testing

@Suite("Robot users: alarms and forms")
struct AlarmRobots {
    @Test("a acknowledges, u takes it back, n notes, s shelves with reason and end, A asks, b silences")
    func alarms() async throws {
        try await Robot.rehearse { robot in
            try await robot.injure("x", downs: 3, until: "kill: a2")
            try await robot.see("! NEW")
            try await robot.press("a", until: "\\* acked.*oncall")
            try await robot.press("u", until: "! NEW")
            try await robot.press("n", until: "━ note .*change nothing")
            try await robot.press("hot standby, see 4711\t", until: "hot standby, see 4711")
            // The choice begins at "change nothing".
            try await robot.press("\r", until: "! NEW")
            try check(!robot.terminal.text.matches("  note\\b"), "Enter on \"change nothing\" wrote a note")
            try await robot.press("n", until: "━ note .*change nothing")
            try await robot.press("see 4711\tj\r", until: "  note")
            try await robot.press("s", until: "━ shelve alarm .*reason.*until.*change nothing")
            try await robot.press("\t\tj\r", until: "it needs words: the journal keeps them")
            try await robot.press("disk is on its way\tnonsense\tj\r", until: "is no end: write 30m")
            try await robot.press("\u{15}30m\tj\r", until: "shelved.*until [0-9:]+Z oncall")
            try await robot.press(":unshelve\r", until: "! NEW|\\* acked")
            try await robot.press("A", until: "━ acknowledge all alarms ━.*change nothing.*acknowledge [0-9]+ alarm")
            try await robot.press("j\r", until: "\\* acked")
            try await robot.seeNoMore("! NEW")
            try await robot.press("b", until: "bell silent until")
        }
    }

    @Test(
        "A plan opens by F alone, refuses paste and the mouse, opens anew after the focus came back, and confirms once")
    func plan() async throws {
        try await Robot.rehearse(["--mouse"]) { robot in
            try await robot.injure("x", until: "kill: all of fra1")
            try await robot.see("fra1 HAS FAILED.*F to fail over")
            try await robot.press("1", until: "\\* acked")
            try await robot.press("F", until: "FAIL OVER shop.*WHY.*READY.*COST.*RISK.*UNDO.*CONFIG")
            // What comes first was meant for something else.
            try robot.ignores("\tams2\r", "> ams2|sent \\.\\.\\.")
            try await eventually("the form takes keys") {
                robot.terminal.send("\t")
                robot.terminal.settle()
                return !robot.terminal.text.matches("Tab to type")
            }
            try robot.ignores("\u{1b}[200~ams2\r\u{1b}[201~", "> ams2")
            try await robot.press("am", until: "> am")
            for row in 1...robot.terminal.rows { robot.terminal.send("\u{1b}[<0;40;\(row)M\u{1b}[<0;40;\(row)m") }
            try robot.ignores("\u{1b}[<64;40;20M\u{1b}[<65;40;20M", "sent \\.\\.\\.|ams2 PRIMARY")
            try await robot.press("s2", until: "> ams2.*\\( Enter  FAIL OVER to ams2 \\) *[┃\n]")
            try robot.ignores("\u{1b}[O\u{1b}[I\r", "sent \\.\\.\\.|ams2 PRIMARY")
            try await eventually("Enter confirms, once the form is open again") {
                robot.terminal.send("\r")
                robot.terminal.settle()
                return robot.terminal.text.matches("ams2 PRIMARY|done +claim|running")
            }
            try await robot.see("fra1 FAILED.*ams2 PRIMARY")
            try await robot.see("any key closes this")
            // Not modal: the key works beneath it.
            try await robot.press("l", until: "journal +follows.*ams2")
            try check(!robot.terminal.text.matches("any key closes this"), "the list of steps stays")
            try await robot.escape(until: "journal +follows")
        }
    }

    @Test("Without the mouse its reports are not asked for; clicks with it select and do nothing else")
    func mouse() async throws {
        try await Robot.rehearse(["--no-mouse"]) { robot in
            try check(!robot.output.contains("\u{1b}[?1000h"), "the mouse is asked for")
        }
        try await Robot.rehearse([], environment: ["SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"]) { robot in
            try check(!robot.output.contains("\u{1b}[?1000h"), "the mouse is asked for over ssh")
        }
        try await Robot.rehearse { robot in
            try check(robot.output.contains("\u{1b}[?1000h"), "the mouse is not asked for")
            let row = robot.terminal.lines.firstIndex { $0.contains("ams2 - BACKUP") } ?? 0
            let column = robot.terminal.columns * 3 / 4
            try await robot.press("\u{1b}[<0;\(column);\(row + 3)M", until: "▶ ams2 - BACKUP")
        }
    }

    @Test("--read-only: everything can be looked at, and each key that acts says why it does not")
    func readOnly() async throws {
        try await Robot.rehearse(["--read-only"]) { robot in
            try await robot.see("READ ONLY")
            for key in ["1", "2", "A", "n", "s", "u", "m"] {
                // Another key in between: its answer is no former one's.
                try await robot.press("o", until: "nodes by [a-z]+: seen in the list")
                try await robot.press(key, until: "this dashboard is read only")
                robot.terminal.settle()
                try check(
                    !robot.terminal.text.matches("━ (note|shelve|acknowledge|maintenance)"), "\(key) opened a form")
            }
            try await robot.press("o", until: "nodes by [a-z]+: seen in the list")
            try await robot.press(":mode-auto\r", until: "this dashboard is read only")
        }
    }
}
