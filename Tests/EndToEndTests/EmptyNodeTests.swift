import TestSupport
import Testing

@Suite("A primary node that comes back empty, and :restore and :resume")
struct EmptyNodeTests {
    private func tell(_ choice: String, _ end: (Story, [String: String]) async throws -> Void) async throws {
        try await Story.tell { story in
            let keys = try story.write("k", count: 90, to: story.a)
            try await eventually("ams2 has them") { try story.missing(keys, on: story.b).isEmpty }
            let count = try story.b[0].count()
            let number = story.newestEntry
            story.a[0].kill()
            // Its pair asks again within a second, at a moment of Redis's own. Parking takes drtop a few hundredths of one;
            // on a busy machine the test does not bet on which comes first.
            try await eventually("its pair is parked") {
                story.entries(after: number).contains { $0.words.matches("^#[0-9]+ park b1") }
            }
            try story.a[0].start()
            try await story.see("a1 came back EMPTY")
            try check(story.b[0].count() == count, "the pair lost data: \(try story.b[0].count() ?? -1) keys are left")
            try check(story.b[0].role == "slave", "the pair was promoted")

            try await story.decide(choice, of: "a1", "pair b1 .*is parked.*change nothing now", after: number)
            try await end(story, keys)
            try await story.see("\nOK ")
            try await story.seeFollowing(story.b, story.a)
        }
    }

    @Test("It never wipes its pair, and restore brings its data back from there")
    func restore() async throws {
        try await tell("restore") { story, keys in
            try await eventually("a1 has its data again") { try story.missing(keys, on: story.a).isEmpty }
            try await story.seeWritable(story.a)
            try check(try story.missing(keys, on: story.b).isEmpty, "ams2 lost keys")
        }
    }

    @Test("I9: after a failover nobody copies the emptiness of a node of the new primary; what it replaced restores it")
    func newPrimary() async throws {
        try await Story.tell { story in
            let keys = try story.write("k", count: 90, to: story.a)
            try await eventually("ams2 has them") { try story.missing(keys, on: story.b).isEmpty }
            story.stop(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try story.keys("1")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.closeDialog()
            story.resume(story.a)
            try await story.see("fra1 IS BACK.*Press R")
            let number = story.newestEntry

            story.b[0].kill()
            try story.b[0].start()
            // Callers do not wait for drtop to look.
            try story.b[0].command("SET", "written", "since")
            try await story.see("P1 .*b1 came back EMPTY")
            try story.keys("R")
            try await story.see("left out: pair a1: b1 came back without the data")
            try await story.closeDialog()
            try await story.decide("restore", of: "b1", "Only its replaced pair a1 .*may have data", after: number)
            try await eventually("b1 has its data again") { try story.missing(keys, on: story.b).isEmpty }
            try await story.seeWritable(story.b)
            try await story.see("fra1 IS BACK.*Press R")
            try await story.confirm("fra1", key: "R")
            try await story.seeFollowing(story.a, story.b)
            try check(try story.missing(keys, on: story.a).isEmpty, "fra1 lost keys")
        }
    }

    @Test("It never wipes its pair, unless the operator resumes: then the emptiness is accepted")
    func resume() async throws {
        try await tell("resume") { story, _ in
            try await eventually("b1 follows the empty a1") { try story.b[0].count() == 0 }
            try await story.seeWritable(story.a)
        }
    }
}

extension Story {
    /// Opens the dialog of an empty node by its alarm, and by the command; it says so much of it. Then chooses.
    fileprivate func decide(_ choice: String, of name: String, _ words: String, after number: Int64) async throws {
        let title = "━ node \(name) came back EMPTY ━"
        // The pane of the alarms has the focus. Right behind an Esc no key is taken.
        try await eventually("the alarm is chosen") {
            try await self.reaches("▶ +1 .*\(name) came back EMPTY", isShown: true, sending: "k")
        }
        let robot = Robot(terminal: try screen, folder: folder)
        try await robot.press("\r", until: "\(title).*\(words)")
        try await robot.escape(until: title)
        try await robot.press(":\(choice)\r", until: title)
        try await choose(choice, name: name)
        try await robot.seeNoMore(title)
        try await seeJournal("oncall.*\(choice) \(name)", after: number)
    }

    /// In the dialog of an empty node: what to do, and the node's name.
    fileprivate func choose(_ choice: String, name: String) async throws {
        // Nothing, restore, resume: a step further, or back when two of the keys were taken at once.
        try await eventually("\(choice) can be chosen") {
            let isTooFar = try choice == "restore" && self.shows("\\( Enter  resume \\)")
            return try await self.reaches(
                "\\( Enter  \(choice) \\)", isShown: true, sending: isTooFar ? "k" : "j")
        }
        try keys("\t")
        try keys(name)
        try await see("> \(name)")
        try keys("\r")
    }
}
