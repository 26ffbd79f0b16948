import Glibc
import TestSupport
import Testing

/// The screen is there before the settings are read: with ten thousand nodes that takes longer than a person should look at
/// nothing.
@Suite("The dashboard opens")
struct OpeningTests {
    private func settings(in folder: TemporaryFolder, more: String = "") throws -> String {
        let system = SystemSettings(
            a: [("a1", try freePort())], b: [("b1", try freePort())], folder: folder.path)
        return try folder.write("drtop.yaml", system.yaml + more)
    }

    private func open(
        _ file: String, in folder: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> PseudoTerminal {
        try PseudoTerminal(
            [try Product.path("drtop"), file, "--state", "\(folder.path)/state"],
            environment: ["HOME": folder.path].merging(environment) { $1 }, columns: 120, rows: 40)
    }

    @Test("Two lines come first, and say nothing that is not known yet")
    func linesFirst() async throws {
        let folder = try TemporaryFolder()
        let terminal = try open(try settings(in: folder), in: folder)
        let robot = Robot(terminal: terminal, folder: folder)
        try await robot.see("orders +fra1")
        let parts = robot.output.components(separatedBy: "the system is being opened")
        try check(parts.count == 2, "the first lines were never shown")
        try check(!parts[0].matches("live|orders|PRIMARY|OK"), "shown before it was known: \(parts[0])")
    }

    @Test("Faults of the settings are told on the terminal as the shell left it, as they are without one")
    func faults() async throws {
        let folder = try TemporaryFolder()
        let file = try settings(in: folder, more: "nonsense: 1\n")
        let run = try await CommandRun.of([file], in: folder)
        try check(run.status == 1 && run.errors.matches("settings cannot be used.*unknown key.*nonsense"), "\(run)")
        let output = try end(try open(file, in: folder))
        try check(output.hasSuffix(run.errors.replacing("\n", with: "\r\n")), "\(output.debugDescription), not \(run)")
    }

    @Test("So are keys that collide, which are found when the engine's lock has been taken")
    func keys() async throws {
        let folder = try TemporaryFolder()
        let output = try end(try open(try settings(in: folder, more: "keys:\n  freeze: F\n"), in: folder))
        try check(output.matches("F is the key of failover already"), output.debugDescription)
    }

    /// What keeps the system from opening, for as long as the test wants.
    enum Hold: CaseIterable {
        case settings, state

        var words: String {
            switch self {
            case .settings: "--    starting: the system is being opened"
            case .state: "--    starting: no round of heartbeats has ended yet"
            }
        }

        fileprivate func disk(in folder: TemporaryFolder) throws -> FaultyDisk {
            let disk = try FaultyDisk(folder: folder.path + (self == .settings ? "/drtop.yaml" : "/state"))
            disk.fail(self == .settings ? .hungOpening : .hung)
            return disk
        }
    }

    @Test("Who does not want to wait leaves at once", arguments: Hold.allCases, ["q", "\u{3}"])
    func leaving(_ hold: Hold, key: String) async throws {
        try await leaves(hold) { $0.send(key) }
    }

    @Test("So does who is told to by a signal", arguments: Hold.allCases, [SIGTERM, SIGINT, SIGHUP])
    func signals(_ hold: Hold, number: Int32) async throws {
        try await leaves(hold) { $0.signal(number) }
    }

    private func leaves(_ hold: Hold, _ leave: (PseudoTerminal) -> Void) async throws {
        let folder = try TemporaryFolder()
        let disk = try hold.disk(in: folder)
        let terminal = try open(try settings(in: folder), in: folder, environment: try disk.environment)
        try await Robot(terminal: terminal, folder: folder).see("\n\(hold.words)")
        leave(terminal)
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "it waits for the disk")
        try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
        try check(!terminal.showsAlternateScreen && terminal.showsCursor, "the shell's screen is not shown")
    }

