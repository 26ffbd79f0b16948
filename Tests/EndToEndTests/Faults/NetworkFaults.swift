import TestSupport
import Testing

/// A row about the network between drtop and the clusters, and between these.
struct NetworkFault: CustomTestStringConvertible, Sendable {
    var what: String
    var expected: String
    var inject: @Sendable (Story, FaultyNetwork) async throws -> Void

    var testDescription: String { "\(what): \(expected)" }

    init(
        _ what: String, _ expected: String, inject: @escaping @Sendable (Story, FaultyNetwork) async throws -> Void
    ) {
        (self.what, self.expected, self.inject) = (what, expected, inject)
    }

    func tell() async throws {
        let network = try FaultyNetwork()
        // The heartbeat's defaults: the second opinion needs their time.
        try await Story.tell(nodes: 3, heartbeat: [], network: network) { story in
            try await inject(story, network)
            try await story.seeSoundJournal()
        }
    }

    static let all: [NetworkFault] =
        [1, 5, 10].map { mildLoss($0) } + [20, 30].map { heavyLoss($0) } + oneWay + parted + whileChanging

    /// 5 % of the packets lost is a bad day, no failure: TCP sends them again within the timeout.
    private static func mildLoss(_ percent: Int) -> NetworkFault {
        NetworkFault("\(percent) % of all packets are lost", "no first alarm, no role change; then all is well") {
            story, network in
            try lose(percent, network)
            try await story.watch(for: .seconds(20))
            try story.expectNoFirstAlarm()
            try network.heal()
            try await story.seeWellAgain()
            try story.expectNoRoleChange()
        }
    }

    private static func heavyLoss(_ percent: Int) -> NetworkFault {
        NetworkFault("\(percent) % of all packets are lost", "perhaps alarms, no role change; then all is well") {
            story, network in
            try lose(percent, network)
            try await story.watch(for: .seconds(20))
            try network.heal()
            try await story.seeWellAgain()
            try story.expectNoRoleChange()
            try await story.seeFailover()
        }
    }

    private static func lose(_ percent: Int, _ network: FaultyNetwork) throws {
        try network.part(.controller, .fra1, .percent(percent))
        try network.part(.controller, .ams2, .percent(percent))
        try network.part(.fra1, .ams2, .percent(percent))
    }

    /// Second opinion: the backups still hear from the primary.
    private static let oneWay: [NetworkFault] =
        [
            ("what drtop sends to the primary is lost", FaultyNetwork.Place.controller, FaultyNetwork.Place.fra1),
            ("what the primary sends to drtop is lost", .fra1, .controller),
        ].map { what, from, to in
            NetworkFault(what, "unreachable from here, but a backup hears it: no first alarm, no failover") {
                story, network in
                let writers = try story.a.map(LocalWriter.init)
                try await story.seeLag()
                try network.fail(.drop, from: from, to: to)
                try await story.see("unreachable from here, but a backup still receives")
                try await story.watch(for: .seconds(5))
                try story.expectNoFirstAlarm()
                try story.keys("F")
                try await story.see("FAIL OVER is not possible now|override|still receives")
                try await story.closeDialog()
                try network.heal()
                try await story.seeNoMore("unreachable from here")
                try await story.seeWellAgain()
                try story.expectNoRoleChange()
                withExtendedLifetime(writers) {}
            }
        } + [
            NetworkFault("drtop's connections to the primary are reset", "an alarm, no role change; then all is well") {
                story, network in
                try network.fail(.reset, from: .controller, to: .fra1)
                try await story.see("unreachable from here, but a backup still receives|fra1 HAS FAILED")
                try await story.watch(for: .seconds(5))
                try network.heal()
                try await story.seeWellAgain()
                try story.expectNoRoleChange()
            },
            NetworkFault("what one primary node sends to drtop is lost", "2/3, no first alarm") { story, network in
                try network.fail(.drop, from: .fra1, to: .controller, node: 1)
                try await story.see("1 of 3 nodes down: a2")
                try await story.watch(for: .seconds(3))
                try story.expectNoFirstAlarm()
                try network.heal()
                try await story.seeWellAgain()
            },
            NetworkFault("one backup node's connections are reset", "2/3, no second alarm") { story, network in
                try network.part(.controller, .ams2, .reset, node: 0)
                try await story.see("1 of 3 nodes down: b1")
                try await story.watch(for: .seconds(3))
                try story.expectNoFirstAlarm()
                try network.heal()
                try await story.seeWellAgain()
            },
            NetworkFault("no new connections to the primary, the open ones go on", "nothing fails; no role change") {
                story, network in
                try network.fail(.newConnections, from: .controller, to: .fra1)
                try await story.watch(for: .seconds(10))
                try story.expectNoFirstAlarm()
                try network.heal()
                try await story.seeWellAgain()
                try story.expectNoRoleChange()
            },
        ]

