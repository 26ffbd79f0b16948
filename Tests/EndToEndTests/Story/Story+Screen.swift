import Foundation
import TestSupport

extension Story {
    /// Waits until the screen matches, reading what the program writes. Capitals are told apart; `.` matches line ends.
    func see(_ pattern: String, within bound: Duration = .seconds(30)) async throws {
        try await look("the screen never showed /\(pattern)/", within: bound) { $0.matches(pattern) }
    }

    func seeNoMore(_ pattern: String, within bound: Duration = .seconds(30)) async throws {
        try await look("the screen still shows /\(pattern)/", within: bound) { !$0.matches(pattern) }
    }

    func shows(_ pattern: String) throws -> Bool {
        let terminal = try screen
        terminal.settle(silence: .milliseconds(30))
        return terminal.text.matches(pattern)
    }

    private func look(_ what: String, within bound: Duration, _ isSeen: (String) -> Bool) async throws {
        let terminal = try screen
        var read = -1
        let end = ContinuousClock.now + bound
        while true {
            terminal.take()
            for caller in ["checkout", "billing"] { _ = try document(caller) }
            // Taking the text from the emulator is the dear part.
            if terminal.byteCount != read {
                read = terminal.byteCount
                if isSeen(terminal.text) { return }
            }
            guard ContinuousClock.now < end else { throw Shortfall("\(what) within \(bound)") }
            if let ended = terminal.end(within: .zero) { throw Shortfall("\(what): the program ended: \(ended)") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The first sight of a system in which all is well.
    func seeHealthy() async throws {
        try await see("\nOK .*serves.*fra1|fra1 PRIMARY.*\nOK .*serves")
    }

    func keys(_ text: String) throws { try screen.send(text) }

    /// Opens the plan of F, S or R, types the name and confirms, until the engine has the confirmation. The form's gate is
    /// respected: its keys are sent until they are taken. When a fact changes, also under the pressed Enter, the form locks
    /// and clears itself, and a person starts over.
    func confirm(_ name: String, key: String, within bound: Duration = .seconds(30)) async throws {
        try await openPlan(key)
        let end = ContinuousClock.now + bound
        repeat {
            guard ContinuousClock.now < end else { throw Shortfall("\(name) was not confirmed within \(bound)") }
        } while try await !hasConfirmed(name)
    }

    /// Types the name and presses Enter; false when the form did not take the name, or has cleared itself. A program that
    /// ends has done so by a test's failpoint.
    private func hasConfirmed(_ name: String) async throws -> Bool {
        guard try await type(name) else { return false }
        let number = newestEntry
        let terminal = try screen
        try keys("\r")
        return try await eventually("the confirmation is taken, or the form clears itself") {
            if entries(after: number).contains(where: { $0.words.matches(" confirmed by ") }) { return true }
            if terminal.end(within: .zero) != nil { return true }
            terminal.take()
            return terminal.text.contains("Tab to type") ? false : nil
        }
    }

    func openPlan(_ key: String) async throws {
        // Right behind an Esc keys are not taken: they could be the rest of a torn sequence.
        try await eventually("\(key) opens the plan") {
            try await self.reaches("WHY.*READ.*COST", isShown: true, sending: key)
        }
    }

    private func type(_ name: String) async throws -> Bool {
        guard try await reaches("Tab to type", isShown: false, sending: "\t") else { return false }
        // Ctrl-U: what an earlier attempt left.
        return try await reaches("> \(name)( |$|\n)", isShown: true, sending: "\u{15}\(name)")
    }

    /// Sends a key and looks for a while whether it did what it should; it may have been too early.
    func reaches(_ pattern: String, isShown: Bool, sending key: String) async throws -> Bool {
        let terminal = try screen
        if terminal.text.matches(pattern) == isShown { return true }
        try keys(key)
        let end = ContinuousClock.now + .milliseconds(1500)
        while ContinuousClock.now < end {
            terminal.take()
            if terminal.text.matches(pattern) == isShown { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Closes whatever dialog is open.
    func closeDialog() async throws {
        try keys("\u{1b}")
        // A lone ESC is told from a torn sequence by what does not follow it.
        try await seeNoMore("┏━|Esc close")
    }

    func failOver() async throws {
        try await confirm("ams2", key: "F")
    }
}

extension PseudoTerminal {
    /// Reads what there is.
    func take() {
        while unread > 0 { wait(upTo: .milliseconds(1)) { $0.unread == 0 } }
    }
}

extension String {
    func matches(_ pattern: String) -> Bool {
        // A test's own pattern: its fault is told below.
        guard let expression = try? NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators) else {
            preconditionFailure("/\(pattern)/ is no pattern")
        }
        return expression.firstMatch(in: self, range: NSRange(startIndex..., in: self)) != nil
    }
}

extension String {
    func replacingMatches(of pattern: String, with text: String) -> String {
        replacingOccurrences(of: pattern, with: text, options: .regularExpression)
    }
}
