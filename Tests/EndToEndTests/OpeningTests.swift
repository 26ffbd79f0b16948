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

    private func open(_ file: String, in folder: TemporaryFolder) throws -> PseudoTerminal {
        try PseudoTerminal(
            [try Product.path("drtop"), file, "--state", "\(folder.path)/state"], environment: ["HOME": folder.path],
            columns: 120, rows: 40)
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

    /// Returns all that it has written.
    private func end(_ terminal: PseudoTerminal) throws -> String {
        try check(terminal.end(within: .seconds(20)) == .exit(code: 1), "faulty settings are taken")
        try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
        try check(!terminal.showsAlternateScreen && terminal.showsCursor, "the shell's screen is not shown")
        return String(decoding: terminal.output, as: UTF8.self)
    }
}
