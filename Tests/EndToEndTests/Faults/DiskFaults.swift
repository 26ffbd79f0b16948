import TestSupport

extension Fault {
    static let ofTheDisk: [Fault] =
        [FaultyDisk.Fault.full, .fullMidway, .readOnly, .syncError, .writeError, .hung].map(failing) + [
            Fault("the disk is full at the very first start", "refused in words; with room, it starts", isOpen: false) {
                story in
                let disk = try FaultyDisk(folder: story.state)
                disk.fail(.full)
                try story.open(environment: disk.environment)
                try check(story.screen.end(within: .seconds(30)) == .exit(code: 1), "it runs")
                let said = String(decoding: try story.screen.output, as: UTF8.self)
                try check(said.matches("drtop: .*(full|No space left)"), said)
                disk.mend()
                try story.open(environment: disk.environment)
                try await story.seeHealthy()
                try await story.seeInSync()
            }
        ]

    /// I21.
    private static func failing(_ fault: FaultyDisk.Fault) -> Fault {
        Fault(
            "the disk: \(fault), then sound again",
            "watching, screen, alarms and parking go on, nothing else begins; then every record is there", isOpen: false
        ) { story in
            let disk = try FaultyDisk(folder: story.state)
            try story.open(environment: disk.environment)
            try await story.seeHealthy()
            try await story.seeInSync()
            disk.fail(fault)
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED")
            try await story.see("JOURNAL FAILS")
            try await eventually("the sync is stopped all the same") {
                try story.screen.take()
                return story.b.allSatisfy { $0.replication("master_link_status") == "down" }
            }
            // No confirmation can be kept: the plan is not carried out.
            try story.keys("F")
            try await story.see("FAIL OVER|fail over")
            try story.keys("\tams2\r")
            try check(!story.b.contains(where: \.isWritable), "promoted although nothing can be written down")
            try await story.closeDialog()

            disk.mend()
            try await story.seeNoMore("JOURNAL FAILS")
            try await story.seeJournal("first-alarm #1 NEW")
            try await story.see("F to fail over")
            try check(!story.b.contains(where: \.isWritable), "promoted by itself")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.seeCallers(on: "ams2", epoch: 2)
        }
    }
}
