import Foundation
import Glibc
import TestSupport
import Testing

/// Real clients that are working while their storage fails over, and go on working.
@Suite struct ClientTests {
    private static let token = "agent-token-4720"

    @Test("redis-cli behind HAProxy, and a program behind the caller-agent, go on through a failover and without drtop")
    func redis() async throws {
        try await Story.tell(isOpen: false) { story in
            let short = try ShortFolder()
            let (port, interface) = (try freePort(), try freePort())
            let proxy = try Self.haproxy(in: short, port, before: story.a[0].port)
            try proxy.listens(on: port)
            try story.folder.write("agent.token", Self.token + "\n")
            try story.append(
                """
                  - name: web
                    uses: [s1]
                    deliver: [{haproxy: \(short.path)/admin.sock, servers: {s1: be/s1}, state-file: \(short.path)/servers}]
                  - name: old
                    uses: [s1]
                    token-file: agent.token
                interface:
                  listen: "127.0.0.1:\(interface)"
                """)
            let engine = try story.serve()
            let agent = try Self.agent(story, interface)
            let counter = try Self.counting(story, port)
            try await story.seeApplied("web", epoch: 1)
            try await story.seeApplied("old", epoch: 1)
            try await eventually("redis-cli counts") { try counter.count() > 20 }
            try await story.seeFollowing(story.b, story.a)

            story.kill(story.a)
            try await story.command("failover", typing: "ams2")
            try await story.seeApplied("web", epoch: 2)
            try await story.seeApplied("old", epoch: 2)
            try check(try story.folder.read("old.conf").contains("port=\(story.b[0].port) "), "the agent's file is old")
            try await Self.seeCounting(counter, on: story.b[0])

            kill(engine.processIdentifier, SIGKILL)
            try await eventually("drtop is gone") { try engine.ended() != nil }
            try await Self.seeCounting(counter, on: story.b[0])
            try await eventually("the agent has noticed") { try agent.errors.contains("the file stays as it is") }
            try check(try story.folder.read("old.conf").contains("port=\(story.b[0].port) "), "the file has changed")
            try check(try agent.ended() == nil, "the agent has ended")
        }
    }

    private static func haproxy(in folder: ShortFolder, _ port: UInt16, before server: UInt16) throws -> RealServer {
        let settings = try folder.write(
            "haproxy.cfg",
            """
            global
                stats socket \(folder.path)/admin.sock level admin
            defaults
                mode tcp
                timeout connect 2s
                timeout client 60s
                timeout server 60s
            frontend f
                bind 127.0.0.1:\(port)
                default_backend be
            backend be
                server s1 127.0.0.1:\(server)

            """)
        return try RealServer("/usr/sbin/haproxy", ["-db", "-f", settings], in: folder.path)
    }

    private static func agent(_ story: Story, _ interface: UInt16) throws -> RunningCommand {
        let folder = story.folder.path
        try story.folder.write("template", "host={{services.s1.host}} port={{services.s1.port}} \n")
        return try RunningCommand(
            [
                "caller-agent", "--interface", "http://127.0.0.1:\(interface)", "--system", "orders", "--caller", "old",
                "--token-file", "\(folder)/agent.token", "--template", "\(folder)/template", "--output",
                "\(folder)/old.conf", "--", "/bin/true",
            ], in: story.folder)
    }

    /// A real client that counts in the storage; when its connection ends it makes a new one.
    private struct Counter {
        let process: RealServer
        let path: String

        /// How often it was answered with a number.
        func count() throws -> Int {
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count { Int($0) != nil }
        }
    }

    private static func counting(_ story: Story, _ port: UInt16) throws -> Counter {
        let path = try story.folder.write("counted", "")
        let process = try RealServer(
            "/bin/sh",
            ["-c", "while :; do redis-cli -p \(port) -r 50 -i 0.02 INCR count >> \(path) 2>&1; sleep 0.1; done"],
            in: story.folder.path)
        return Counter(process: process, path: path)
    }

    /// It goes on counting, and it is that server that counts.
    private static func seeCounting(_ counter: Counter, on server: RedisServer) async throws {
        let before = (try counter.count(), Int(try server.command("GET", "count")) ?? 0)
        try await eventually("redis-cli goes on") {
            let more = Int(try server.command("GET", "count")) ?? 0
            return try counter.count() > before.0 + 20 && more > before.1 + 20
        }
    }

