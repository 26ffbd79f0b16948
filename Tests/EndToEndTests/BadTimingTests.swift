import TestSupport
import Testing

@Suite("A primary that dies at a bad moment")
struct BadTimingTests {
    @Test("M6: it dies in the middle of the first copy: what follows it is parked all the same, and the screen goes on")
    func firstCopy() async throws {
        // The primary waits half a minute before it begins a copy: the order to follow is under way for so long.
        try await Story.tell(arguments: ["--repl-diskless-sync-delay", "30"], isOpen: false) { story in
            try story.open()
            try await eventually("every pair is told to follow") {
                story.entries().filter { $0.words.matches("^#[0-9]+ let b[0-9] follow") }.count == story.b.count
                    && story.b.allSatisfy { $0.replication("role") == "slave" }
            }
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED")
            try await story.see("fra1 HAS FAILED.*(F to fail over|w why)")
        }
    }

    @Test("M5: it is dead when drtop starts: first alarm, and the failover is offered", arguments: [false, true])
    func deadAtTheStart(hasJournal: Bool) async throws {
        try await Story.tell(isOpen: hasJournal) { story in
            if hasJournal {
                try await story.closeAndWait()
            } else {
                for (node, source) in zip(story.b, story.a) {
                    try node.command("REPLICAOF", "127.0.0.1", "\(source.port)")
                }
                try await story.seeFollowing(story.b, story.a)
            }
            story.kill(story.a)
            try story.open()
            try await story.see("fra1 HAS FAILED")
            // What stands in the way of it is for the report, when it is not offered.
            if try !story.shows("F to fail over") { try story.keys("F") }
            try await story.see("F to fail over|WHY.*READY.*COST")
        }
    }
}

extension Story {
    /// q, and the end of the program.
    fileprivate func closeAndWait() async throws {
        try await eventually("q asks") { try await self.reaches("leave", isShown: true, sending: "q") }
        try keys("q")
        try check(screen.end(within: .seconds(20)) == .exit(code: 0), "q does not leave")
    }
}
