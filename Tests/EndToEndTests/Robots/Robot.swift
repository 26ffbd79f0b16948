import Foundation
import TestSupport

/// A user who presses keys and reads the screen; before him `drtop demo --simulated`, so that nothing but the dashboard and
/// the engine is on trial. Not Sendable: one test has it.
struct Robot {
    let terminal: PseudoTerminal
    /// The program's temporary folder, its home, and where it was started.
    let folder: TemporaryFolder

    /// Opens a rehearsal, waits until all is well, and leaves by `q` at the end: at once, and with the terminal given back.
    ///
    /// - Parameter files: lie in the folder before it begins, by their names.
    static func rehearse(
        _ arguments: [String] = [], nodes: Int = 3, size: Story.Size = .usual, environment: [String: String] = [:],
        files: [String: String] = [:], _ use: (Robot) async throws -> Void
    ) async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        let folder = try TemporaryFolder()
        for (name, text) in files { _ = try folder.write(name, text) }
        let terminal = try PseudoTerminal(
            // The folder it is started in is where it saves pictures.
            ["/usr/bin/env", "-C", folder.path, try Product.path("drtop"), "demo", "--simulated"]
                + ["--nodes", "\(nodes)", "--operator", "oncall"] + arguments,
            environment: ["TMPDIR": folder.path, "HOME": folder.path].merging(environment) { $1 },
            columns: size.columns, rows: size.rows)
        let robot = Robot(terminal: terminal, folder: folder)
        do {
            try await robot.see("\nOK .*serves with")
            try await use(robot)
            try await robot.leave()
        } catch {
            throw Shortfall("\(error)\nthe screen:\n\(terminal.text)")
        }
    }

    func see(_ pattern: String, within bound: Duration = .seconds(60)) async throws {
        try await look("the screen never showed /\(pattern)/", within: bound) { $0.matches(pattern) }
    }

    func seeNoMore(_ pattern: String, within bound: Duration = .seconds(60)) async throws {
        try await look("the screen still shows /\(pattern)/", within: bound) { !$0.matches(pattern) }
    }

    private func look(_ what: String, within bound: Duration, _ isSeen: (String) -> Bool) async throws {
        let end = ContinuousClock.now + bound
        while true {
            terminal.take()
            if isSeen(terminal.text) { return }
            if let ended = terminal.end(within: .zero) { throw Shortfall("\(what): the program ended: \(ended)") }
            guard ContinuousClock.now < end else { throw Shortfall("\(what) within \(bound)") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// It shows where text is entered, and nowhere else.
    func seeCursor(_ isShown: Bool) async throws {
        try await eventually("the cursor is \(isShown ? "shown" : "hidden")") {
            terminal.take()
            return terminal.showsCursor == isShown
        }
    }

    /// Keys that lead to what is waited for. They are pressed once: what a robot has to press twice, a person has too.
    func press(_ keys: String, until pattern: String) async throws {
        terminal.send(keys)
        try await see(pattern, within: .seconds(20))
    }

    /// Esc, and the silence behind it in which keys act on nothing: they could be the rest of a torn sequence.
    func escape(until pattern: String, isShown: Bool = false) async throws {
        terminal.send("\u{1b}")
        if isShown { try await see(pattern) } else { try await seeNoMore(pattern) }
        try await Task.sleep(for: .milliseconds(300))
    }

    /// Keys that must lead to nothing: the screen after them is the screen before, but for what moves by itself.
    func ignores(_ keys: String, _ pattern: String) throws {
        terminal.send(keys)
        terminal.settle()
        if terminal.text.matches(pattern) { throw Shortfall("\(keys.debugDescription) led to /\(pattern)/") }
    }

    func leave() async throws {
        try await press("q", until: "leave drtop\\?")
        terminal.send("q")
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "q does not leave")
        try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
        try check(!terminal.showsAlternateScreen, "the shell's screen is not shown")
        for mode in ["2004", "1004", "1000", "1006"] {
            try check(output.contains("\u{1b}[?\(mode)l"), "mode \(mode) is left on")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        try check(!left.contains { $0.hasPrefix("drtop-demo-") }, "left behind: \(left)")
    }

    /// The demonstration's menu of injuries: `downs` lines below the last one, at first "all of fra1". It closes by itself.
    func injure(_ key: String, downs: Int = 0, until pattern: String) async throws {
        try await press("D", until: "injure the demonstration")
        try await press(String(repeating: "j", count: downs) + key, until: pattern)
        try await seeNoMore("injure the demonstration")
    }

    /// All bytes so far as text, for what a screen does not show.
    var output: String { String(decoding: terminal.output, as: UTF8.self) }
}
