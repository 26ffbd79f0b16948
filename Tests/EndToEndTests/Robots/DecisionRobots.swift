import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Robot users: what a person decides when something is out of the ordinary")
struct DecisionRobots {
    @Test("m takes a node out of the ratio until a time, and counts it again")
    func maintenance() async throws {
        try await Robot.rehearse(nodes: 4) { robot in
            try await robot.press("\t", until: "▶ fra1 - PRIMARY")
            try await robot.press("m", until: "no node is selected: Tab to its cluster, then j and k")
            try await robot.press("jm", until: "━ maintenance of a1 ━.*3 nodes are left.*until.*change nothing")
            try await robot.press("\t\r", until: "fra1 serves with 4/4")
            try await robot.seeNoMore("━ maintenance of a1 ━")
            try await robot.press("m", until: "━ maintenance of a1 ━")
            try await robot.press("\u{15}yesterday\tj\r", until: "\"yesterday\" is no end: write 30m")
            try await robot.press("\u{15}30m\tj\r", until: "a1 is in maintenance")
            try await robot.see("fra1 serves with 3/3")
            // What is being mended may fail: nothing is raised.
            try await robot.injure("x", downs: 2, until: "kill: a1")
            try await robot.press("\r", until: "━ node a1 ━.*connection refused")
            try await robot.escape(until: "━ node a1 ━")
            try check(robot.terminal.text.matches("\nOK .*fra1 serves with 3/3"), "a node in maintenance is missed")
            try await robot.injure("r", until: "restart: a1")
            try await robot.press("m", until: "━ end the maintenance of a1 ━.*count a1 again")
            try await robot.press("j\r", until: "maintenance of a1 has ended")
            try await robot.see("fra1 serves with 4/4")
            try await robot.press("l", until: "journal +follows.*oncall.*maintenance of a1 for 1800 s")
            try await robot.see("oncall.*end maintenance of a1")
        }
    }

    @Test(":waive goes on without a caller that cannot be told, with a reason; the journal keeps who and why")
    func waive() async throws {
        try await Story.tell(nodes: 1) { story in
            try await story.seeCallers(on: "fra1", epoch: 1)
            let file = "\(story.folder.path)/checkout.json"
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
            try await story.see("callers +2( of |/)2 on epoch 1")
            let robot = Robot(terminal: try story.screen, folder: story.folder)
            try await robot.press(":waive checkout\r", until: "the selected caller is not behind")
            story.kill(story.a)
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await story.failOver()
            try await story.see("any key closes this")
            try await robot.escape(until: "any key closes this")
            try await story.see("checkout +on epoch 1, [^\n]*behind")
            try await robot.press(
                ":waive checkout\r", until: "━ do not wait for checkout ━.*on epoch 1, the newest is 2.*change nothing")
            try await robot.press("\tj\r", until: "it needs words: the journal keeps them")
            try await robot.press("its host is gone\tj\r", until: "1 waived")
            try await robot.seeNoMore("checkout +on epoch 1")
            try await story.seeJournal("oncall.*waive checkout: its host is gone")
            try await story.seeJournal("^failover .* is complete.*not waited for: checkout")
            try await story.seeSoundJournal()
        }
    }

    @Test(":override lets a failover be planned although a backup still hears the primary, for this failure only")
    func override() async throws {
        try await Story.tell(heartbeat: [], isOpen: false) { story in
            let ways = try Ways(to: story.a, in: story.folder)
            var settings = try story.folder.read("drtop.yaml")
            for (node, port) in zip(story.a, ways.ports) {
                let own = "\"127.0.0.1:\(node.port)\""
                settings.replace(own, with: "\"127.0.0.1:\(port)\", sync-address: \(own)")
            }
            try story.folder.write("drtop.yaml", settings)
            try story.open()
            try await story.seeHealthy()
            try await story.seeFollowing(story.b, story.a)
            let writers = try story.a.map(LocalWriter.init)
            let robot = Robot(terminal: try story.screen, folder: story.folder)
            try await robot.press(":override\r", until: "nothing contradicts a failure")
            try await robot.escape(until: "━ command ━")

            ways.areHung = true
            try await story.see("unreachable from here, but a backup still receives")
            try await robot.press("F", until: "FAIL OVER is not possible now.*backups still receive from fra1")
            try await robot.escape(until: "FAIL OVER is not possible")
            try await robot.press(":override\r", until: "━ override the second opinion ━.*two clusters accept writes")
            try await robot.press("\tj\r", until: "it needs words: the journal keeps them")
            try await robot.press(
                "seen from the console\tj\r", until: "the second opinion is overridden for this failure")
            try await story.see("fra1 HAS FAILED.*F to fail over")
            try await robot.press("F", until: "FAIL OVER orders.*WHY.*READY.*type the name of the cluster")
            try await robot.escape(until: "FAIL OVER orders")
            try await story.seeJournal("oncall.*override the second opinion: seen from the console")

            ways.areHung = false
            try await story.seeWellAgain()
            ways.areHung = true
            // The next failure is another one.
            try await story.see("unreachable from here, but a backup still receives")
            ways.areHung = false
            try await story.seeWellAgain()
            try story.expectNoRoleChange()
            try await story.seeSoundJournal()
            withExtendedLifetime(writers) {}
        }
    }

    /// The ways from drtop to the nodes, and nobody else's: they can hang while the nodes serve.
    private final class Ways {
        let ports: [UInt16]
        private let server: RealServer

        init(to nodes: [RedisServer], in folder: TemporaryFolder) throws {
            ports = try nodes.map { _ in try freePort() }
            let ways = zip(ports, nodes).map { port, node in
                "listen way\(port)\n    bind 127.0.0.1:\(port)\n    server node 127.0.0.1:\(node.port)\n"
            }
            let limits = ["connect", "client", "server"].map { "    timeout \($0) 60s\n" }
            let settings = "defaults\n    mode tcp\n" + limits.joined() + ways.joined()
            let file = try folder.write("ways.cfg", settings)
            server = try RealServer("/usr/sbin/haproxy", ["-db", "-f", file], in: folder.path)
            for port in ports { try server.listens(on: port) }
        }

        /// A process that stands still does not hear that it should end.
        deinit { kill(server.processIdentifier, SIGCONT) }

        var areHung = false {
            didSet { kill(server.processIdentifier, areHung ? SIGSTOP : SIGCONT) }
        }
    }
}
