import Foundation
import Glibc
import TestSupport
import Testing

/// The interface of the built program, asked with curl.
@Suite struct InterfaceStoryTests {
    private static let token = "late-token-canary-4711"
    private static let secret = "hook-secret-canary-4712"
    private static let operatorToken = "alice-token-canary-4713"

    /// One more caller that comes by itself, and one that is called; the interface, and a command that is told of alarms.
    private static func more(_ port: UInt16, _ folder: String) -> String {
        """
          - name: late
            uses: [s1]
            token-file: late.token
          - name: hooked
            uses: [s1]
            deliver: [{webhook: "http://127.0.0.1:1/none", secret-file: hook.secret}]
        interface:
          listen: "127.0.0.1:\(port)"
          operators: [{name: alice, role: observe, token-file: alice.token}]
        notify:
          - {command: [/bin/sh, -c, "echo $DRTOP_ALARM $DRTOP_STATE >> \(folder)/told"]}
        """
    }

    private struct Answer {
        var status: Int
        var body: String
    }

    private static func curl(_ arguments: [String]) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["-s", "-m", "70", "-w", "\n%{http_code}"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let end = text.lastIndex(of: "\n") ?? text.startIndex
        return Answer(status: Int(text[end...].dropFirst()) ?? 0, body: String(text[..<end]))
    }

    private static func open(_ story: Story, _ port: UInt16) throws -> RunningCommand {
        let settings = try story.folder.read("drtop.yaml")
        try story.folder.write("drtop.yaml", settings + more(port, story.folder.path) + "\n")
        for (name, text) in [("late.token", token), ("hook.secret", secret), ("alice.token", operatorToken)] {
            try story.folder.write(name, text + "\n")
        }
        return try RunningCommand(["serve", story.settings, "--state", story.state], in: story.folder)
    }

    @Test("A caller fetches, waits, and says what it uses; the board shows it; no secret is in any output (M11, M12)")
    func caller() async throws {
        try await Story.tell(isOpen: false) { story in
            let port = try freePort()
            let engine = try Self.open(story, port)
            let place = "http://127.0.0.1:\(port)/v1/systems/orders/callers/late"
            let bearer = ["-H", "Authorization: Bearer \(Self.token)"]
            try await eventually("the configuration is there", within: .seconds(40)) {
                try Self.curl(bearer + ["\(place)/configuration"]).status == 200
            }
            let first = try JSONDecoder().decode(
                Story.Document.self, from: Data(try Self.curl(bearer + ["\(place)/configuration"]).body.utf8))
            try check(
                first.epoch == 1 && first.endpoints.map(\.address) == ["127.0.0.1:\(story.a[0].port)"], "\(first)")
            try check(try Self.curl(["\(place)/configuration"]).status == 401, "no token is needed")
            let other = "http://127.0.0.1:\(port)/v1/systems/orders/callers/checkout/configuration"
            try check(try Self.curl(bearer + [other]).status == 403, "another caller's configuration is shown")
            let state = try Self.curl([
                "-H", "Authorization: Bearer \(Self.operatorToken)", "http://127.0.0.1:\(port)/v1/state",
            ])
            try check(state.status == 200 && state.body.contains("\"late\""), state.body)

            let document = try Self.curl(bearer + ["\(place)/configuration"]).body
            let applied = try Self.curl(
                bearer + ["-H", "Content-Type: application/json", "-d", document, "\(place)/applied"])
            try check(applied.status == 200, applied.body)
            try await eventually("late is known to apply epoch 1") {
                try await story.call(["status", "--json", "--settings", story.settings, "--state", story.state])
                    .output.matches("\"applied\":1,\"delivered\":1,\"epoch\":1,\"name\":\"late\"")
            }
            // The one that is never reached raises the alarm; who is told is told.
            try await eventually("the command was told of the laggard", within: .seconds(40)) {
                // Not there yet: nothing was told.
                (try? story.folder.read("told"))?.contains("callers-behind firing") == true
            }
            let waived = try await story.call([
                "waive", "hooked", "--reason", "it is being moved", "--settings", story.settings, "--state",
                story.state,
            ])
            try check(waived.status == 0, "\(waived)")
            try await eventually("the end is told") {
                (try? story.folder.read("told"))?.contains("callers-behind resolved") == true  // Not yet: asked again.
            }
            try await Self.noSecret(story, engine, port)
        }
    }

