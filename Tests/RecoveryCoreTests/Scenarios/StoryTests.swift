import Foundation
import RecoveryCore
import Testing

/// The core's stories are text: script in, effects out, recorded. `RECORD=1` writes anew what the core does now; read the
/// difference before it is accepted.
@Suite struct StoryTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Stories")

    /// An unreadable folder has no stories: then the run shows none.
    static let stories = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? [])
        .filter { $0.hasSuffix(".txt") }.sorted()

    @Test("every story goes as recorded", arguments: stories)
    func goesAsRecorded(_ name: String) throws {
        let file = Self.folder.appending(path: name)
        let recorded = try String(contentsOf: file, encoding: .utf8)
        let told = try tell(recorded)
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            if told != recorded { try told.write(to: file, atomically: true, encoding: .utf8) }
            return
        }
        let remedy: Comment =
            "\(name) goes another way; RECORD=1 swift test --filter StoryTests, then read the difference"
        let pairs = zip(told.split(separator: "\n"), recorded.split(separator: "\n"))
        if let (now, before) = pairs.first(where: { $0 != $1 }) { #expect(now == before, remedy) }
        #expect(told == recorded, remedy)
    }

    /// Lines that begin with two blanks are what the core did; all others are the script.
    private func tell(_ recorded: String) throws -> String {
        var story = Story()
        var told = ""
        let script = recorded.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  ") }
        for line in script {
            told += line + "\n"
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            do {
                for shown in try story.run(String(line)) { told += "  \(shown)\n" }
            } catch {
                told += "  FAULT \(error)\n"
                Issue.record("\(line): \(error)")
            }
        }
        while told.hasSuffix("\n\n") { told.removeLast() }
        return told
    }
}
