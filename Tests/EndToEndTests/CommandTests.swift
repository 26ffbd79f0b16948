import Foundation
import TestSupport
import Testing

@Suite("The commands, called from a shell")
struct CommandTests {
    @Test("--version and --help succeed; a wrong call is 64 and says what to do")
    func usage() async throws {
        let folder = try TemporaryFolder()
        let version = try await CommandRun.of(["--version"], in: folder)
        #expect(version.status == 0 && version.output.matches("^drtop [0-9]+\\.[0-9]+\\.[0-9]+\n$"))
        let help = try await CommandRun.of(["--help"], in: folder)
        #expect(help.status == 0 && help.output.matches("demo.*check.*configuration.*log"))
        for wrong in [["--nonsense"], ["check", "--nonsense"], ["log", "--since", "yesterday"], ["configuration"]] {
            let run = try await CommandRun.of(wrong, in: folder)
            #expect(run.status == 64, "\(wrong): \(run)")
            #expect(run.errors.matches("^drtop: .*--help"), "\(wrong): \(run.errors)")
        }
        // No settings file anywhere.
        let nothing = try await CommandRun.of([], in: folder)
        #expect(nothing.status == 64 && nothing.errors.matches("^drtop: .*drtop demo"), "\(nothing)")
        let noFile = try await CommandRun.of(["there-is-none.yaml"], in: folder)
        #expect(noFile.status != 0 && noFile.errors.matches("^drtop: .*there-is-none.yaml"), "\(noFile)")
    }

    @Test("The dashboard without a terminal is refused in words")
    func noTerminal() async throws {
        let folder = try TemporaryFolder()
        let settings = SystemSettings(
            a: [("a1", try freePort())], b: [("b1", try freePort())], folder: folder.path)
        let file = try folder.write("drtop.yaml", settings.yaml)
        let run = try await CommandRun.of([file, "--state", "\(folder.path)/state"], in: folder)
        #expect(run.status != 0 && run.errors.matches("^drtop: there is no screen.*terminal"), "\(run)")
    }