    @Test("pgbench behind PgBouncer goes on through a failover without one error")
    func postgres() async throws {
        try await Story.tell(isOpen: false) { story in
            let short = try ShortFolder()
            chmod(short.path, 0o777)  // Servers that refuse to run as root put their sockets here.
            let databases = try [Postgres("fra1", in: short), Postgres("ams2", in: short)]
            let port = try freePort()
            let (file, pool) = try Self.pgbouncer(in: short, port)
            try pool.listens(on: port)
            var settings = try story.folder.read("drtop.yaml")
            for (server, database) in zip([story.a[0], story.b[0]], databases) {
                settings = settings.replacing(
                    "\"\(server.address)\"}", with: "\"\(server.address)\", caller-address: \"\(database.address)\"}")
            }
            try story.folder.write("drtop.yaml", settings)
            try story.append(
                """
                  - name: shop
                    uses: [s1]
                    deliver:
                      - pgbouncer: \(file)
                        databases: {s1: "shop dbname=postgres user=\(Postgres.user)"}
                        admin: \(short.path)/.s.PGSQL.\(port)
                        user: pgbouncer
                """)
            let engine = try story.serve()
            try await story.seeApplied("shop", epoch: 1)
            try await story.seeFollowing(story.b, story.a)
            let bench = try Self.pgbench(short, port)
            try await eventually("pgbench works on fra1") { try databases[0].marks() > 20 }
            story.kill(story.a)
            try await story.command("failover", typing: "ams2")
            try await story.seeApplied("shop", epoch: 2)
            try await eventually("pgbench works on ams2") { try databases[1].marks() > 20 }
            let left = try databases[0].marks()
            kill(engine.processIdentifier, SIGKILL)
            try await eventually("drtop is gone") { try engine.ended() != nil }
            let now = try databases[1].marks()
            try await eventually("pgbench goes on without drtop") { try databases[1].marks() > now + 20 }
            try check(try databases[0].marks() == left, "something was still written on fra1")
            let said = try bench.end()
            try check(!said.contains("aborted") && !said.lowercased().contains("error"), said)
        }
    }

    /// Its settings include the file that drtop writes.
    private static func pgbouncer(in folder: ShortFolder, _ port: UInt16) throws -> (file: String, server: RealServer) {
        let file = try folder.write("databases.ini", "[databases]\n")
        let settings = try folder.write(
            "pgbouncer.ini",
            """
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir = \(folder.path)
            auth_type = any
            pool_mode = transaction
            admin_users = pgbouncer
            %include \(file)

            """)
        return (file, try RealServer("/usr/sbin/pgbouncer", [settings], in: folder.path, as: "postgres"))
    }

    private struct Bench {
        let process: RealServer
        let path: String

        func end() throws -> String {
            process.stop()
            return try String(contentsOfFile: path, encoding: .utf8)
        }
    }

    private static func pgbench(_ folder: ShortFolder, _ port: UInt16) throws -> Bench {
        let script = try folder.write("marks.sql", "INSERT INTO marks DEFAULT VALUES;\n")
        let path = try folder.write("pgbench.log", "")
        let line =
            "exec \(Postgres.program("pgbench")) -n -c 4 -R 100 -T 600 -f \(script) -h 127.0.0.1 -p \(port) -U app shop"
        let process = try RealServer("/bin/sh", ["-c", "\(line) >> \(path) 2>&1"], in: folder.path)
        return Bench(process: process, path: path)
    }
}

/// A real PostgreSQL that takes everybody on loopback, with a table for marks.
private final class Postgres {
    let port: UInt16
    private let server: RealServer
    static let user = "postgres"

    var address: String { "127.0.0.1:\(port)" }

    init(_ name: String, in folder: ShortFolder) throws {
        port = try freePort()
        let data = "\(folder.path)/\(name)"
        try run(
            Self.asPostgres + [
                Self.program("initdb"), "--no-sync", "--auth=trust", "--username=\(Self.user)", "--pgdata=\(data)",
            ])
        server = try RealServer(
            Self.program("postgres"),
            [
                "-D", data, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "fsync=off",
            ], in: folder.path, as: "postgres")
        try server.listens(on: port)
        try server.wait("takes statements") { [port] in (try? Self.ask(port, "SELECT 1")) != nil }  // Not yet.
        try Self.ask(port, "CREATE TABLE marks (number serial)")
    }

    func marks() throws -> Int {
        Int(try Self.ask(port, "SELECT count(*) FROM marks").trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
    }

    @discardableResult
    private static func ask(_ port: UInt16, _ statement: String) throws -> String {
        try run([program("psql"), "-h", "127.0.0.1", "-p", "\(port)", "-U", user, "-qAtc", statement, "postgres"])
    }

    /// It refuses to run as root.
    private static var asPostgres: [String] { geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] : [] }

    /// Debian keeps the programs of each version in a folder of its own.
    static func program(_ name: String) -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []  // None.
        let newest = versions.max { (Int($0) ?? 0) < (Int($1) ?? 0) } ?? "none"
        return "/usr/lib/postgresql/\(newest)/bin/\(name)"
    }
}
