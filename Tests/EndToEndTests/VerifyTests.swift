import Foundation
import Glibc
import TestSupport
import Testing

@Suite("drtop verify")
struct VerifyTests {
    @Test("The journal of a run is in order while its engine goes on; a changed one is told, and left as it is")
    func verify() async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        let folder = try TemporaryFolder()
        let terminal = try PseudoTerminal(
            [try Product.path("drtop"), "demo", "--simulated", "--nodes", "2", "--operator", "oncall"],
            environment: ["TMPDIR": folder.path, "HOME": folder.path], columns: 120, rows: 40)
        try await eventually("the rehearsal is calm", within: .seconds(60)) {
            terminal.take()
            return terminal.text.matches("writes/s +0 failing")
        }
        let name = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .first { $0.hasPrefix("drtop-demo-") }
        let state = "\(folder.path)/\(name ?? "")/state"
        let sound = try await CommandRun.of(["verify", "--system", "shop", "--state", state], in: folder)
        try check(sound.status == 0, "\(sound.output)\(sound.errors)")
        try check(sound.output.matches("entries, each follows from the one before it"), sound.output)
        try check(sound.output.matches("ok +I10") && !sound.output.matches("VIOLATED"), sound.output)

        // A copy of what is there, changed behind the engine's back.
        let copy = "\(folder.path)/copy"
        try FileManager.default.copyItem(atPath: state, toPath: copy)
        terminal.signal(SIGTERM)
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "TERM does not end it")
        let journal = "\(copy)/shop/journal.sqlite"
        for file in [journal, journal + "-wal"] {
            guard var bytes = FileManager.default.contents(atPath: file),
                let place = bytes.range(of: Data("a clean round of heartbeats".utf8))
            else { continue }
            bytes[place.lowerBound] = UInt8(ascii: "A")
            try bytes.write(to: URL(fileURLWithPath: file))
        }
        let before = FileManager.default.contents(atPath: journal)
        let changed = try await CommandRun.of(["verify", "--system", "shop", "--state", copy], in: folder)
        try check(changed.status == 1, "\(changed.output)\(changed.errors)")
        try check(FileManager.default.contents(atPath: journal) == before, "verify has written into the journal")

        let nothing = try await CommandRun.of(["verify", "--system", "nobody", "--state", copy], in: folder)
        try check(nothing.status == 1 && nothing.errors.matches("no journal in"), nothing.errors)
    }
}