    private static let parted: [NetworkFault] = [
        NetworkFault("the primary is cut off from everything", "first alarm, failover; when it is back it is fenced") {
            story, network in
            try network.part(.controller, .fra1)
            try network.part(.fra1, .ams2)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await story.seeWritable(story.b, within: .seconds(60))
            try await story.seeCallers(on: "ams2", epoch: 2)
            try check(story.a.allSatisfy(\.isWritable), "the test's way to fra1 is cut too")
            try await story.closeDialog()
            try network.heal()
            try await eventually("the old primary is fenced") {
                try story.screen.take()
                return !story.a.contains(where: \.isWritable)
            }
            try await story.see("IS BACK", within: .seconds(60))
            try await story.confirm("fra1", key: "R")
            try await story.seeFollowing(story.a, story.b, within: .seconds(60))
        },
        NetworkFault("drtop is cut off from the backup", "second alarm, no role change; then all is well") {
            story, network in
            try network.part(.controller, .ams2)
            try await story.see("SECOND ALARM")
            try network.heal()
            try await story.seeWellAgain()
            try story.expectNoRoleChange()
        },
        NetworkFault("drtop is cut off from everything", "CUT OFF, no first alarm; then all is well") {
            story, network in
            try network.part(.controller, .fra1)
            try network.part(.controller, .ams2)
            try await story.see("CUT OFF")
            try await story.watch(for: .seconds(5))
            try story.expectNoFirstAlarm()
            try network.heal()
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
            try story.expectNoRoleChange()
        },
        NetworkFault("the clusters are cut off from each other", "both available, sync down is told; then it resumes") {
            story, network in
            try network.part(.fra1, .ams2)
            // It is told by the links that Redis gives up: they are made to notice.
            for server in story.b { try server.command("CLIENT", "KILL", "TYPE", "master") }
            try await story.seeJournal("unprotected #1 NEW|sync-behind #1 NEW", within: .seconds(90))
            try story.expectNoFirstAlarm()
            try network.heal()
            try await story.seeWellAgain(within: .seconds(90))
            try story.expectNoRoleChange()
        },
        NetworkFault("the clusters' links are reset", "sync down is told; then it resumes") { story, network in
            try network.part(.fra1, .ams2, .reset)
            for server in story.b { try server.command("CLIENT", "KILL", "TYPE", "master") }
            try await story.seeJournal("unprotected #1 NEW|sync-behind #1 NEW", within: .seconds(90))
            try story.expectNoFirstAlarm()
            try network.heal()
            try await story.seeWellAgain(within: .seconds(90))
        },
        NetworkFault("drtop's link to the primary flaps every second", "no role change; then all is well") {
            story, network in
            for _ in 0..<8 {
                try network.part(.controller, .fra1)
                try await story.watch(for: .seconds(1))
                try network.heal()
                try await story.watch(for: .seconds(1))
            }
            try await story.seeWellAgain()
            try story.expectNoRoleChange()
        },
        NetworkFault("drtop's whole network flaps", "no role change; then all is well") {
            story, network in
            for _ in 0..<4 {
                try network.part(.controller, .fra1)
                try network.part(.controller, .ams2)
                try await story.watch(for: .seconds(3))
                try network.heal()
                try await story.watch(for: .seconds(2))
            }
            try await story.seeWellAgain()
            try story.expectNoRoleChange()
        },
    ]

    private static let whileChanging: [NetworkFault] = [
        NetworkFault("drtop loses the backup in the middle of the failover", "nothing half; healed, it is carried out")
        {
            story, network in
            story.stop(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            let number = story.newestEntry
            try await story.failOver()
            try await story.seeJournal("^#[0-9]+ claimed", after: number)
            try network.part(.controller, .ams2)
            try await story.watch(for: .seconds(8))
            let epoch = try story.document("billing")?.epoch
            try check(epoch == 1 || story.b.allSatisfy(\.isWritable), "published towards what could not be promoted")
            story.kill(story.a)
            try network.heal()
            try await story.seeSettledByOperator()
        },
        NetworkFault("drtop loses everything in the middle of a switchover", "never two primaries; healed, it goes on")
        {
            story, network in
            let number = story.newestEntry
            try await story.confirm("ams2", key: "S")
            try await story.seeJournal("^#[0-9]+ hand over", after: number)
            try network.part(.controller, .fra1)
            try network.part(.controller, .ams2)
            for _ in 0..<50 {
                let pairs = zip(story.a, story.b)
                try check(!pairs.contains { $0.isWritable && $1.isWritable }, "both nodes of a pair take writes")
                try await story.watch(for: .milliseconds(100))
            }
            try network.heal()
            try await eventually("one of the clusters serves, and the other follows it", within: .seconds(90)) {
                try story.screen.take()
                if try story.shows("STUCK") { return true }
                return story.follows(story.a, story.b) || story.follows(story.b, story.a)
            }
        },
    ]
}

@Suite("The fault matrix: the network")
struct SlowNetworkTests {
    @Test("The network", arguments: NetworkFault.all)
    func network(fault: NetworkFault) async throws { try await fault.tell() }
}

extension Story {
    /// A person looks on for so long; it is the fault that lasts.
    func watch(for time: Duration) async throws {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            try screen.take()
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The backup was heard of by drtop since the writers began.
    func seeLag() async throws {
        try await eventually("what is written arrives in ams2") {
            try self.screen.take()
            return try zip(self.a, self.b).allSatisfy { try $1.command("GET", "writer") != "" && $0.isWritable }
        }
        try await watch(for: .seconds(3))
    }

    func follows(_ servers: [RedisServer], _ sources: [RedisServer]) -> Bool {
        zip(servers, sources).allSatisfy { $0.follows($1) && $1.isWritable }
    }

    /// Whatever it waits for, the operator decides for going on; then the backup serves.
    fileprivate func seeSettledByOperator() async throws {
        try await eventually("ams2 serves", within: .seconds(120)) {
            if self.b.allSatisfy(\.isWritable), try self.document("billing")?.epoch == 2 { return true }
            if try self.shows("STUCK") {
                try self.keys("F")
                try self.screen.settle()
                try self.keys("r")
                try await self.watch(for: .seconds(2))
            } else if try self.shows("F to fail over") && !self.shows("┏━") {
                try await self.failOver()
            }
            return false
        }
    }
}
