import RecoveryCore
import Testing

/// I7 at every length: drtop's own network fails for a moment, once or again and again.
@Suite struct CutOffTests {
    @Test(
        "I7: drtop's own network failure calls nobody failed, however long it lasts",
        arguments: ["1+1", "2+2", "3+3", "3+3+3", "10+10"])
    func once(_ sizes: String) throws {
        for length in stride(from: 500, through: 12_000, by: 250) {
            let called = try calledFailed(sizes, cutOff: length, pause: 15_000, times: 1)
            #expect(called.isEmpty, "cut off for \(length) ms")
        }
    }

    @Test("I7: nor do failures that come again and again for ten seconds", arguments: ["1+1", "2+2", "3+3", "3+3+3"])
    func repeated(_ sizes: String) throws {
        for length in stride(from: 1250, through: 6000, by: 350) {
            for pause in stride(from: 100, through: 3000, by: 400) {
                let times = max(2, 10_000 / (length + pause))
                let called = try calledFailed(sizes, cutOff: length, pause: pause, times: times)
                #expect(called.isEmpty, "cut off for \(length) ms, pauses of \(pause) ms")
            }
        }
    }

    /// What the story tells of failed clusters. All lengths in milliseconds.
    private func calledFailed(
        _ sizes: String, cutOff length: Int, pause: Int, times: Int
    ) throws -> [String] {
        let clusters = ["fra1", "ams2", "par1"].prefix(sizes.split(separator: "+").count)
        let silent = clusters.map { "silence \($0)" } + ["after \(length)ms"]
        let heard = clusters.map { "hear \($0)" } + ["after \(pause)ms"]
        var story = Story()
        let lines = ["system \(sizes) hold=0ms", "after 3330ms"] + (1...times).flatMap { _ in silent + heard }
        return try lines.flatMap { try story.run($0) }.filter { $0.contains("failed") }
    }
}
