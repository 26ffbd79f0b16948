import Foundation
import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// The README's picture is a screen: `make pictures` draws it anew, so that it cannot age.
@Suite struct ReadmeTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("README.md")
    private static let begin = "<!-- drawn by make pictures -->\n```\n"
    private static let end = "```\n<!-- until here -->\n"

    /// The plan of a failover, on its facts.
    private static var picture: String {
        let picture = PictureTests.Picture(
            name: "readme", snapshot: Sample.firstAlarm(), keys: [.character("F")], typed: "am")
        let drawn = PictureTests.frame(picture, Size(columns: 80, rows: 24), .unicode).canvas.picture
        return drawn.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n")
    }

    @Test func thePictureInTheReadmeIsTheScreen() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let start = try #require(text.range(of: Self.begin), "the README has no place for the picture")
        let stop = try #require(text.range(of: Self.end), "the README has no end of the picture")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            let new = text[..<start.upperBound] + Self.picture + text[stop.lowerBound...]
            try new.write(to: Self.file, atomically: true, encoding: .utf8)
            return
        }
        #expect(text[start.upperBound..<stop.lowerBound] == Self.picture, "make pictures draws it anew")
    }
}
