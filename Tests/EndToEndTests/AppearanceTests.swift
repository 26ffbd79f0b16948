import TestSupport
import Testing

@Suite("Terminals of all kinds")
struct AppearanceTests {
    private func tell(
        _ arguments: [String] = [], environment: [String: String] = [:],
        _ end: (Story, PseudoTerminal) async throws -> Void
    ) async throws {
        try await Story.tell(isOpen: false) { story in
            try story.open(.usual, arguments, environment: environment)
            try await story.seeHealthy()
            try await end(story, story.screen)
        }
    }

    private func colours(_ terminal: PseudoTerminal) -> Set<[UInt8]> {
        var found: Set<[UInt8]> = []
        for row in 0..<terminal.rows {
            for column in 0..<terminal.columns where !terminal.cell(row, column).text.isEmpty {
                found.insert(terminal.cell(row, column).foreground)
            }
        }
        return found
    }

    @Test("NO_COLOR: no colour at all")
    func noColor() async throws {
        try await tell(environment: ["NO_COLOR": "1"]) { story, terminal in
            try check(colours(terminal).count == 1, "\(colours(terminal))")
            let output = String(decoding: terminal.output, as: UTF8.self)
            try check(!output.matches("\u{1b}\\[[0-9;]*(3[0-7]|38;)[0-9;:]*m"), "a colour was written")
        }
    }

    @Test(
        "ASCII characters only, when asked for and where there is no UTF-8",
        arguments: [(["--ascii"], [:]), ([], ["LC_ALL": "C"]), ([], ["LC_ALL": "POSIX", "TERM": "vt100"])]
            as [([String], [String: String])])
    func ascii(arguments: [String], environment: [String: String]) async throws {
        try await tell(arguments, environment: environment) { story, terminal in
            for key in ["?", "\u{1b}", "w", "\u{1b}", "F", "\u{1b}"] {
                try story.keys(key)
                terminal.settle()
            }
            let strange = terminal.output.filter { $0 > 0x7e }
            try check(strange.isEmpty, "\(strange.count) bytes are not ASCII: \(strange.prefix(12))")
        }
    }

    @Test("An unknown TERM is told, and a screen is there all the same", arguments: ["no-such-terminal", ""])
    func unknownTerminal(term: String) async throws {
        try await tell(environment: ["TERM": term]) { story, terminal in
            try check(terminal.text.matches("fra1 PRIMARY"), terminal.text)
            story.a[0].kill()
            try await story.see("2/3")
        }
    }

    @Test("A read-only dashboard leads to no command")
    func readOnly() async throws {
        try await tell(["--read-only"]) { story, _ in
            try await story.see("READ ONLY")
            try await story.see("ams2 is in sync")
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED")
            try story.keys("1")
            try story.keys("F")
            try await story.see("WHY.*READ.*COST")
            for key in ["\t", "ams2", "\r"] {
                try story.keys(key)
                try story.screen.settle()
            }
            try check(!story.b.contains(where: \.isWritable), "a read-only dashboard failed over")
            let commands = story.entries().map(\.words).filter { $0.hasPrefix("oncall:") }
            try check(commands.isEmpty, "\(commands)")
        }
    }
}
