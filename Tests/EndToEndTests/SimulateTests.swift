import Foundation
import TestSupport
import Testing

@Suite("drtop simulate")
struct SimulateTests {
    private static func simulate(_ arguments: String..., in folder: TemporaryFolder) async throws -> CommandRun {
        try await CommandRun.of(["simulate", "--minutes", "1"] + arguments, in: folder)
    }

    private static func digest(_ run: CommandRun) throws -> String {
        let line = run.output.split(separator: "\n").first { $0.hasPrefix("digest ") }
        return String(try #require(line, "\(run)").dropFirst("digest ".count))
    }

    @Test("A campaign goes on where its file says, and ends with the digest of one that was never stopped")
    func resumed() async throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/progress"
        let whole = try await Self.simulate("--seeds", "4", in: folder)
        #expect(whole.status == 0 && whole.output.matches("seeds 1 to 4: every invariant held"), "\(whole)")
        let first = try await Self.simulate("--seeds", "3", "--resume", file, in: folder)
        let second = try await Self.simulate("--seeds", "1", "--resume", file, "--jobs", "1", in: folder)
        #expect(second.output.matches("seeds 4 to 4: every invariant held"), "\(second)")
        #expect(try Self.digest(second) == Self.digest(whole))
        #expect(try Self.digest(first) != Self.digest(whole))

        let other = try folder.write("other", "not of ours")
        let refused = try await Self.simulate("--resume", other, in: folder)
        #expect(refused.status == 1 && refused.errors.matches("other is no progress of drtop simulate"), "\(refused)")
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "not of ours")
    }

    @Test("A named scenario is told as a story; a wrong call is refused")
    func story() async throws {
        let folder = try TemporaryFolder()
        let story = try await Self.simulate("--scenario", "rack-lost", in: folder)
        #expect(story.status == 0 && story.output.matches("alarm 3 second-alarm #1 NEW"), "\(story)")
        #expect(story.output.matches("park b[1-6]: "), "orders name their nodes")
        #expect(story.output.matches("the end: phase synchronizing, epoch "), "it is told how it ends")
        #expect(!story.output.contains("RecoveryCore"), "words for a person, no names of the program")
        let other = try await Self.simulate("--scenario", "rack-lost", "--seed", "9", in: folder)
        #expect(other.status == 0 && other.output.matches("alarm [0-9] second-alarm #1 NEW"), "\(other)")
        #expect(other.output != story.output, "its delays are drawn from the seed")
        for wrong in [["--scenario", "none"], ["--seeds", "0"], ["--minutes", "0"], ["--jobs", "0"]] {
            let run = try await CommandRun.of(["simulate"] + wrong, in: folder)
            #expect(run.status == 64 && run.errors.hasPrefix("drtop: "), "\(wrong): \(run)")
        }
    }
}
