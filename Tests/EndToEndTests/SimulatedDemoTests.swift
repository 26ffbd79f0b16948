import Foundation
import TestSupport
import Testing

/// `drtop demo --simulated`: the simulator's world in real time on the dashboard.
@Suite("drtop demo --simulated")
struct SimulatedDemoTests {
    private func demo(in folder: TemporaryFolder, _ arguments: String...) throws -> PseudoTerminal {
        try PseudoTerminal(
            [try Product.path("drtop"), "demo", "--simulated", "--operator", "oncall"] + arguments,
            environment: ["TMPDIR": folder.path, "HOME": folder.path], columns: 120, rows: 40)
    }

    private func see(_ terminal: PseudoTerminal, _ pattern: String, within bound: Duration = .seconds(60)) async throws
    {
        do {
            try await eventually("the screen shows /\(pattern)/", within: bound) {
                terminal.take()
                return terminal.text.matches(pattern)
            }
        } catch {
            throw Shortfall("\(error)\nthe screen:\n\(terminal.text)")
        }
        // Nobody may take a rehearsal for the real thing (I24).
        try check(terminal.text.matches("DRILL"), "a screen without DRILL:\n\(terminal.text)")
    }

    private func press(_ terminal: PseudoTerminal, _ key: String, until pattern: String) async throws {
        try await eventually("\(key) leads to /\(pattern)/") {
            terminal.send(key)
            return terminal.wait(upTo: .milliseconds(1500)) { $0.text.matches(pattern) }
        }
    }

    private func confirm(_ terminal: PseudoTerminal, _ key: String, _ name: String) async throws {
        try await press(terminal, key, until: "WHY.*READ.*COST")
        try check(terminal.text.matches("DRILL"), "a plan without DRILL:\n\(terminal.text)")
        try await eventually("\(name) is typed") {
            if terminal.text.matches("Tab to type") { terminal.send("\t") }
            guard terminal.wait(upTo: .milliseconds(1500), until: { !$0.text.matches("Tab to type") }) else {
                return false
            }
            terminal.send(name)
            return terminal.wait(upTo: .milliseconds(1500)) { $0.text.matches("> \(name)( |$|\n)") }
        }
        terminal.send("\r")
    }

    private func leave(_ terminal: PseudoTerminal, _ folder: TemporaryFolder) async throws {
        try await press(terminal, "q", until: "leave")
        terminal.send("q")
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "q does not leave:\n\(terminal.text)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        try check(!left.contains { $0.hasPrefix("drtop-demo-") }, "left behind: \(left)")
    }

    private func tell(_ events: (TemporaryFolder) async throws -> Void) async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        try await events(try TemporaryFolder())
    }

    @Test("A scenario plays by itself, and the operator's keys reach the simulated nodes: failover, reverse sync")
    func scenario() async throws {
        try await tell { folder in
            let terminal = try demo(in: folder, "--scenario", "old-primary-returns", "--seed", "7", "--nodes", "4")
            try await see(terminal, "fra1 PRIMARY.*ams2 BACKUP")
            try await see(terminal, "[1-9][0-9,]* writes/s +0 failing")
            try await see(terminal, "fra1 HAS FAILED.*F to fail over")
            try await confirm(terminal, "F", "ams2")
            try await see(terminal, "fra1 FAILED.*ams2 PRIMARY")
            terminal.send("\u{1b}")
            try await see(terminal, "[1-9][0-9,]* writes/s +0 failing.*missing")
            try await see(terminal, "fra1 IS BACK", within: .seconds(200))
            try await confirm(terminal, "R", "fra1")
            try await see(terminal, "fra1 BACKUP.*ams2 PRIMARY")
            terminal.send("\u{1b}")
            try await leave(terminal, folder)
        }
    }

    @Test("Nodes are injured by hand, and come back")
    func byHand() async throws {
        try await tell { folder in
            let terminal = try demo(in: folder, "--nodes", "3")
            try await see(terminal, "[1-9][0-9,]* writes/s +0 failing")
            try await press(terminal, "D", until: "injure the demonstration")
            terminal.send("s")
            try await see(terminal, "stop: all of fra1")
            try await see(terminal, "fra1 HAS FAILED")
            try await press(terminal, "D", until: "injure the demonstration")
            terminal.send("c")
            try await see(terminal, "continue: all of fra1")
            try await see(terminal, "OK +Nothing needs you|fra1 PRIMARY")
            try await leave(terminal, folder)
        }
    }

    /// Ten times as many are no trouble for the release; this build is slow.
    @Test("Two thousand nodes are watched, and the screen obeys")
    func many() async throws {
        try await tell { folder in
            let terminal = try demo(in: folder, "--nodes", "1000", "--seed", "3")
            try await see(terminal, "1,000", within: .seconds(120))
            try await press(terminal, "?", until: "(?i)keys|help")
            terminal.send("\u{1b}")
            try await leave(terminal, folder)
        }
    }
}
