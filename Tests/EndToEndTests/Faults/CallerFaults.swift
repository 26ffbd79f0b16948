import Foundation
import TestSupport

extension Fault {
    static let ofCallers: [Fault] = [
        Fault("a caller's file cannot be written", "the others are told, it is named; mended, it converges by itself") {
            story in
            let file = "\(story.folder.path)/checkout.json"
            try await story.seeCallers(on: "fra1", epoch: 1)
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await eventually("the other caller is told") { try story.document("billing")?.epoch == 2 }
            try await story.seeJournal("callers-behind #1 NEW.*checkout", within: .seconds(60))
            try FileManager.default.removeItem(atPath: file)
            try await story.seeCallers(on: "ams2", epoch: 2, within: .seconds(60))
        },
        Fault("a caller's file holds a newer epoch", "it is left as it is, and the caller is named") { story in
            try await story.seeCallers(on: "fra1", epoch: 1)
            let file = "\(story.folder.path)/checkout.json"
            let text = try story.folder.read("checkout.json").replacing("\"epoch\":1", with: "\"epoch\":9")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await eventually("the other caller is told") { try story.document("billing")?.epoch == 2 }
            try await story.seeJournal("checkout.*holds epoch 9|callers-behind.*checkout", within: .seconds(60))
            try check(story.document("checkout")?.epoch == 9, "a caller was taken back")
        },
        Fault("a caller's file is another caller's by a link", "each keeps its own") { story in
            try await story.seeCallers(on: "fra1", epoch: 1)
            let file = "\(story.folder.path)/checkout.json"
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createSymbolicLink(
                atPath: file, withDestinationPath: "\(story.folder.path)/billing.json")
            try await story.seeFailover()
            let other = try story.folder.read("billing.json")
            try check(other.contains("\"caller\":\"billing\""), "a link made one file of two: \(other)")
        },
        Fault("Enter is hit again and again on the confirmation", "one claim, one epoch") { story in
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try story.keys("\r\r\rams2\r\r")
            try await story.seeCallers(on: "ams2", epoch: 2)
            try await story.seeJournal("^failover .* is complete")
            let words = story.entries().map(\.words)
            try check(words.count { $0.matches("confirmed by") } == 1, "claimed more than once")
            try check(words.count { $0.matches("^epoch [0-9]+ published: ams2") } == 1, "published more than once")
        },
    ]
}
