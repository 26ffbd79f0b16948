import TestSupport
import Testing

/// I11: a restart at any point resumes or rolls back, or waits for the operator.
@Suite("kill -9 in the middle of a role change")
struct KillTests {
    @Test(
        "I11: a failover goes on after a restart",
        arguments: Moment.all(["claim", "fence", "promote", "publish", "deliver"]))
    func failover(moment: Moment) async throws {
        try await Story.tell { story in
            story.kill(Array(story.a[..<2]))
            story.stop([story.a[2]])  // What hangs is fenced, or not, in its own time.
            try await story.see("fra1 HAS FAILED.*F to fail over")
            let number = story.newestEntry
            try await story.failOver()
            try story.killProgram(at: moment, after: number)
            story.kill([story.a[2]])

            try story.open()
            try await story.seeSettled(serving: story.b, "ams2", epoch: 2, again: ("ams2", "F"))
            try check(!story.a.contains(where: \.isWritable), "a failed primary takes writes")
            try await story.seeNothingTwice(after: number)
        }
    }

    @Test(
        "I11: a switchover goes on after a restart; at no time do both nodes of a pair take writes",
        arguments: Moment.all(["claim", "handOver", "publish", "deliver", "follow"]))
    func switchover(moment: Moment) async throws {
        try await Story.tell { story in
            try await story.seeFollowing(story.b, story.a)
            let keys = try story.write("k", count: 60, to: story.a)
            let number = story.newestEntry
            try await story.confirm("ams2", key: "S")
            try story.killProgram(at: moment, after: number)

            try story.open()
            try await story.seeSettled(serving: story.b, "ams2", epoch: 2, again: ("ams2", "S"))
            try await story.seeFollowing(story.a, story.b)
            try check(try story.missing(keys, on: story.b).isEmpty, "ams2 lost keys")
            try check(try story.missing(keys, on: story.a).isEmpty, "fra1 lost keys")
        }
    }

    @Test("I11: a reverse sync goes on after a restart", arguments: Moment.all(["claim", "follow"]))
    func reverseSync(moment: Moment) async throws {
        try await Story.tell { story in
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.seeCallers(on: "ams2", epoch: 2)
            try await story.closeDialog()
            let keys = try story.write("n", count: 60, to: story.b)
            try story.start(story.a)
            try await story.see("IS BACK")
            let number = story.newestEntry
            try await story.confirm("fra1", key: "R")
            try story.killProgram(at: moment, after: number)

            try story.open()
            try await eventually("the reverse sync goes on, or is offered again") {
                if try story.shows("Press R to synchronize") { return true }
                return story.a.allSatisfy { $0.replication("master_link_status") == "up" }
            }
            if try story.shows("Press R to synchronize") { try await story.confirm("fra1", key: "R") }
            try await story.seeFollowing(story.a, story.b)
            try await eventually("fra1 has what was written") { try story.missing(keys, on: story.a).isEmpty }
            try await story.seeCallers(on: "ams2", epoch: 2)
        }
    }
}

extension Story {
    /// After a restart: the change was carried to its end, or the screen offers it again and a person confirms again.
    fileprivate func seeSettled(
        serving servers: [RedisServer], _ cluster: String, epoch: Int, again: (name: String, key: String)
    ) async throws {
        try await eventually("it is carried out, or offered again, or waits with its choices") {
            let pairs = zip(self.a, self.b)
            try check(!pairs.contains { $0.isWritable && $1.isWritable }, "both nodes of a pair take writes")
            return try self.shows("\(cluster) PRIMARY|F to fail over|\\nOK .*serves")
        }
        if try shows("STUCK") { throw Shortfall("a restart alone made it stuck") }
        if try !shows("\(cluster) PRIMARY") { try await confirm(again.name, key: again.key) }
        try await see("\(cluster) PRIMARY")
        try await seeWritable(servers)
        try await seeCallers(on: cluster, epoch: epoch)
    }

    /// What may not be repeated is not: one epoch published, one confirmation claimed at most twice (voided, and again).
    fileprivate func seeNothingTwice(after number: Int64) async throws {
        let published = entries(after: number).map(\.words).filter { $0.hasPrefix("epoch 2 published") }
        try check(published.count == 1, "published: \(published)")
    }
}
