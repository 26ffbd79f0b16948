import TestSupport
import Testing

@Suite("Robot users: finding and looking")
struct FindingRobots {
    @Test("? and w explain, : lists every action with its key or why it is locked, and runs it")
    func words() async throws {
        try await Robot.rehearse { robot in
            try await robot.press("?", until: "All keys, and why some are locked now.*locked now:")
            try await robot.escape(until: "━ keys ━")
            try await robot.press("w", until: "why, and why not.*failover +not possible now")
            try await robot.escape(until: "why, and why not")
            try await robot.press(":", until: "━ command ━.*failover.*why +Every condition")
            try await robot.seeCursor(true)
            try await robot.press("reverse", until: "reverse-sync +locked: .*")
            try await robot.press("\r", until: "reverse-sync|a replaced primary")
            try await robot.escape(until: "━ command ━")
            try await robot.press(":", until: "━ command ━")
            try await robot.press("journal\r", until: "journal +follows.*drtop 0.1.0 started")
            try await robot.seeCursor(false)
            try await robot.escape(until: "journal +follows")
        }
    }

    @Test("/ filters nodes, alarms and journal; Esc ends it; o sorts; z and Z zoom; e enlarges")
    func lists() async throws {
        try await Robot.rehearse(nodes: 6) { robot in
            try await robot.press("\t", until: "▶ fra1 - PRIMARY")
            try await robot.press("/", until: "\n/text +!text")
            try await robot.seeCursor(true)
            try await robot.press("a3", until: "/a3 +1 of 6")
            try await robot.press("\r", until: "/a3 +1 of 6")
            try await robot.seeCursor(false)
            try await robot.escape(until: "/a3")
            for (key, words) in [
                ("z", "zoom: nodes as a list"), ("o", "nodes by state"), ("o", "nodes by latency"),
                ("e", "state +since +latency"), ("e", "sync +fra1"), ("Z", "zoom: one cell a node"),
                ("Z", "zoom: one cell a rack"), ("Z", "zoom: one cell a zone"), ("Z", "zoom: as fine as fits"),
            ] {
                try await robot.press(key, until: words)
            }
            try await robot.press("l", until: "journal +follows")
            try await robot.press("/started\r", until: "/started +1 of [0-9]+")
            try await robot.escape(until: "/started")
            try await robot.escape(until: "journal +follows")
        }
    }

    @Test("Enter opens the details of a cluster, a node, the sync, a caller, an entry of the journal and an alarm")
    func details() async throws {
        try await Robot.rehearse { robot in
            try await robot.injure("x", downs: 3, until: "kill: a2")
            try await robot.see("nodes? of fra1|a2 +down|node a2 down")
            try await robot.press("\r", until: "━ alarm [0-9]+ ━.*occurrence")
            try await robot.escape(until: "━ alarm [0-9]+ ━")
            try await robot.press("\t", until: "▶ fra1 - PRIMARY")
            try await robot.press("\r", until: "━ cluster fra1 ━.*fails at 1 or fewer.*a2 +down")
            try await robot.escape(until: "━ cluster fra1 ━")
            try await robot.press("jj\r", until: "━ node a2 ━.*connection refused.*heartbeats")
            try check(robot.terminal.text.matches("latency +UNKNOWN"), "the latency of a node that is down")
            try await robot.escape(until: "━ node a2 ━")
            try await robot.press("\t\t", until: "▶ sync")
            try await robot.press("\r", until: "━ sync ━.*pairs in sync.*joining now")
            try await robot.escape(until: "━ sync ━")
            try await robot.press("c", until: "▶ callers.*on epoch")
            try await robot.press("j\r", until: "━ caller .*newest epoch.*delivered")
            try await robot.escape(until: "━ caller ")
            try await robot.press("c", until: "sync +fra1")
            try await robot.press("l", until: "journal +follows")
            try await robot.press("k", until: "stands; End follows")
            try await robot.press("\r", until: "━ journal entry [0-9]+ ━.*time.*kind")
            try await robot.escape(until: "━ journal entry")
            try await robot.press("\u{1b}[F", until: "journal +follows")
            try await robot.escape(until: "journal +follows")
        }
    }

    @Test("g shows the last hour, f holds the screen still with a loud banner while the upper lines stay live")
    func time() async throws {
        try await Robot.rehearse { robot in
            try await robot.press("g", until: "the last hour.*lag.*at most.*alarms.*now")
            try await robot.press("g", until: "sync +fra1")
            try await robot.press("f", until: "FROZEN at .*stands still")
            robot.terminal.settle()
            let before = robot.terminal.line(0)
            try await eventually("the clock goes on above a frozen screen") {
                robot.terminal.take()
                return robot.terminal.line(0) != before
            }
            try await robot.escape(until: "FROZEN")
        }
    }

    @Test("t shows each theme at once; Esc takes it back, Enter keeps it")
    func themes() async throws {
        try await Robot.rehearse { robot in
            func ink() -> [UInt8] { robot.terminal.cell(robot.terminal.rows - 1, 0).foreground }
            let first = ink()
            try await robot.press("t", until: "━ theme ━.*▶ default-dark.*night")
            try await eventually("the theme night is seen at once") {
                robot.terminal.send("j")
                robot.terminal.settle()
                return robot.terminal.text.matches("▶ night")
            }
            try check(ink() != first, "another theme looks the same: \(first)")
            try await robot.escape(until: "━ theme ━")
            robot.terminal.settle()
            try check(ink() == first, "Esc kept the theme")
            try await robot.press(":theme night\r", until: "sync +fra1")
            try await eventually("the palette's theme is taken") {
                robot.terminal.take()
                return ink() != first
            }
        }
    }

    @Test("A theme's file is read again when it is saved, and a faulty one changes nothing")
    func savedTheme() async throws {
        func theme(_ color: String) -> String {
            "name: mine\ninherits: default-dark\npalette: {ink: \"\(color)\"}\nroles: {key: ink}\n"
        }
        let (first, second) = ("#ffaf00 214 yellow", "#56b4e9 74 cyan")
        try await Robot.rehearse(["--theme", "mine.yaml"], files: ["mine.yaml": theme(first)]) { robot in
            func ink() -> [UInt8] { robot.terminal.cell(robot.terminal.rows - 1, 0).foreground }
            let before = ink()
            _ = try robot.folder.write("mine.yaml", theme(second))
            try await robot.see("the theme mine was read again")
            try await eventually("the new colour is shown") {
                robot.terminal.take()
                return ink() != before
            }
            let after = ink()
            _ = try robot.folder.write("mine.yaml", "name: mine\nroles: {key: nonsense}\n")
            try await robot.see("the theme cannot be used")
            try await robot.seeNoMore("the theme cannot be used")
            try check(ink() == after, "a faulty theme changed the screen")
        }
    }
}
