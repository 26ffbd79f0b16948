import Drivers
import Foundation
import Glibc
import TestSupport
import Testing

/// `drtop demo` in a temporary folder of the test's own, so that nothing of others is touched or counted.
@Suite("drtop demo")
struct DemoTests {
    private func demo(in folder: TemporaryFolder) throws -> PseudoTerminal {
        try PseudoTerminal(
            [try Product.path("drtop"), "demo", "--operator", "oncall"],
            environment: ["TMPDIR": folder.path, "HOME": folder.path], columns: 120, rows: 40)
    }

    /// What the demonstration's own journal says, for whoever reads a failure.
    private func journal(_ terminal: PseudoTerminal) -> String {
        let environment = ProcessState.read("/proc/\(terminal.process)/environ") ?? ""
        guard let place = environment.split(separator: "\0").first(where: { $0.hasPrefix("TMPDIR=") })?.dropFirst(7),
            let name = try? FileManager.default.contentsOfDirectory(atPath: String(place)).first(where: {
                $0.hasPrefix("drtop-demo-")
            })
        else { return "" }
        // Only for the message of a failure: what cannot be read is left out.
        let reader = try? JournalReader(in: StateFolder(path: "\(place)/\(name)/state/shop"))
        return ((try? reader?.newest(60)) ?? []).map { $0.entry?.words ?? "" }.joined(separator: "\n")
    }

    private func see(_ terminal: PseudoTerminal, _ pattern: String, within bound: Duration = .seconds(40)) async throws
    {
        do {
            try await eventually("the screen shows /\(pattern)/", within: bound) {
                terminal.take()
                return terminal.text.matches(pattern)
            }
        } catch {
            throw Shortfall("\(error)\nthe screen:\n\(terminal.text)\n\(journal(terminal))")
        }
    }

    /// What works in the folder: the servers of the demonstrations that were started there.
    private func servers(in folder: TemporaryFolder) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
            // A process that has just ended has no working folder any more.
            guard let process = pid_t(name), ProcessState.of(process) != "Z",
                let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
            else { return nil }
            return place.hasPrefix(folder.path + "/drtop-demo-") ? process : nil
        }
    }

    private func folders(in folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("drtop-demo-") }
    }

    private func figure(_ terminal: PseudoTerminal, _ words: String) -> Int? {
        let pattern = "([0-9][0-9,]*) \(words)"
        guard let range = terminal.text.range(of: pattern, options: .regularExpression) else { return nil }
        return Int(terminal.text[range].prefix { $0 != " " }.replacing(",", with: ""))
    }

    private func waitForWrites(_ terminal: PseudoTerminal) async throws {
        try await see(terminal, "DEMO.*fra1 PRIMARY.*ams2 BACKUP")
        try await see(terminal, "[1-9][0-9,]* writes/s +0 failing")
    }

    private func tell(_ events: (TemporaryFolder) async throws -> Void) async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        let folder = try TemporaryFolder()
        // Without a list there is nobody to end.
        defer { for server in (try? servers(in: folder)) ?? [] { kill(server, SIGKILL) } }
        try await events(folder)
    }

    /// In the menu of injuries: on the cluster that stands first.
    private func injure(_ terminal: PseudoTerminal, _ key: String, _ said: String) async throws {
        try await see(terminal, "D demo menu")
        try await eventually("the menu opens") {
            terminal.send("D")
            return terminal.wait(upTo: .milliseconds(1500)) { $0.text.matches("injure the demonstration") }
        }
        terminal.send(key)
        try await see(terminal, said)
    }

    private func confirm(_ terminal: PseudoTerminal, _ key: String, _ name: String) async throws {
        try await eventually("\(key) opens the plan") {
            terminal.send(key)
            return terminal.wait(upTo: .milliseconds(1500)) { $0.text.matches("WHY.*READ.*COST") }
        }
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

    @Test(
        "The whole story: writes are seen, fail, go on after F; what is missing is counted; R and S; q leaves nothing")
    func wholeStory() async throws {
        try await tell { folder in
            let terminal = try demo(in: folder)
            try await waitForWrites(terminal)
            // Before that a backup may be empty: its pair would be left out of the failover, and its callers go on failing.
            try await see(terminal, "ams2 is in sync")
            try check(try servers(in: folder).count == 6, "\(try servers(in: folder).count) servers")
            try await injure(terminal, "x", "kill: all of fra1")
            try await see(terminal, "[1-9][0-9]* failing")
            try await see(terminal, "fra1 HAS FAILED.*F to fail over")
            try await confirm(terminal, "F", "ams2")
            try await see(terminal, "fra1 FAILED.*ams2 PRIMARY")
            terminal.send("\u{1b}")
            try await see(terminal, "[1-9][0-9,]* writes/s   0 failing.*missing")
            let missing = figure(terminal, "missing")
            try check(missing != nil, terminal.text)
            try await injure(terminal, "r", "restart: all of fra1")
            try await see(terminal, "fra1 IS BACK")
            try await confirm(terminal, "R", "fra1")
            try await see(terminal, "fra1 BACKUP.*ams2 PRIMARY")
            terminal.send("\u{1b}")
            try await see(terminal, "OK +Nothing needs you|protected since")
            try await confirm(terminal, "S", "fra1")
            try await see(terminal, "fra1 PRIMARY.*ams2 BACKUP")
            terminal.send("\u{1b}")
            try await see(terminal, "[1-9][0-9,]* writes/s +0 failing")
            try check(figure(terminal, "missing") ?? 0 <= missing ?? 0, "the switchover lost writes: \(terminal.text)")
            try await eventually("q asks") {
                terminal.send("q")
                return terminal.wait(upTo: .milliseconds(1500)) { $0.text.matches("leave") }
            }
            terminal.send("q")
            try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "q does not leave:\n\(terminal.text)")
            try check(terminal.modes == .shell, "the terminal is left in \(terminal.modes)")
            try check(try servers(in: folder).isEmpty, "servers are left")
            try check(try folders(in: folder).isEmpty, "folders are left: \(try folders(in: folder))")
        }
    }

    @Test("After kill -9 the next demonstration cleans up what was left, and only that")
    func cleanUp() async throws {
        try await tell { folder in
            let other = try demo(in: folder)
            try await waitForWrites(other)
            let untouched = try servers(in: folder)
            let otherFolder = try folders(in: folder)
            let killed = try demo(in: folder)
            try await waitForWrites(killed)
            killed.signal(SIGKILL)
            _ = killed.end()
            let left = try servers(in: folder).filter { !untouched.contains($0) }
            try check(left.count == 6, "\(left.count) servers were left to clean up")

            let next = try demo(in: folder)
            try await waitForWrites(next)
            let now = try servers(in: folder)
            try check(!now.contains { left.contains($0) }, "servers of the killed one go on")
            try check(untouched.allSatisfy { now.contains($0) }, "servers of another demonstration were ended")
            try check(now.count == 12, "\(now.count) servers")
            try check(try folders(in: folder).contains(otherFolder[0]), "another demonstration's folder is gone")
            try check(try folders(in: folder).count == 2, "folders: \(try folders(in: folder))")
            try await see(other, "[1-9][0-9,]* writes/s +0 failing")
            for terminal in [other, next] {
                terminal.signal(SIGTERM)
                try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "TERM does not end it")
            }
            try check(try servers(in: folder).isEmpty && folders(in: folder).isEmpty, "something is left")
        }
    }
}
