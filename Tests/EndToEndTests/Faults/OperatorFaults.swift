import TestSupport

extension Fault {
    static let ofOperators: [Fault] = [
        Fault("two confirm the same plan at once", "one of them is taken, the other is told why not", isOpen: false) {
            story in
            let engine = try await story.serveUntilFailed()
            let fingerprint = try await story.possiblePlan("failover")
            let both = try ["alice", "bob"].map { try story.begin(story.confirmation(of: fingerprint, by: $0)) }
            let answers = try await story.ends(of: both).sorted { $0.status < $1.status }
            try check(answers.map(\.status) == [0, 1], "\(answers)")
            try check(answers[1].errors.contains("refused"), answers[1].errors)
            try await story.seeFailoverDone(engine)
        },
        Fault("one aborts while another confirms", "it is undone, or carried out: never half of it", isOpen: false) {
            story in
            let engine = try await story.serveUntilFailed()
            let fingerprint = try await story.possiblePlan("failover")
            let both = try [story.confirmation(of: fingerprint, by: "alice"), ["abort", "--operator", "bob"]]
                .map(story.begin)
            let answers = try await story.ends(of: both)
            try check(answers[0].status == 0, "\(answers)")
            try check(answers[1].status == 0 || answers[1].errors.contains("refused"), "\(answers)")
            let wasUndone = try await eventually("it is over") { () -> Bool? in
                let words = story.entries().map(\.words)
                if words.contains(where: { $0.matches("^failover .* is complete") }) { return false }
                return words.contains { $0.matches("^failover .* was aborted") } ? true : nil
            }
            if wasUndone {
                try story.expectNoRoleChange()
                try await story.command("failover", typing: "ams2")
            }
            try await story.seeFailoverDone(engine)
        },
        Fault("a fact changes while the plan is read", "what was read cannot be confirmed", nodes: 3, isOpen: false) {
            story in
            let engine = try await story.serveUntilFailed()
            let old = try await story.possiblePlan("failover")
            story.kill([story.b[2]])
            try await eventually("there is another plan") { try await story.possiblePlan("failover") != old }
            let late = try await story.call(story.confirmation(of: old, by: "alice") + story.place)
            try check(late.status == 1 && late.errors.contains("the plan has changed"), "\(late)")
            try story.expectNoRoleChange()
            try await story.command("failover", typing: "ams2")
            try await story.seeWritable(Array(story.b.dropLast()))
            try check(try engine.ended() == nil, "drtop has ended")
        },
    ]
}

extension Story {
    /// All is well, and then the primary dies.
    fileprivate func serveUntilFailed() async throws -> RunningCommand {
        let engine = try serve()
        try await seeApplied("checkout", epoch: 1)
        try await seeFollowing(b, a)
        kill(a)
        return engine
    }

    fileprivate func confirmation(of fingerprint: String, by name: String) -> [String] {
        ["failover", "--plan", fingerprint, "--type", "ams2", "--operator", name]
    }

    fileprivate func begin(_ command: [String]) throws -> RunningCommand {
        try RunningCommand(command + place, in: folder)
    }

    fileprivate func ends(of commands: [RunningCommand]) async throws -> [CommandRun] {
        try await eventually("all commands end") {
            let ended = try commands.compactMap { try $0.ended() }
            return ended.count == commands.count ? ended : nil
        }
    }

    fileprivate func seeFailoverDone(_ engine: RunningCommand) async throws {
        try await seeWritable(b)
        try await seeApplied("checkout", epoch: 2)
        let published = entries().map(\.words).filter { $0.matches("^epoch [0-9]+ published: ams2") }
        try check(published.count == 1, "published: \(published)")
        try check(try engine.ended() == nil, "drtop has ended")
    }
}
