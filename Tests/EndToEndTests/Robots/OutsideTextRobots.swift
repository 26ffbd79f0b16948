import Foundation
import TestSupport
import Testing

@Suite("Robot users: text from outside")
struct OutsideTextRobots {
    /// What would move the cursor, write the title or the clipboard, or turn the text around.
    private static let nasty = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{9d}\u{202e}drawkcab\u{2066}\u{200b}\u{feff}"

    @Test("The words of a node and of an operator reach the terminal as text and nothing else")
    func words() async throws {
        try await Story.tell(isOpen: false) { story in
            try story.open(.usual, ["--operator", "evil\(Self.nasty)"])
            try await story.seeHealthy()
            let port = story.a[2].port
            story.a[2].kill()
            let server = try ScriptedServer(port: port) { _, bytes in
                // As many replies as there were commands.
                let asked = String(decoding: bytes, as: UTF8.self)
                let count = ["PING", "SETNAME", "INFO"].reduce(0) { $0 + asked.components(separatedBy: $1).count - 1 }
                return .send(String(repeating: "-NOAUTH evil\(Self.nasty)\r\n", count: count))
            }
            try await story.see("1 of 3 nodes down: a3|a3 refuses us")
            try story.keys("\tjjj\r")
            try await story.see("node a3.*NOAUTH evil[.?]")
            try await story.closeDialog()
            story.kill(Array(story.a.prefix(2)))
            try await story.see("fra1 HAS FAILED")
            try story.keys("1")
            try await story.see("\\* acked.*evil")
            try check(server.read().connections > 0, "nobody asked it")
            let output = String(decoding: try story.screen.output, as: UTF8.self)
            for bad in [
                "\u{1b}]0;", "\u{1b}[2J\u{9b}", "\u{9b}", "\u{9d}", "\u{202e}", "\u{2066}", "\u{200b}", "\u{feff}",
            ] {
                try check(!output.contains(bad), "\(bad.debugDescription) reached the terminal")
            }
        }
    }
}
