import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Robot users: what is taken along, the shell, the terminal's own keys")
struct TakingAlongRobots {
    @Test("y copies the incident by OSC 52; :picture saves the screen as text, ANSI and SVG")
    func copyAndPicture() async throws {
        try await Robot.rehearse { robot in
            try await robot.press("y", until: "copied a summary of [0-9]+ lines")
            let codes = robot.output.components(separatedBy: "\u{1b}]52;c;").last?.prefix { $0 != "\u{1b}" } ?? ""
            let copied = Data(base64Encoded: String(codes)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            try check(copied.matches("drtop shop \\(simulated\\).*epoch.*fra1 PRIMARY up 3/3"), copied)
            try await robot.press(":picture\r", until: "saved drtop-shop-[0-9TZ]+.txt, .ans and .svg")
            let files = try FileManager.default.contentsOfDirectory(atPath: robot.folder.path)
            func content(_ kind: String) throws -> String {
                guard let name = files.first(where: { $0.hasPrefix("drtop-shop-") && $0.hasSuffix(kind) }) else {
                    throw Shortfall("no \(kind) among \(files)")
                }
                return try robot.folder.read(name)
            }
            try check(try content(".txt").matches("fra1 PRIMARY.*ams2 BACKUP.*alarms"), "the text")
            try check(try content(".ans").matches("\u{1b}\\[.*fra1"), "the ANSI")
            try check(try content(".svg").matches("<svg.*fra1.*</svg>"), "the SVG")
        }
    }

    @Test("Ctrl-Z gives the shell its terminal, fg draws again, and q leaves it to the shell")
    func suspend() async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        let folder = try TemporaryFolder()
        let terminal = try PseudoTerminal(
            ["/bin/bash", "--norc", "--noprofile", "-i"],
            environment: ["PS1": "shell> ", "TMPDIR": folder.path, "HOME": folder.path], columns: 120, rows: 40)
        let robot = Robot(terminal: terminal, folder: folder)
        try await robot.see("shell>")
        try await robot.press("\(try Product.path("drtop")) demo --simulated --nodes 3\r", until: "\nOK .*serves with")
        for _ in 0..<2 {
            try await robot.press("\u{1a}", until: "Stopped")
            // From the second time on the first one's word is on the shell's screen before the cursor is.
            try await eventually("the shell has its screen and its cursor") {
                terminal.take()
                return !terminal.showsAlternateScreen && terminal.showsCursor
            }
            try await robot.press("fg\r", until: "sync +fra1.*alarms")
            try check(terminal.showsAlternateScreen, "fg does not take the screen")
            try await robot.press("?", until: "All keys, and why some are locked now")
            try await robot.escape(until: "━ keys ━")
        }
        try await robot.press("q", until: "leave drtop\\?")
        try await robot.press("q", until: "shell> $|shell>\\s*$")
        try check(!terminal.showsAlternateScreen, "q leaves the alternate screen on")
        terminal.send("exit\r")
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "the shell does not end")
    }

    @Test("Pasted text and reports of the focus act on nothing, in no pane and no field")
    func pasteAndFocus() async throws {
        try await Robot.rehearse { robot in
            try check(robot.output.contains("\u{1b}[?2004h"), "bracketed paste is not asked for")
            try check(robot.output.contains("\u{1b}[?1004h"), "reports of the focus are not asked for")
            let paste = "\u{1b}[200~q\rqF1:failover\r\u{1b}[201~"
            try await robot.press(paste, until: "pasted text is ignored")
            try check(!robot.terminal.text.matches("leave drtop|FAIL OVER|━ command"), "the paste opened something")
            try robot.ignores("\u{1b}[O\u{1b}[I\u{1b}[O", "[┏━]━ ")
            try await robot.press(":", until: "━ command ━")
            try robot.ignores(paste, ":q|leave drtop")
            try await robot.escape(until: "━ command ━")
            try await robot.press("/", until: "\n/text +!text")
            try robot.ignores(paste, "\n/q")
            try await robot.escape(until: "\n/text")
        }
    }

    @Test("The tour begins by itself, and :tour hides it; D injures, and says what it did")
    func tour() async throws {
        try await Robot.rehearse { robot in
            try await robot.see("tour 1/6 +D, then x")
            try await robot.injure("x", until: "kill: all of fra1")
            try await robot.see("tour 2/6 +FIRST ALARM: press 1")
            try await robot.press("1", until: "tour 3/6 +F shows the plan")
            try await robot.press("F", until: "FAIL OVER shop")
            try await robot.escape(until: "FAIL OVER shop")
            try await robot.see("tour 4/6 +Tab, type ams2")
            try await robot.press(":tour\r", until: "sync +fra1")
            try await robot.seeNoMore("tour [0-9]/6")
        }
    }
}
