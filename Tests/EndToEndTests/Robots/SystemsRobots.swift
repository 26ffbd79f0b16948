import TestSupport
import Testing

@Suite("Robot users: several systems")
struct SystemsRobots {
    /// Nothing listens there: each system is quickly in trouble, which is enough to look at.
    private func settings(_ name: String, in folder: TemporaryFolder) throws -> String {
        var system = SystemSettings(a: [("a1", try freePort())], b: [("b1", try freePort())], folder: folder.path)
        system.name = name
        return try folder.write("\(name).yaml", system.yaml)
    }

    @Test("More than one settings file: a line a system, Enter goes in, Esc comes out, q asks")
    func overview() async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        let folder = try TemporaryFolder()
        let files = try ["north", "south"].map { try settings($0, in: folder) }
        let terminal = try PseudoTerminal(
            [try Product.path("drtop")] + files + ["--state", "\(folder.path)/state", "--operator", "oncall"],
            environment: ["HOME": folder.path], columns: 100, rows: 30)
        let robot = Robot(terminal: terminal, folder: folder)
        do {
            try await robot.see("drtop +2 systems.*▶ .*north.*\n.*south")
            // While the operator moves, the lines stay where they are.
            try await robot.press("j", until: "▶ .*south")
            try await robot.press("\r", until: "south +fra1.*alarms")
            try await robot.press("w", until: "why, and why not")
            try await robot.escape(until: "why, and why not")
            try await robot.escape(until: "drtop +2 systems", isShown: true)
            try await robot.press("k\r", until: "north +fra1.*alarms")
            try await robot.escape(until: "drtop +2 systems", isShown: true)
            try await robot.press("q", until: "q again leaves")
            try await robot.press("x", until: "Enter go in")
            terminal.send("qq")
            try check(terminal.end(within: .seconds(30)) == .exit(code: 0), "q q does not leave")
            try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
        } catch {
            throw Shortfall("\(error)\nthe screen:\n\(terminal.text)")
        }
    }
}