    @Test("check tells all faults at once, each as FILE:LINE:COL: what; remedy")
    func faults() async throws {
        let folder = try TemporaryFolder()
        let text = """
            system:
              name: Orders EU
              threshold: 3/2
              colour: red
            heartbeat:
              interval: 1s
              timeout: 2s
            clusters:
              - name: fra1
                role: primary
                nodes:
                  - {name: a1, address: "127.0.0.1:7001"}
                  - {name: a1, address: "127.0.0.1:7002"}
              - name: ams2
                role: backup
                nodes:
                  - {name: b1, address: "127.0.0.1:7001", pair: zz}
              - name: par1
                role: backup
                nodes: []

            """
        let file = try folder.write("faulty.yaml", text)
        let run = try await CommandRun.of(["check", file], in: folder)
        #expect(run.status == 1)
        let lines = run.errors.split(separator: "\n").map(String.init)
        for fault in [
            "2:9: .*Orders EU", "3:14: .*3/2", "4:3: .*colour", "7:12: .*2s", "13:16: .*a1", "17:.*7001", "17:.*zz",
            "par1|20:",
        ] {
            #expect(
                lines.contains { $0.matches("^\(file):(\(fault)).*; .+") || $0.matches("^\(file):.*(\(fault)).*; .+") },
                "no fault /\(fault)/ in\n\(run.errors)")
        }
        #expect(lines.allSatisfy { $0.matches("^\(file):[0-9]+:[0-9]+: .+; .+") }, "\(run.errors)")
    }

    @Test("Escape codes in names are refused, and never reach the terminal raw", arguments: ["check", "dashboard"])
    func escapeCodes(command: String) async throws {
        let folder = try TemporaryFolder()
        let settings = SystemSettings(
            a: [("HERE", try freePort())], b: [("b1", try freePort())], folder: folder.path)
        // In double quotes YAML reads `\\e` as the escape character.
        let name = "\"a\\e[31mred\\e]0;title\\a\""
        let file = try folder.write("drtop.yaml", settings.yaml.replacing("HERE", with: name))
        let run = try await CommandRun.of([command, file], in: folder)
        #expect(run.status == 1, "\(run)")
        #expect(run.errors.matches("[0-9]+:[0-9]+: "), "\(run)")
        #expect(
            !(run.errors + run.output).utf8.contains(0x1b),
            "an escape code came through: \(run.errors.debugDescription)")
        #expect(!(run.errors + run.output).utf8.contains(0x07), "a bell came through")
    }

    @Test("check --online is content with a healthy system, and names what does not answer")
    func online() async throws {
        try await Story.tell(isOpen: false) { story in
            let good = try await story.call(["check", story.settings, "--online"])
            try check(good.status == 0, "\(good)")
            for name in ["a1", "a2", "a3", "b1", "b2", "b3"] {
                try check(good.output.matches("\n  \(name): (ok|warning)"), "\(name) is not told: \(good.output)")
            }
            story.b[1].kill()
            let dead = try await story.call(["check", story.settings, "--online"])
            try check(dead.status == 1 && dead.output.matches("\n  b2: fault: .+; .+"), "\(dead)")
        }
    }

    @Test("configuration gives the caller's document, and --watch sees the epoch change")
    func configuration() async throws {
        try await Story.tell { story in
            try await story.seeCallers(on: "fra1", epoch: 1)
            let place = ["--state", story.state, "--settings", story.settings]
            let json = try await story.call(["configuration", "checkout"] + place)
            let document = try JSONDecoder().decode(Story.Document.self, from: Data(json.output.utf8))
            try check(
                document.epoch == 1 && document.cluster == "fra1" && document.endpoints.map(\.service) == ["s1"],
                json.output)
            let env = try await story.call(["configuration", "billing", "--format", "env"] + place)
            try check(
                env.output.matches("DRTOP_EPOCH=1\n.*DRTOP_S3_ADDRESS='127.0.0.1:\(story.a[2].port)'"), env.output)
            let unknown = try await story.call(["configuration", "nobody"] + place)
            try check(unknown.status == 1 && unknown.errors.matches("nobody.*checkout"), "\(unknown)")

            let watch = try RunningCommand(["configuration", "checkout", "--watch"] + place, in: story.folder)
            try await eventually("the present epoch is shown") { try watch.output.matches("\"epoch\":1") }
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await eventually("the new epoch is shown") {
                try watch.output.matches("\"cluster\":\"ams2\".*\"epoch\":2")
            }
            try check(watch.ended() == nil, "the watch ended")
        }
    }

    @Test("log tells what happened, as text and as JSON lines, all or since a moment")
    func log() async throws {
        try await Story.tell { story in
            story.a[0].kill()
            try await story.see("2/3")
            let place = ["--state", story.state]
            try await eventually("the journal tells it") {
                let text = try await story.call(["log", story.settings] + place)
                return text.status == 0
                    && text.output.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?  drtop .* started.*a1 is down")
            }
            let json = try await story.call(["log", "--system", "orders", "--json"] + place)
            let lines = json.output.split(separator: "\n")
            for line in lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                try check(object?["kind"] is String && object?["time"] is Double, "no entry: \(line)")
            }
            try check(lines.count > 5, "\(lines.count) entries")
            let recent = try await story.call(["log", story.settings, "--since", "1h"] + place)
            try check(recent.output.matches("started"), recent.output)
            let future = try await story.call(["log", story.settings, "--since", "2999-01-01T00:00:00Z"] + place)
            try check(future.status == 0 && future.output.isEmpty, "\(future)")
            let none = try await story.call(["log", "--system", "unknown"] + place)
            try check(none.status == 1 && none.errors.matches("^drtop: there is no journal"), "\(none)")
        }
    }

    @Test("A second engine on the same system is refused, with the holder's name and how to look")
    func secondEngine() async throws {
        try await Story.tell { story in
            let first = try story.screen
            let second = try await story.call(["serve", story.settings, "--state", story.state])
            try check(second.status == 1, "a second engine runs: \(second)")
            try check(
                second.errors.matches(
                    "drtop: orders: an engine already runs: process \(first.process) of .+ on .+drtop status"),
                second.errors)
            try await story.seeHealthy()
        }
    }
}