    @Test("With several systems q waits for what has begun, not for the one whose disk keeps it from beginning")
    func leavingSeveral() async throws {
        let folder = try TemporaryFolder()
        let (terminal, disk) = try openTwo(in: folder)
        let robot = Robot(terminal: terminal, folder: folder)
        try await robot.see("one +[^\n]*CUT OFF.*two +starting|two +starting.*one +[^\n]*CUT OFF")
        try await robot.press("q", until: "q again leaves")
        terminal.send("y")
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "it waits for the disk")
        try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
        withExtendedLifetime(disk) {}
    }

    @Test("So does the end of one that fails: its words are told on the terminal as the shell left it")
    func failureOfSeveral() async throws {
        let folder = try TemporaryFolder()
        let taken = try ScriptedServer { _, _ in .nothing }
        let (terminal, disk) = try openTwo(
            in: folder, more: "interface:\n  listen: \"127.0.0.1:\(taken.port)\"")
        try check(try end(terminal).matches("the interface cannot be opened.*\(taken.port)"), "not told why")
        withExtendedLifetime(disk) {}
    }

    /// Two systems, the second on a disk that does not answer; `more` is for the first.
    private func openTwo(in folder: TemporaryFolder, more: String = "") throws -> (PseudoTerminal, FaultyDisk) {
        let files = try ["one", "two"].map { name in
            var system = SystemSettings(
                name: name, a: [("a1", try freePort())], b: [("b1", try freePort())], folder: folder.path)
            if name == "one" { system.more = more }
            return try folder.write("\(name).yaml", system.yaml)
        }
        let disk = try FaultyDisk(folder: "\(folder.path)/state/two")
        disk.fail(.hung)
        let terminal = try PseudoTerminal(
            [try Product.path("drtop")] + files + ["--state", "\(folder.path)/state"],
            environment: ["HOME": folder.path].merging(try disk.environment) { $1 }, columns: 120, rows: 40)
        return (terminal, disk)
    }

    @Test(
        "Ctrl-Z and fg, Ctrl-L and every size work meanwhile; other keys are lost, and then the system opens",
        arguments: Hold.allCases)
    func meanwhile(_ hold: Hold) async throws {
        let folder = try TemporaryFolder()
        let disk = try hold.disk(in: folder)
        let environment = ["PS1": "shell> ", "HOME": folder.path].merging(try disk.environment) { $1 }
        let terminal = try PseudoTerminal(
            ["/bin/bash", "--norc", "--noprofile", "-i"], environment: environment, columns: 120, rows: 40)
        let robot = Robot(terminal: terminal, folder: folder)
        try await robot.see("shell>")
        let command = "\(try Product.path("drtop")) \(try settings(in: folder)) --state \(folder.path)/state"
        try await robot.press(command + "\r", until: "\n\(hold.words)")
        for _ in 0..<2 {
            try await robot.press("\u{1a}", until: "Stopped")
            try check(!terminal.showsAlternateScreen && terminal.showsCursor, "the shell's screen is not shown")
            try await robot.press("fg\r", until: "\n\(hold.words)")
            try check(terminal.showsAlternateScreen, "fg does not take the screen")
        }
        func paintings() -> Int { robot.output.components(separatedBy: hold.words).count }
        let before = paintings()
        terminal.send("\u{c}")
        try await eventually("Ctrl-L paints anew") {
            terminal.take()
            return paintings() > before
        }
        for (columns, rows) in [(40, 12), (20, 2), (200, 60), (120, 40)] {
            terminal.resize(columns: columns, rows: rows)
            try await robot.see("^drtop +[0-9:]{8}Z\\s*\n\(hold.words.prefix(columns - 1))")
        }
        terminal.send("F1aD:?\r")
        terminal.settle()
        try await robot.see("^drtop .*Z\\s*\n\(hold.words)\\s*$")
        disk.mend()
        try await robot.see("orders +fra1")
        terminal.settle()
        try check(!terminal.text.matches("FAIL OVER|━ (keys|command)|acknowledged"), "a key of before acts now")
        try await robot.press("q", until: "leave drtop\\?")
        try await robot.press("q", until: "shell> $|shell>\\s*$")
    }

    /// Returns all that it has written.
    private func end(_ terminal: PseudoTerminal) throws -> String {
        try check(terminal.end(within: .seconds(20)) == .exit(code: 1), "faulty settings are taken")
        try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
        try check(!terminal.showsAlternateScreen && terminal.showsCursor, "the shell's screen is not shown")
        return String(decoding: terminal.output, as: UTF8.self)
    }
}
