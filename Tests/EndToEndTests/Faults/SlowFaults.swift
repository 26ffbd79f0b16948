import TestSupport
import Testing

extension Fault {
    /// What takes long.
    static let slow: [Fault] =
        [30, 300].map(paused) + [3600, -3600].map(wallClockJumps) + [
            Fault("the operator takes longer than a plan is good for", "the plan is drawn anew, and can be confirmed") {
                story in
                story.kill(story.a)
                try await story.see("fra1 HAS FAILED.*F to fail over")
                try await story.openPlan("F")
                try await story.watch(for: .seconds(75))  // This is the fault: a plan is good for 60 s.
                try story.expectNoRoleChange()
                try await story.failOver()
                try await story.seeWritable(story.b)
                try await story.seeCallers(on: "ams2", epoch: 2)
            },
            Fault("a hung primary for longer than Redis's own timeout", "nothing is promoted by itself") { story in
                story.stop(story.a)
                try await story.see("fra1 HAS FAILED.*F to fail over")
                try await story.watch(for: .seconds(70))  // repl-timeout is 60 s.
                try story.expectNoRoleChange()
                story.resume(story.a)
                try await story.seeWellAgain(within: .seconds(90))
                try story.expectNoRoleChange()
            },
            Fault("the disk hangs for a minute", "watching goes on; nothing is lost", isOpen: false) { story in
                let disk = try FaultyDisk(folder: story.state)
                try story.open(environment: disk.environment)
                try await story.seeHealthy()
                try await story.seeInSync()
                disk.fail(.hung)
                story.stop([story.a[0]])
                try await story.see("JOURNAL FAILS")
                try await story.watch(for: .seconds(60))
                story.resume([story.a[0]])
                disk.mend()
                try await story.seeNoMore("JOURNAL FAILS")
                try await story.seeWellAgain()
                try await story.seeJournal("fra1: a1 is (down|hung|silent)|first-alarm")
            },
        ]

    /// I8: only the monotonic clock decides anything. A jump while it runs, by a library between the program and its clock.
    private static func wallClockJumps(seconds: Int) -> Fault {
        Fault(
            "the wall clock jumps by \(seconds) s", "no first alarm; a failover works, its record in order",
            isOpen: false
        ) { story in
            let clock = try FaultyClock()
            try story.open(environment: clock.environment)
            try await story.seeHealthy()
            try await story.seeInSync()
            let before = try story.shownTime()
            try clock.jump(by: seconds)
            try await eventually("the shown time jumps") {
                try story.screen.take()
                // Of a day: midnight may lie between.
                let off = (try story.shownTime() - before - seconds) % 86_400
                return min(abs(off), 86_400 - abs(off)) < 600
            }
            try await story.watch(for: .seconds(5))
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
            try story.expectNoRoleChange()
            try await story.seeFailover()
            try story.killProgram()
            // And back on the true clock.
            try story.open()
            try await story.see("ams2 PRIMARY")
        }
    }
}

@Suite("The fault matrix: what takes long")
struct SlowFaultTests {
    @Test("Slow", arguments: Fault.slow)
    func slow(fault: Fault) async throws { try await fault.tell() }
}

extension Story {
    /// The clock of the first line, in seconds of its day.
    fileprivate func shownTime() throws -> Int {
        let line = try screen.line(0)
        guard let range = line.range(of: "[0-9]{2}:[0-9]{2}:[0-9]{2}Z", options: .regularExpression) else {
            throw Shortfall("no time in: \(line)")
        }
        let parts = line[range].dropLast().split(separator: ":").compactMap { Int($0) }
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    }
}
