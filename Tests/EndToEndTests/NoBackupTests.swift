import TestSupport
import Testing

@Suite("No backup")
struct NoBackupTests {
    @Test("M8: the backup fails first: second alarm; then the primary: failover is refused, with its conditions")
    func backupDiesBefore() async throws {
        try await Story.tell { story in
            story.kill(Array(story.b[..<2]))
            try await story.see("SECOND ALARM")
            try story.keys("2")
            try await story.see("\\* *acked")
            story.kill(Array(story.a[..<2]))
            try await story.see("fra1 HAS FAILED.*No backup is available")
            try story.keys("F")
            try await story.see("FAIL OVER is not possible now.*a backup is available.*1 of 3.*more than 1")
            // Read-only: no name can be typed.
            try story.keys("\tams2\r")
            try check(!story.b[2].isWritable, "promoted although failover is refused")
            try await story.closeDialog()
            try story.start(Array(story.b[..<2]))
            try await story.see("F to fail over to ams2")
        }
    }

    @Test("I7: both clusters are lost at once: CUT OFF, and no first alarm")
    func cutOff() async throws {
        try await Story.tell { story in
            story.stop(story.a + story.b)
            try await story.see("CUT OFF")
            try check(!story.shows("FIRST ALARM|HAS FAILED"), "a first alarm although drtop is cut off")
            story.resume(story.a + story.b)
            try await story.seeNoMore("CUT OFF")
            try await story.seeHealthy()
            let alarms = story.entries().map(\.words).filter { $0.contains("first-alarm") }
            try check(alarms.isEmpty, "raised: \(alarms)")
        }
    }

    @Test(
        "I4: the backup dies while it takes over, and comes back without its data: it is not published, a person is asked"
    )
    func backupDiesDuring() async throws {
        // Fencing what hangs takes a second; a starved machine may need longer than that to kill.
        for _ in 0..<5 {
            if try await killsWhileFencing() { return }
        }
        throw Shortfall("the backup was never killed before its promotion: this machine is too busy")
    }

    /// False when the promotion had been asked for before the backup was dead: then there was nothing to see.
    private func killsWhileFencing() async throws -> Bool {
        var isInTime = false
        try await Story.tell { story in
            let keys = try story.write("k", count: 60, to: story.a)
            try await eventually("ams2 has them") { try story.missing(keys, on: story.b).isEmpty }
            story.stop(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            let number = story.newestEntry
            try await story.failOver()
            story.kill(story.b)
            isInTime = !Moment(step: "promote", side: .intended).isReached(story.entries(after: number).map(\.words))
            guard isInTime else { return }
            try story.start(story.b)
            try await eventually("the failover ends, or a person is asked") {
                try story.screen.take()
                return story.entries(after: number).contains {
                    $0.words.matches("^failover .* (is complete|voided)|^phase .* -> stuck|confirm failover.*refused")
                }
            }
            try check(story.document("billing")?.epoch == 1, "a cluster without data was published")
            story.resume(story.a)
            try await eventually("the data is still in fra1") { try story.missing(keys, on: story.a).isEmpty }
        }
        return isInTime
    }
}
