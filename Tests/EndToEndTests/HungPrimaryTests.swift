import TestSupport
import Testing

@Suite("A primary that hangs")
struct HungPrimaryTests {
    @Test(
        "M5, M6: a hung primary cluster is failed over; when it goes on it is fenced at once and its own writes counted"
    )
    func hangs() async throws {
        try await Story.tell { story in
            story.stop(story.a)
            try await story.see("fra1 HAS FAILED")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.seeCallers(on: "ams2", epoch: 2)
            try await story.closeDialog()

            story.resume(story.a)
            // Callers that have not heard may still write for a moment: at once means without a person and without a wait.
            try await eventually("every returned node refuses writes") {
                !story.a.contains(where: \.isWritable)
            }
            try await story.see("IS BACK")
            try await story.see("nothing exists only there|[0-9]+ writes exist only there|exists only there is UNKNOWN")
            try check(story.b.allSatisfy(\.isWritable), "ams2 does not serve any more")
        }
    }

    @Test("M14: writes that only the old primary took are counted before reverse sync discards them")
    func ownWrites() async throws {
        try await Story.tell { story in
            story.stop(story.a)
            // Sent to a hung server, they wait in its sockets: it takes them the moment it goes on, before any fence.
            let clients = try (0..<9).map { index in
                let client = try LoopbackConnection(port: story.a[index % 3].port)
                try client.send(Array("SET own\(index) 1\r\n".utf8))
                return client
            }
            try await story.see("fra1 HAS FAILED")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.closeDialog()
            story.resume(story.a)
            let answers = try clients.map { try $0.reply() }
            try check(answers.allSatisfy { $0 == "OK" }, "not taken: \(answers)")
            try await story.see("IS BACK")
            try await story.see("9 writes exist only there")
            try await story.confirm("fra1", key: "R")
            try await story.seeFollowing(story.a, story.b)
            try check(try story.a[0].command("GET", "own0").isEmpty, "a discarded write is still there")
        }
    }
}
