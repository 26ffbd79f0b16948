import Engine
import Glibc
import TestSupport
import Testing

/// A crash at one moment of one step of a role change, and another one while the next process recovers from it.
struct CrashPoint: CustomTestStringConvertible, Sendable {
    enum Change: String, Sendable {
        case failover, switchover, reverseSync

        /// How the journal words the effects of each step.
        fileprivate var steps: [String] {
            switch self {
            case .failover:
                ["claim the confirmation of failover", "fence a2", "promote b", "publish epoch 2", "deliver epoch 2"]
            case .switchover:
                ["claim the confirmation of switchover", "hand over", "publish epoch 2", "deliver epoch 2", "let a"]
            case .reverseSync: ["claim the confirmation of reverse", "let a"]
            }
        }
    }

    var change: Change
    var step: String
    var moment: Failpoint.Moment
    /// At the first effect of any kind that the next process asks for.
    var again: Failpoint.Moment

    var testDescription: String { "\(change.rawValue): \(step) \(moment.rawValue), again \(again.rawValue)" }

    /// Every step and moment; the second crash takes turns, so that each moment meets each other one.
    static func all(_ change: Change) -> [CrashPoint] { points(change) { [$0] } }

    /// Every step, moment, and moment of the second crash.
    static func everyPair(_ change: Change) -> [CrashPoint] { points(change) { _ in Failpoint.Moment.allCases } }

    private static func points(
        _ change: Change, _ again: (Failpoint.Moment) -> [Failpoint.Moment]
    ) -> [CrashPoint] {
        let moments = Failpoint.Moment.allCases
        return change.steps.enumerated().flatMap { place, step in
            moments.enumerated().flatMap { index, moment in
                again(moments[(index + place) % moments.count]).map {
                    CrashPoint(change: change, step: step, moment: moment, again: $0)
                }
            }
        }
    }

    /// Tells it on real servers, to its end: the change was carried out, with the operator's help where it was asked for.
    func tell() async throws {
        try await Story.tell(nodes: 2, isOpen: false) { story in
            switch change {
            case .failover: try await tellFailover(story)
            case .switchover: try await tellSwitchover(story)
            case .reverseSync: try await tellReverseSync(story)
            }
            try await story.seeSoundJournal()
        }
    }

    private func tellFailover(_ story: Story) async throws {
        try await open(story)
        story.kill([story.a[0]])
        story.stop([story.a[1]])  // What hangs is fenced, or not, in its own time.
        try await story.see("fra1 HAS FAILED.*F to fail over")
        let number = story.newestEntry
        try await story.failOver()
        try await crash(story)
        story.kill([story.a[1]])

        try await recover(story)
        try await story.seeSettled(again: ("ams2", "F")) { try story.shows("ams2 PRIMARY") }
        try await story.seeWritable(story.b)
        try await story.seeCallers(on: "ams2", epoch: 2)
        try story.seePublishedOnce(after: number)
        // Whatever was left behind: the old primary comes back, and is fenced.
        try story.start(story.a)
        try await story.see("IS BACK|came back EMPTY")
        try await eventually("a replaced primary refuses writes") { !story.a.contains(where: \.isWritable) }
    }

    private func tellSwitchover(_ story: Story) async throws {
        try await open(story)
        let keys = try story.write("k", count: 60, to: story.a)
        let number = story.newestEntry
        try await story.confirm("ams2", key: "S")
        try await crash(story)

        try await recover(story)
        try await story.seeSettled(again: ("ams2", "S")) { try story.shows("ams2 PRIMARY") }
        try await story.seeWritable(story.b)
        try await story.seeCallers(on: "ams2", epoch: 2)
        try await story.seeFollowing(story.a, story.b)
        try story.seePublishedOnce(after: number)
        for servers in [story.a, story.b] {
            try check(try story.missing(keys, on: servers).isEmpty, "\(story.name(servers)) lost keys")
        }
    }

    private func tellReverseSync(_ story: Story) async throws {
        try await open(story)
        story.kill(story.a)
        try await story.see("fra1 HAS FAILED.*F to fail over")
        try await story.failOver()
        try await story.seeWritable(story.b)
        try await story.seeCallers(on: "ams2", epoch: 2)
        try await story.closeDialog()
        let keys = try story.write("n", count: 60, to: story.b)
        try story.start(story.a)
        try await story.see("IS BACK")
        try await story.confirm("fra1", key: "R")
        try await crash(story)

        try await recover(story)
        try await story.seeSettled(again: ("fra1", "R")) {
            zip(story.a, story.b).allSatisfy { $0.follows($1) }
        }
        try await eventually("fra1 has what was written") { try story.missing(keys, on: story.a).isEmpty }
        try check(story.b.allSatisfy(\.isWritable), "ams2 does not serve any more")
        try await story.seeCallers(on: "ams2", epoch: 2)
    }

    // MARK: crashes

    private func open(_ story: Story) async throws {
        try story.open(environment: [Failpoint.variable: "\(step):\(moment.rawValue)"])
        try await story.seeHealthy()
        try await story.seeInSync()
    }

    private func crash(_ story: Story) async throws {
        guard let end = try story.screen.end(within: .seconds(40)) else {
            throw Shortfall("it never came to \(testDescription)")
        }
        try check(end == .signal(SIGKILL), "it ended by itself: \(end)")
    }

    /// The next process is killed too, if it asks for anything at all before it has settled; the one after that lives.
    private func recover(_ story: Story) async throws {
        try story.open(environment: [Failpoint.variable: ":\(again.rawValue)"])
        let second = try story.screen
        try await eventually("the second process is killed too, or has nothing to do") {
            second.take()
            if let end = second.end(within: .zero) {
                try check(end == .signal(SIGKILL), "it ended by itself: \(end)")
                return true
            }
            return second.text.matches("PRIMARY") && !second.text.matches("starting|under way")
        }
        if second.end(within: .zero) == nil { try story.killProgram() }
        try story.open()
    }
}

extension Story {
    /// Carried to its end, or offered again, or waiting with its choices; in the latter cases the operator does the rest.
    fileprivate func seeSettled(
        again: (name: String, key: String), _ isDone: @escaping () throws -> Bool
    ) async throws {
        let offered =
            ["F": "F to fail over", "S": "\nOK .*fra1 serves", "R": "Press R to synchronize"][again.key] ?? ""
        try await eventually("it is carried out, or offered again, or waits with its choices") {
            let pairs = zip(self.a, self.b)
            try check(!pairs.contains { $0.isWritable && $1.isWritable }, "both nodes of a pair take writes")
            return try isDone() || self.shows("\(offered)|STUCK")
        }
        if try shows("STUCK") { throw Shortfall("crashes alone made it stuck") }
        if try !isDone() { try await confirm(again.name, key: again.key) }
        try await eventually("it is carried out") {
            try self.screen.take()
            return try isDone()
        }
    }

    /// What may not be repeated is not.
    fileprivate func seePublishedOnce(after number: Int64) throws {
        let published = entries(after: number).map(\.words).filter { $0.hasPrefix("epoch 2 published") }
        try check(published.count == 1, "published: \(published)")
    }
}