    private static func noSecret(_ story: Story, _ engine: RunningCommand, _ port: UInt16) async throws {
        let place = ["--settings", story.settings, "--state", story.state]
        try story.open()
        try await story.seeHealthy()
        let short = try ShortFolder()
        let socket = "\(short.path)/state/orders/operators"
        try FileManager.default.createSymbolicLink(atPath: "\(short.path)/state", withDestinationPath: story.state)
        var outputs = [
            "the screen": try story.screen.text, "the service's log": try engine.errors + engine.output,
            "the process list": try commandLines(),
            "the metrics": try curl(["--unix-socket", socket, "http://localhost/metrics"])
                .body,
            "the snapshot": try curl([
                "--unix-socket", socket, "http://localhost/v1/snapshot",
            ]).body,
        ]
        outputs["the status"] = try await story.call(["status", "--json"] + place).output
        outputs["the journal"] = try await story.call(["log", "--json"] + place).output
        outputs["the explanation"] = try await story.call(["check", "--explain", story.settings]).output
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(story.state)/orders") {
            // The lock and the database; a socket has no content.
            let data = FileManager.default.contents(atPath: "\(story.state)/orders/\(file)") ?? Data()
            outputs["the file \(file)"] = String(decoding: data, as: UTF8.self)
        }
        for (name, text) in outputs {
            try check(name.hasPrefix("the file") || !text.isEmpty, "\(name) is empty: nothing was searched")
            for canary in [token, secret, operatorToken] {
                try check(!text.contains(canary), "\(name) shows the secret \(canary)")
            }
        }
        try check(outputs["the snapshot"]?.contains("hooked") == true, "the snapshot is none")
    }

    /// Of all processes, this test's curl apart, which has ended.
    private static func commandLines() throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.map { pid in
            // It may have ended.
            String(decoding: FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data(), as: UTF8.self)
        }.filter { $0.contains("drtop") }.joined(separator: "\n")
    }

    @Test("A caller that cannot be changed has its file written and reloaded by the agent, and keeps it without drtop")
    func agent() async throws {
        try await Story.tell(isOpen: false) { story in
            let port = try freePort()
            let engine = try Self.open(story, port)
            try story.folder.write("template", "host={{services.s1.host}} port={{services.s1.port}} epoch={{epoch}}\n")
            let folder = story.folder.path
            let agent = try RunningCommand(
                [
                    "caller-agent", "--interface", "http://127.0.0.1:\(port)", "--system", "orders", "--caller", "late",
                    "--token-file", "\(folder)/late.token", "--template", "\(folder)/template", "--output",
                    "\(folder)/late.conf", "--", "/bin/sh", "-c", "cat \(folder)/late.conf >> \(folder)/reloads",
                ], in: story.folder)
            try await eventually("the file is written and reloaded", within: .seconds(40)) {
                // Not there yet: asked again.
                (try? story.folder.read("reloads")) == "host=127.0.0.1 port=\(story.a[0].port) epoch=1\n"
            }
            try await eventually("the agent has said so") {
                try await story.call(["status", "--json", "--settings", story.settings, "--state", story.state])
                    .output.matches("\"applied\":1,\"delivered\":1,\"epoch\":1,\"name\":\"late\"")
            }
            kill(engine.processIdentifier, SIGKILL)
            try await eventually("the agent has noticed") { try agent.errors.contains("the file stays as it is") }
            try check(try story.folder.read("late.conf").contains("port=\(story.a[0].port)"), "the file has changed")
            try check(try agent.ended() == nil, "the agent has ended")
            // A new engine is found again; what has not changed is not written anew.
            let second = try RunningCommand(["serve", story.settings, "--state", story.state], in: story.folder)
            try await eventually("the agent is back", within: .seconds(40)) {
                try agent.errors.contains("epoch 1 of fra1 is applied, unchanged")
            }
            try check(try second.ended() == nil, "the second engine has ended")
        }
    }
}
