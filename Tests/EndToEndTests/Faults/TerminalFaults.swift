import TestSupport

extension Fault {
    /// I23.
    static let ofTheTerminal: [Fault] = [
        Fault("nobody reads it while the primary fails", "the alarm is in the journal; read again, the screen is right")
        {
            story in
            story.kill(story.a)
            try await eventually("the journal tells the first alarm, unread terminal or not") {
                story.entries().contains { $0.words.matches("first-alarm #1 NEW") }
            }
            try await eventually("the sync is stopped") {
                story.b.allSatisfy { $0.replication("master_link_status") == "down" }
            }
            try await story.see("fra1 HAS FAILED.*F to fail over")
        },
        Fault("it becomes 1x1 while the primary fails", "the alarm is raised; large again, the screen is right") {
            story in
            try story.screen.resize(columns: 1, rows: 1)
            story.kill(story.a)
            try await story.seeJournal("first-alarm #1 NEW")
            try story.screen.resize(columns: 120, rows: 40)
            try await story.see("fra1 HAS FAILED.*F to fail over")
        },
        Fault("Ctrl-S and noise are typed", "nothing is confirmed, nothing is changed") { story in
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try story.keys("\u{13}\u{11}\u{0}\u{7f}\u{1b}[999;999H\u{1b}]0;x\u{7}\u{1b}[200~ams2\r\u{1b}[201~\r\r")
            try story.keys("ams2\r")
            try await story.seeFailoverOffered()
            try story.expectNoRoleChange()
        },
        Fault("a name is pasted into the form", "it does not confirm by itself") { story in
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.openPlan("F")
            try story.keys("\u{1b}[200~ams2\r\u{1b}[201~")
            try story.screen.settle()
            try story.expectNoRoleChange()
        },
        Fault("it closes while all is well", "an orderly end within its bound, told by the journal") { story in
            let number = story.newestEntry
            try story.screen.hangUp()
            try check(story.screen.end(within: .seconds(30)) != nil, "it goes on without a terminal")
            try check(
                story.entries(after: number).contains { $0.words.hasPrefix("drtop stopped") },
                "the journal says nothing")
            try story.open()
            try await story.seeWellAgain()
        },
        Fault("it is resized all the time while the primary fails", "the failover works as ever") { story in
            story.kill(story.a)
            for number in 0..<60 {
                try story.screen.resize(columns: 20 + number * 3 % 120, rows: 5 + number % 40)
                try story.screen.settle(silence: .milliseconds(20))
            }
            try story.screen.resize(columns: 120, rows: 40)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await story.seeCallers(on: "ams2", epoch: 2)
        },
    ]
}

extension Story {
    /// Whatever was typed: the first screen, and failover is still only offered.
    fileprivate func seeFailoverOffered() async throws {
        try await eventually("the first screen comes back") {
            if try self.shows("F to fail over") && !self.shows("┏━") { return true }
            try self.keys("\u{1b}")
            return false
        }
    }
}
