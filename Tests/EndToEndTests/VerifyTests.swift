import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@Suite("drtop verify")
struct VerifyTests {
    @Test("The journal of a run is in order while its engine goes on; one that was changed, or is not there, is told")
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

        // Somebody says that it was a second later.
        let database = try DatabaseQueue(path: "\(state)/shop/journal.sqlite")
        try await database.write { try $0.execute(sql: "UPDATE entry SET wall = wall + 1 WHERE number = 2") }
        try database.close()
        let changed = try await CommandRun.of(["verify", "--system", "shop", "--state", state], in: folder)
        try check(changed.status == 1, "\(changed.output)\(changed.errors)")
        let found = changed.output.matches("NOT what was written, after [0-9]+ entries: entry 2 does not follow")
        try check(found, changed.output)

        terminal.signal(SIGTERM)
        try check(terminal.end(within: .seconds(20)) == .exit(code: 0), "TERM does not end it")
        let gone = try await CommandRun.of(["verify", "--system", "shop", "--state", state], in: folder)
        try check(gone.status == 1, "\(gone)")
    }
}
