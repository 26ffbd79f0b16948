import TestSupport
import Testing

@Suite("The whole story")
struct WholeStoryTests {
    @Test(
        "M1-M16: failover, recovery, reverse sync and switchover back; what was acknowledged is in both clusters",
        arguments: [(80, 24), (120, 40), (40, 12)])
    func wholeStory(columns: Int, rows: Int) async throws {
        try await Story.tell(size: Story.Size(columns: columns, rows: rows), heartbeat: []) { story in
            // M4: ams2 follows, as at the beginning of every story.
            try await story.seeCallers(on: "fra1", epoch: 1)
            let before = try story.write("k", count: 200, to: story.a)
            try await eventually("ams2 has them") { try story.missing(before, on: story.b).isEmpty }

            // M3: 2 of 3 is available.
            story.a[0].kill()
            try await story.see("2/3")
            try check(!story.shows("FIRST ALARM|HAS FAILED"), "first alarm with 2 of 3 nodes available")
            story.a[1].kill()
            try await story.see("FIRST ALARM|HAS FAILED|fra1 FAILED")  // M5
            try story.keys("1")
            try await story.see("\\* *acked|P1\\*")  // M15
            try await eventually("sync is stopped before any confirmation") {  // M6
                story.b.allSatisfy { $0.replication("master_link_status") == "down" }
            }
            try check(story.b.allSatisfy { $0.role == "slave" }, "promoted without a confirmation")

            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.seeCallers(on: "ams2", epoch: 2)  // M9-M12
            try await story.see("done +deliver")
            try await story.closeDialog()
            try await story.see("fra1 FAILED.*ams2 PRIMARY")  // M13
            let after = try story.write("n", count: 300, to: story.b)
            try check(after.count == 300, "ams2 acknowledged \(after.count) of 300 writes")

            try story.start(Array(story.a[..<2]))
            try await story.see("IS BACK")
            try check(!story.a.contains(where: \.isWritable), "a replaced primary takes writes")
            try await story.confirm("fra1", key: "R")  // M14
            try await story.seeFollowing(story.a, story.b)
            try await eventually("everything is in fra1") { try story.missing(after, on: story.a).isEmpty }
            try await story.see("done +synchronize")
            try await story.closeDialog()
            try await story.see("fra1 BACKUP.*ams2 PRIMARY")

            try await story.confirm("fra1", key: "S")
            try await story.seeWritable(story.a)
            try await story.seeCallers(on: "fra1", epoch: 3)
            try await story.seeFollowing(story.b, story.a)
            try await story.see("done +synchronize")
            try check(story.b.allSatisfy { !$0.isWritable }, "both clusters take writes")
            for servers in [story.a, story.b] {
                let missing = try story.missing(after, on: servers)
                try check(missing.isEmpty, "\(missing.count) acknowledged keys are not in \(story.name(servers))")
            }
            try await story.closeDialog()
            try await story.see("fra1 PRIMARY.*ams2 BACKUP")
            try await eventually("q asks") { try await story.reaches("leave", isShown: true, sending: "q") }
            try story.keys("q")
            try check(story.screen.end() == .exit(code: 0), "q does not leave")
            try check(story.screen.modes == .shell, "the terminal is left in \(try story.screen.modes)")
        }
    }
}
