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

            // The pane of the alarms has the focus; the gravest one stands first.
            try story.keys("kkkk")
            let robot = Robot(terminal: try story.screen, folder: story.folder)
            try await robot.press("\r", until: "━ node a1 came back EMPTY ━.*pair b1 .*is parked.*change nothing now")
            try await robot.escape(until: "━ node a1 came back EMPTY ━")
            try await robot.press(":\(choice)\r", until: "━ node a1 came back EMPTY ━")
            try await story.choose(choice, name: "a1")
            try await robot.seeNoMore("━ node a1 came back EMPTY ━")
            try await story.seeJournal("oncall.*\(choice) a1", after: number)
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

    @Test("It never wipes its pair, unless the operator resumes: then the emptiness is accepted")
    func resume() async throws {
        try await tell("resume") { story, _ in
            try await eventually("b1 follows the empty a1") { try story.b[0].count() == 0 }
            try await story.seeWritable(story.a)
        }
    }
}

extension Story {
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
