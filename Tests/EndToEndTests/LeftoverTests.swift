import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What a killed run of the tests leaves behind")
struct LeftoverTests {
    @Test("The next run ends its processes and removes its folder; a living run's, and others', it leaves alone")
    func leftovers() async throws {
        let parent = try TemporaryFolder()
        let home = parent.path + "/"
        let (left, kept, foreign) = (try sleeper(), try sleeper(), try sleeper())
        defer { for each in [left, kept, foreign] where each.isRunning { kill(each.processIdentifier, SIGKILL) } }
        let over: String
        do {
            // Its end gives the lock back, as the end of its process does.
            let run = TestRun(in: home)
            run.note(left.processIdentifier)
            over = run.folder
            // Another process by now has the number of one that was noted.
            try "1".write(
                toFile: "\(over)/processes/\(foreign.processIdentifier)", atomically: false, encoding: .utf8)
        }
        let next = TestRun(in: home)
        next.note(kept.processIdentifier)
        // Another test's child that has not begun its own program yet holds the lock, too.
        try await eventually("what was left is removed") {
            TestRun.cleanUp(in: home)
            return !FileManager.default.fileExists(atPath: over)
        }
        left.waitUntilExit()
        #expect(left.terminationReason == .uncaughtSignal && left.terminationStatus == SIGKILL)
        #expect(kept.isRunning && foreign.isRunning)
        #expect(FileManager.default.fileExists(atPath: next.folder))
    }

    private func sleeper() throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sleep")
        process.arguments = ["600"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        TestRun.current.note(process.processIdentifier)
        return process
    }
}
