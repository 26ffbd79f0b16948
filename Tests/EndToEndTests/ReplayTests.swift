import Foundation
import Glibc
import TestSupport
import Testing

/// Commands that come again, at the built program.
@Suite struct ReplayTests {
    private static let token = "chief-token-4760"

    @Test("A command replayed a thousand times, and once more after kill -9, has one effect and one answer (M15)")
    func replay() async throws {
        try await Story.tell(nodes: 1, isOpen: false) { story in
            let port = try story.openInterface(to: "chief", role: "operate", token: Self.token)
            let first = try story.serve()
            try await story.seeApplied("checkout", epoch: 1)
            story.kill(story.b)
            try await story.seeStatus("second-alarm")
            let note = "{\"command\":\"note\",\"alarm\":\"1\",\"text\":\"the disk of b1 is full\"}"
            let answers = try Set((0..<1000).map { _ in try Self.post(port, note, key: "monday") })
            try check(answers.count == 1, answers.joined(separator: "\n"))
            kill(first.processIdentifier, SIGKILL)
            try await eventually("drtop is gone") { try first.ended() != nil }
            let second = try story.serve()
            try await story.seeStatus("second-alarm")
            let again = try Self.post(port, note, key: "monday")
            try check(answers == [again], "before: \(answers.first ?? ""); after: \(again)")
            let reused = try Self.post(port, note.replacing("full", with: "slow"), key: "monday")
            try check(reused.contains(" 422 "), reused)
            let told = story.entries().count {
                $0.words.contains("the disk of b1 is full") && $0.words.hasPrefix("chief")
            }
            try check(told == 1, "\(told) notes: \(story.entries().map(\.words))")
            try check(try second.ended() == nil, "drtop has ended")
        }
    }

    /// Status and body.
    private static func post(_ port: UInt16, _ body: String, key: String) throws -> String {
        let wire = try LoopbackConnection(port: port, patience: 30)
        try wire.send(
            Array(
                """
                POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(token)\r\n\
                Idempotency-Key: \(key)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\
                Connection: close\r\n\r\n\(body)
                """.utf8))
        let answer = try wire.everything()
        let lines = answer.split(separator: "\r\n")
        return "\(lines.first ?? "") \(lines.last ?? "")"
    }
}
