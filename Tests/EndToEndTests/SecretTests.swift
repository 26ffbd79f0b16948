import Foundation
import Glibc
import TestSupport
import Testing

/// What is secret is in no output of a system that has used all of its secrets, in a failover too.
@Suite struct SecretTests {
    private static let secrets = [
        "monitor": "monitor-canary-4741", "control": "control-canary-4742", "sync": "sync-canary-4743",
        "token": "caller-canary-4744", "hook": "webhook-canary-4745", "alice": "operator-canary-4746",
    ]

    @Test("No password, token or key is in journal, state, log, screen, metrics, status, command line or process list")
    func canaries() async throws {
        let nodes = try TemporaryFolder()
        try await Story.tell(nodes: 1, arguments: ["--aclfile", try Self.users(in: nodes)], isOpen: false) { story in
            let port = try freePort()
            let engine = try Self.serve(story, port)
            try await story.seeStatus("\"phase\":\"synchronizing\"")
            try await story.seeFollowing(story.b, story.a)
            story.kill(story.a)
            try await story.command("failover", typing: "ams2")
            try await story.seeApplied("checkout", epoch: 2)
            // The one that is never reached would keep the failover from its end.
            let waived = try await story.call(["waive", "hooked", "--reason", "it is being moved"] + story.place)
            try check(waived.status == 0, "\(waived)")
            try story.start(story.a)
            try await story.command("reverse-sync", typing: "fra1")
            try await story.seeFollowing(story.a, story.b)
            for (name, text) in try await Self.outputs(story, port, engine) {
                try check(name.hasPrefix("the file") || !text.isEmpty, "\(name) is empty: nothing was searched")
                for (secret, canary) in Self.secrets {
                    try check(!text.contains(canary), "\(name) shows the secret \(secret)")
                }
            }
        }
    }

    /// Users with passwords, and one without for the test.
    private static func users(in folder: TemporaryFolder) throws -> String {
        let lines = ["monitor", "control", "sync"].map { "user \($0) on >\(secrets[$0] ?? "") ~* &* +@all" }
        return try folder.write("users.acl", (["user default on nopass ~* &* +@all"] + lines).joined(separator: "\n"))
    }

    private static func serve(_ story: Story, _ port: UInt16) throws -> RunningCommand {
        for (name, text) in secrets { try story.folder.write("\(name).secret", text + "\n") }
        try story.append(
            """
              - name: late
                uses: [s1]
                token-file: token.secret
              - name: hooked
                uses: [s1]
                deliver: [{webhook: "http://127.0.0.1:1/none", secret-file: hook.secret}]
            interface:
              listen: "127.0.0.1:\(port)"
              operators: [{name: alice, role: observe, token-file: alice.secret}]
            monitor: {user: monitor, password-file: monitor.secret}
            control: {user: control, password-file: control.secret}
            sync: {user: sync, password-file: sync.secret}
            """)
        return try story.serve()
    }

    private static func outputs(
        _ story: Story, _ port: UInt16, _ engine: RunningCommand
    ) async throws -> [String: String] {
        try story.open()
        try await story.see("ams2 PRIMARY|PRIMARY.*ams2")
        let bearer = "Authorization: Bearer \(secrets["alice"] ?? "")"
        var outputs = [
            "the screen": try story.screen.text, "the service's log": try engine.errors + engine.output,
            "the process list": try commandLines(),
        ]
        for path in ["metrics", "v1/state", "v1/snapshot", "v1/plan/failover"] {
            outputs["/\(path)"] = try run(["curl", "-s", "-H", bearer, "http://127.0.0.1:\(port)/\(path)"])
        }
        outputs["the status"] = try await story.call(["status"] + story.place).output
        outputs["the journal"] = try await story.call(["log", "--json"] + story.place).output
        outputs["the explanation"] = try await story.call(["check", "--explain", story.settings]).output
        let online = try await story.call(["check", "--online", story.settings])
        outputs["the check"] = online.output + online.errors
        let folder = "\(story.state)/orders"
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            // The lock, the database, and what a node had to itself; a socket has no content.
            let data = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
            outputs["the file \(file)"] = String(decoding: data, as: UTF8.self)
        }
        return outputs
    }

    /// Of drtop, its servers' included: their passwords were given over connections.
    private static func commandLines() throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.map { pid in
            // It may have ended.
            String(decoding: FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data(), as: UTF8.self)
        }.filter { $0.contains("drtop") }.joined(separator: "\n")
    }
}
