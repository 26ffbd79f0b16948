import Foundation
import Glibc
import TestSupport
import Testing

/// `drtop serve` with its commands, on real servers: everything from outside, on the built program.
@Suite struct ServeTests {
    private struct Status: Decodable {
        struct Plan: Decodable {
            var kind: String
            var fingerprint: String
            var target: String
        }

        struct Caller: Decodable {
            var name: String
            var applied: Int
        }

        var phase: String
        var epoch: Int
        var plan: Plan?
        var callers: [Caller]
    }

    private static func place(_ story: Story) -> [String] { ["--settings", story.settings, "--state", story.state] }

    private static func status(_ story: Story) async throws -> (code: Int32, status: Status?) {
        let run = try await story.call(["status", "--json"] + place(story))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // What is no status is told by its code.
        return (run.status, try? decoder.decode(Status.self, from: Data(run.output.utf8)))
    }

    private static func serve(_ story: Story) throws -> RunningCommand {
        try RunningCommand(["serve", story.settings, "--state", story.state], in: story.folder)
    }

    private static func see(
        _ what: String, _ story: Story, within bound: Duration = .seconds(40), _ condition: (Int32, Status?) -> Bool
    ) async throws {
        try await eventually(what, within: bound) {
            let (code, status) = try await self.status(story)
            return condition(code, status)
        }
    }

    @Test("A whole failover by commands alone: first alarm, acknowledge, failover, reverse sync, switchover (M5, M15)")
    func wholeStory() async throws {
        try await Story.tell(isOpen: false) { story in
            let place = Self.place(story)
            let none = try await story.call(["status"] + place)
            try check(none.status == 3 && none.errors.matches("^drtop: orders: no engine runs"), "\(none)")
            let engine = try Self.serve(story)
            try await Self.see("all is well", story) { code, status in
                code == 0 && status?.phase == "synchronizing" && status?.epoch == 1
                    && status?.callers.allSatisfy { $0.applied == 1 } == true
            }
            let early = try await story.call(["failover", "--dry-run"] + place)
            try check(early.status == 0 && early.output.matches("NOT NOW: the primary has failed"), "\(early)")
            story.kill(story.a)
            try await Self.see("the first alarm with a plan", story) { code, status in
                code == 2 && status?.phase == "awaiting-confirmation" && status?.plan?.kind == "failover"
            }
            let acknowledged = try await story.call(["acknowledge", "first", "--operator", "bob"] + place)
            try check(
                acknowledged.status == 0 && acknowledged.output.matches("acknowledged: FIRST ALARM"), "\(acknowledged)")
            let unarmed = try await story.call(["failover"] + place)
            try check(unarmed.status == 64, "\(unarmed)")
            try await Self.confirm("failover", typing: "ams2", wrongly: "fra1", story)
            try await story.seeWritable(story.b)
            try await story.seeCallers(on: "ams2", epoch: 2)
            try story.start(story.a)
            try await Self.see("fra1 is back", story) { _, status in status?.phase == "awaiting-reverse-sync" }
            try await Self.confirm("reverse-sync", typing: "fra1", wrongly: "ams2", story)
            try await Self.see("fra1 is a backup", story) { _, status in status?.phase == "synchronizing" }
            try await story.seeFollowing(story.a, story.b)
            try await Self.confirm("switchover", typing: "fra1", wrongly: "ams2", story)
            try await story.seeCallers(on: "fra1", epoch: 3)
            try await Self.see("all is well again", story) { _, status in status?.phase == "synchronizing" }
            let words = story.entries().map(\.words)
            try check(words.contains { $0.matches("bob.*acknowledge the first alarm") }, words.joined(separator: "\n"))
            kill(engine.processIdentifier, SIGTERM)
            let end = try await eventually("drtop serve ends") { try engine.ended() }
            try check(end.status == 0, "\(end)")
            try check(try await Self.status(story).code == 3, "an engine is still there")
        }
    }

