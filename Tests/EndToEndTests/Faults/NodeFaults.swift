import TestSupport

extension Fault {
    static let ofNodes: [Fault] = [
        Fault("a primary node hangs and goes on", "2/3 meanwhile, no first alarm, then all is well", nodes: 3) {
            story in
            story.stop([story.a[2]])
            try await story.see("1 of 3 nodes down: a3")
            story.resume([story.a[2]])
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
        },
        Fault("a backup node crashes and comes back", "it follows again by itself, no second alarm", nodes: 3) {
            story in
            let keys = try story.write("k", count: 60, to: story.a)
            story.kill([story.b[1]])
            try await story.see("1 of 3 nodes down: b2")
            try story.start([story.b[1]])
            try await story.seeWellAgain()
            try await eventually("it has everything") { try story.missing(keys, on: story.b).isEmpty }
            try story.expectNoFirstAlarm()
        },
        Fault("a primary node flaps", "no first alarm, no role change", nodes: 3) { story in
            for _ in 0..<4 {
                story.stop([story.a[0]])
                try await story.see("serves with 2/3 nodes")
                story.resume([story.a[0]])
                try await story.see("serves with 3/3 nodes")
            }
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
            try story.expectNoRoleChange()
        },
        Fault("a backup node flaps with its process", "it follows at the end, no second alarm", nodes: 3) { story in
            for _ in 0..<3 {
                let number = story.newestEntry
                story.kill([story.b[0]])
                try await story.seeJournal("ams2: b1 is down", after: number)
                try story.start([story.b[0]])
                try await story.seeJournal("ams2: b1 is up", after: number)
            }
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
        },
        Fault("a node answers with an error", "it is not available, its neighbours are", nodes: 3) { story in
            try await answers(story, "-ERR unknown command 'PING'\r\n")
        },
        Fault("a node has lost its own primary", "alive, not serving", nodes: 3) { story in
            try await answers(story, "-MASTERDOWN Link with MASTER is down\r\n")
        },
        Fault("a node is busy with a script", "alive, not serving", nodes: 3) { story in
            try await answers(story, "-BUSY Redis is busy running a script\r\n")
        },
        Fault("a node closes each connection at once", "down, and asked no more than is its turn", nodes: 3) { story in
            story.kill([story.a[2]])
            let server = try ScriptedServer(port: story.a[2].port) { _, _ in .close }
            try await story.see("1 of 3 nodes down: a3")
            let before = server.read().connections
            let start = ContinuousClock.now
            try await eventually("it is asked again") { server.read().connections > before + 4 }
            let seconds = Double((ContinuousClock.now - start).components.seconds) + 1
            // A question a second and three tries at most, of the heartbeats and of whoever wants to park it.
            let rate = Double(server.read().connections - before) / seconds
            try check(rate < 60, "\(rate) connections a second")
            try story.expectNoFirstAlarm()
        },
    ]

    private static func answers(_ story: Story, _ answer: String) async throws {
        story.kill([story.a[2]])
        let server = try ScriptedServer(port: story.a[2].port) { _, bytes in bytes.isEmpty ? .nothing : .send(answer) }
        try await story.see("2/3")
        try check(server.read().questions > 0, "nobody asked it")
        try story.expectNoFirstAlarm()
        // The rest still counts: one more, and the cluster has failed.
        story.stop([story.a[1]])
        try await story.see("fra1 HAS FAILED, .*: 1 of 3 nodes answer")
    }
}
