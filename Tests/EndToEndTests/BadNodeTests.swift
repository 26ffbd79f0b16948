import TestSupport
import Testing

@Suite("Nodes that misbehave")
struct BadNodeTests {
    enum Misbehaviour: String, CaseIterable, Sendable {
        case garbage, endless, silence

        func server(on port: UInt16) throws -> ScriptedServer {
            switch self {
            case .garbage:
                try ScriptedServer(port: port) { _, bytes in
                    bytes.isEmpty ? .nothing : .send("HTTP/1.1 400 Bad\u{1b}[2J\u{1b}]0;owned\u{7} Request\r\n\r\n")
                }
            case .endless:
                // More than a gigabyte, if somebody took it.
                try ScriptedServer(port: port) { _, bytes in
                    bytes.isEmpty ? .nothing : .flood("$1073741824\r\n" + String(repeating: "x", count: 60_000))
                }
            case .silence:
                try ScriptedServer(port: port) { _, _ in .nothing }
            }
        }
    }

    @Test(
        "A node that answers garbage, without end or not at all is down, and only it", arguments: Misbehaviour.allCases)
    func misbehaves(kind: Misbehaviour) async throws {
        try await Story.tell { story in
            let port = story.a[2].port
            story.a[2].kill()
            let server = try kind.server(on: port)
            try await story.see("2/3")
            try await story.see("1 of 3 nodes down: a3")
            try check(server.read().connections > 0, "nobody asked it")
            try check(!story.shows("FIRST ALARM|HAS FAILED"), "2 of 3 are available")
            let output = String(decoding: try story.screen.output, as: UTF8.self)
            try check(!output.contains("owned"), "a node's answer reached the terminal raw")
            // The others still lead to an alarm, and the system to a failover.
            story.a[0].kill()
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await story.seeWritable(story.b)
            try await story.seeCallers(on: "ams2", epoch: 2)
            let size = ProcessState.read("/proc/\(try story.screen.process)/status") ?? ""
            let rss = size.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }?.filter(\.isNumber)
            try check(Int(rss ?? "") ?? .max < 200_000, "it keeps what it reads: \(rss ?? "") KB")
        }
    }

    @Test("Nodes that want a password that drtop has not got refuse us; they are not dead: no first alarm")
    func refused() async throws {
        try await Story.tell(isOpen: false) { story in
            for server in story.a { try server.command("CONFIG", "SET", "requirepass", "secret") }
            try story.open()
            try await story.see("refuses drtop's credentials")
            try await story.see("NOAUTH")
            // They are alive: nothing has failed, so nothing may be taken over.
            try story.keys("F")
            try await story.see("FAIL OVER is not possible now")
            try check(!story.shows("FIRST ALARM|HAS FAILED|CUT OFF"), "refusing is taken for dead")
            try check(story.b.allSatisfy { $0.role == "master" || !$0.isWritable }, "something was promoted")
        }
    }

    @Test("A node that is loading its data is alive and not yet serving, and says so")
    func loading() async throws {
        // A real one: its data set is loaded a key at a time.
        let slowly = ["--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024"]
        try await Story.tell(arguments: slowly) { story in
            let fill = "for i = 1, 10000 do redis.call('SET', 'key' .. i, string.rep('x', 200)) end"
            try story.a[2].command("EVAL", fill, "0")
            try story.a[2].command("SAVE")
            story.a[2].kill()
            try story.a[2].start()
            try check(try story.a[2].command("PING").hasPrefix("-LOADING"), "the test's server is not loading")
            try await story.see("a3 not serving")
            // In the pane of fra1, everything about its last node.
            try story.keys("\t")
            try story.keys("jjjj")
            try story.keys("\r")
            try await story.see("LOADING|loading")
            try check(!story.shows("FIRST ALARM|HAS FAILED"), "2 of 3 are available")
        }
    }
}
