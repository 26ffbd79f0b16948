import TestSupport

extension Fault {
    static let ofClusters: [Fault] =
        (1...5).map(threshold) + ["claim", "fence", "promote", "publish", "deliver"].map(primaryReturns) + [
            Fault("the primary flaps around the threshold", "alarms, but no role change", nodes: 3) { story in
                story.stop([story.a[0]])
                for _ in 0..<3 {
                    story.stop([story.a[1]])
                    try await story.see("fra1 HAS FAILED|fra1 is failing")
                    story.resume([story.a[1]])
                    try await story.seeNoMore("fra1 HAS FAILED|fra1 is failing|answers again")
                }
                story.resume([story.a[0]])
                try await story.seeWellAgain()
                try story.expectNoRoleChange()
            },
            Fault("the primary is failing for less than the hold", "no first alarm", nodes: 3) { story in
                // Misses take 1.5 s, the hold another half: what goes on in between was never called failed.
                story.stop(Array(story.a[..<2]))
                try await story.see("2/3|1/3|is failing")
                story.resume(Array(story.a[..<2]))
                try await story.seeWellAgain()
                let failed = story.entries().map(\.words).filter { $0.hasPrefix("cluster fra1 is failed") }
                // On a slow machine it may have been: then the alarm has to be there too, and to have ended.
                let alarms = story.entries().map(\.words).filter { $0.matches("first-alarm #1 NEW") }
                try check(failed.isEmpty == alarms.isEmpty, "\(failed) but \(alarms)")
                try story.expectNoRoleChange()
            },
            Fault("the backup dies after the failover", "a first alarm of the new primary, no failover is offered") {
                story in
                try await story.seeFailover()
                try await story.closeDialog()
                story.kill(story.b)
                try await story.see("CUT OFF|ams2 HAS FAILED.*No backup is available")
                try check(story.document("billing")?.epoch == 2, "the callers were told something else")
            },
            Fault("the backup fails while the plan is open", "the form locks; nothing is promoted") { story in
                story.kill(story.a)
                try await story.see("fra1 HAS FAILED.*F to fail over")
                try await story.openPlan("F")
                story.stop(story.b)
                try await story.see("locked|not possible|CUT OFF")
                try story.keys("\tams2\r")
                story.resume(story.b)
                try await story.see("fra1 HAS FAILED|READ")
                try story.expectNoRoleChange()
            },
            Fault("the backup hangs in the middle of the failover", "a person is asked, or it ends; never a half epoch")
            {
                story in
                story.stop(story.a)
                try await story.see("fra1 HAS FAILED.*F to fail over")
                let number = story.newestEntry
                try await story.failOver()
                try await eventually("the confirmation is claimed") {
                    try story.screen.take()
                    return Moment(step: "claim", side: .ended).isReached(story.entries(after: number).map(\.words))
                }
                story.stop(story.b)
                try await story.seeJournal(
                    "^failover .* voided|-> stuck|ams2 is failed|nothing answers in any cluster", after: number,
                    within: .seconds(90))
                try check(story.document("billing")?.epoch == 1, "a cluster that hangs was published")
                story.resume(story.b)
                try await story.see("STUCK|F to fail over|under way|ams2 PRIMARY", within: .seconds(60))
            },
        ]

    /// M3: strictly more than the threshold; 2 of 4 is not available.
    private static func threshold(nodes: Int) -> Fault {
        let enough = nodes / 2 + 1
        return Fault(
            "\(nodes) nodes, of which \(enough) answer, then \(enough - 1)", "available, then failed", nodes: nodes
        ) { story in
            let spare = Array(story.a[..<(nodes - enough)])
            story.stop(spare)
            if !spare.isEmpty { try await story.see("\(enough)/\(nodes)") }
            try story.expectNoFirstAlarm()
            story.stop([story.a[nodes - 1]])
            try await story.see("fra1 HAS FAILED, .*: \(enough - 1) of \(nodes) nodes answer")
            try await story.see("F to fail over")
            try story.expectNoRoleChange()
            story.resume(story.a)
            try await story.seeWellAgain()
        }
    }

    /// It goes on as if nothing had been, with writes in its sockets, in the middle of the failover.
    private static func primaryReturns(step: String) -> Fault {
        Fault(
            "the old primary goes on at the step \(step) of the failover, with writes of its own",
            "fenced, or the failover is void: one of the two serves, never both"
        ) { story in
            story.stop(story.a)
            let client = try LoopbackConnection(port: story.a[0].port)
            try client.send(Array("SET own 1\r\n".utf8))
            try await story.see("fra1 HAS FAILED.*F to fail over")
            let number = story.newestEntry
            try await story.failOver()
            let moment = Moment(step: step, side: .intended)
            try await eventually("the journal tells: \(moment.testDescription)") {
                try story.screen.take()
                return moment.isReached(story.entries(after: number).map(\.words))
            }
            story.resume(story.a)
            try await eventually("one cluster serves, the other does not") {
                try story.screen.take()
                let (a, b) = (story.a.map(\.isWritable), story.b.map(\.isWritable))
                let epoch = try story.document("billing")?.epoch
                return (epoch == 2 && !a.contains(true) && b.allSatisfy { $0 })
                    || (epoch == 1 && a.allSatisfy { $0 } && !b.contains(true))
            }
            let published = story.entries(after: number).map(\.words).filter { $0.hasPrefix("epoch 2 published") }
            try check(published.count <= 1, "published: \(published)")
        }
    }
}
