import Foundation
import TestSupport
import Testing

@Suite("The first minutes, and what goes with the dashboard")
struct FirstMinutesTests {
    @Test("Without settings one screen says what to do")
    func noSettings() async throws {
        let folder = try TemporaryFolder()
        let run = try await CommandRun.of([], in: folder)
        #expect(run.status == 64 && run.errors.matches("drtop demo.*settings init.*check --online"), "\(run)")
    }

    @Test("settings init finds roles and pairs from the servers themselves, and overwrites nothing")
    func settingsInit() async throws {
        let folder = try TemporaryFolder()
        let primary = try RedisServer()
        let replica = try RedisServer()
        #expect(try replica.command("REPLICAOF", "127.0.0.1", "\(primary.port)").contains("OK"))
        try await eventually("the replica follows") { () -> Bool? in
            try primary.command("INFO", "replication").contains("state=online") ? true : nil
        }
        let arguments = [
            "settings", "init", "127.0.0.1:\(primary.port)", "--clusters", "fra1,ams2", "--system", "shop",
        ]
        let run = try await CommandRun.of(arguments, in: folder)
        #expect(run.status == 0, "\(run)")
        let yaml = try folder.read("drtop.yaml")
        #expect(yaml.contains("{name: a1, address: \"127.0.0.1:\(primary.port)\"}"), "\(yaml)")
        #expect(yaml.contains("{name: b1, address: \"127.0.0.1:\(replica.port)\", pair: a1}"), "\(yaml)")
        let check = try await CommandRun.of(["check", "drtop.yaml"], in: folder)
        #expect(check.status == 0 && check.output.contains("system shop, 2 clusters, 2 nodes"), "\(check)")
        let again = try await CommandRun.of(arguments, in: folder)
        #expect(again.status == 1 && again.errors.contains("drtop.yaml is there already"), "\(again)")
    }

    @Test("A theme is checked with figures; keys that collide are faults of the settings")
    func themesAndKeys() async throws {
        let folder = try TemporaryFolder()
        let good = try await CommandRun.of(["theme", "check", "night"], in: folder)
        #expect(good.status == 0 && good.output.contains("all good"), "\(good)")
        let bad = try folder.write(
            "bad.yaml", "name: bad\ninherits: mono\npalette: {mud: \"#303030 236 black\"}\nroles: {text: mud}\n")
        let run = try await CommandRun.of(["theme", "check", bad], in: folder)
        #expect(run.status == 1 && run.output.contains("TOO LOW  contrast text"), "\(run)")
        let list = try await CommandRun.of(["theme", "list"], in: folder)
        #expect(list.output.matches("default-dark.*okabe-ito-light.*night"), "\(list)")
        let settings = SystemSettings(
            a: [("a1", try freePort())], b: [("b1", try freePort())], folder: folder.path)
        let file = try folder.write("drtop.yaml", settings.yaml + "keys:\n  freeze: F\n  fly: p\n")
        let check = try await CommandRun.of(["check", file], in: folder)
        #expect(check.status == 1 && check.errors.matches("F is the key of failover already"), "\(check)")
        #expect(check.errors.contains("no action is called fly"), "\(check)")
    }

    @Test("The manual page has every key and every command")
    func manual() async throws {
        let run = try await CommandRun.of(["man"], in: try TemporaryFolder())
        #expect(
            run.status == 0
                && run.output.matches("^\\.TH DRTOP 1.*drtop demo.*drtop settings.*\\[failover\\].*\\[freeze\\]"))
    }
}