    /// As an operator does: the plan is looked at, then typed. A wrong name and an old plan change nothing.
    private static func confirm(_ kind: String, typing name: String, wrongly other: String, _ story: Story) async throws
    {
        struct Plan: Decodable {
            var possible: Bool
            var fingerprint: String?
            var target: String?
        }
        let command = [kind] + place(story)
        var confirmed = false
        try await eventually("\(kind) is confirmed", within: .seconds(60)) {
            let run = try await story.call(command + ["--dry-run", "--json"])
            let plan = try JSONDecoder().decode(Plan.self, from: Data(run.output.utf8))
            guard plan.possible, let fingerprint = plan.fingerprint else { return false }
            try check(plan.target == name, run.output)
            if !confirmed {
                let wrong = try await story.call(command + ["--plan", fingerprint, "--type", other])
                try check(wrong.status == 1 && wrong.errors.matches("refused"), "\(wrong)")
                let old = try await story.call(command + ["--plan", "00000000", "--type", name])
                try check(old.status == 1 && old.errors.matches("the plan has changed"), "\(old)")
            }
            confirmed = true
            // A fact may change between the look and the word: then the plan is looked at again.
            return try await story.call(command + ["--plan", fingerprint, "--type", name]).status == 0
        }
    }

    @Test("A dashboard attaches to a served system; several at once; closing one never stops the engine")
    func attach() async throws {
        try await Story.tell(isOpen: false) { story in
            let engine = try Self.serve(story)
            try await Self.see("all is well", story) { code, _ in code == 0 }
            try story.open()
            try await story.seeHealthy()
            let first = try story.screen
            try check(first.wait { $0.text.contains("attached") }, first.text)
            try story.open(.usual, ["--operator", "bea"])
            try await story.seeHealthy()
            let second = try story.screen
            first.send("W")
            try check(first.wait { $0.text.matches("bea +1 dashboard open") }, first.text)
            try check(first.wait { $0.text.matches("oncall \\(you\\) +1 dashboard open") }, first.text)
            first.send("\u{1b}")
            story.kill(story.a)
            for screen in [first, second] {
                try check(screen.wait(upTo: .seconds(20)) { $0.text.contains("HAS FAILED") }, screen.text)
            }
            second.send("1")
            try check(first.wait { $0.text.contains("bea: acknowledge the first alarm") }, first.text)
            for screen in [first, second] {
                try check(screen.wait { $0.text.contains("acked") && $0.text.contains("bea") }, screen.text)
            }
            try check(first.wait { _ in true } && engine.ended() == nil, "the engine has ended")
            first.send("q")
            try check(first.end() == .exit(code: 0), "the first dashboard does not leave at once")
            second.send("q")
            try check(second.end() == .exit(code: 0), "the second dashboard does not leave at once")
            try check(try engine.ended() == nil, "the engine has ended with its dashboards")
            let words = story.entries().map(\.words)
            try check(
                words.contains { $0.matches("bea.*acknowledge the first alarm") }, words.joined(separator: "\n"))
        }
    }

    @Test("SIGHUP takes over all settings or none")
    func reload() async throws {
        try await Story.tell(isOpen: false) { story in
            let engine = try Self.serve(story)
            try await Self.see("all is well", story) { code, _ in code == 0 }
            let good = try story.folder.read("drtop.yaml")
            try story.folder.write("drtop.yaml", good + "nonsense: 1\n")
            kill(engine.processIdentifier, SIGHUP)
            try await eventually("the fault is told") { try engine.errors.contains("unknown key \"nonsense\"") }
            try check(try engine.errors.contains("the old ones stay in force"), try engine.errors)
            try check(
                try await story.call(["status", "--system", "orders", "--state", story.state]).status == 0, "it stopped"
            )
            let added = good + "  - name: late\n    uses: [s1]\n    deliver: [{file: \(story.folder.path)/late.json}]\n"
            try story.folder.write("drtop.yaml", added)
            kill(engine.processIdentifier, SIGHUP)
            try await eventually("the new caller is told", within: .seconds(40)) { try story.document("late") != nil }
            try await Self.see("all is well with three callers", story) { code, status in
                code == 0 && status?.callers.count == 3
            }
        }
    }
}
