import Drivers
import Engine
import Foundation
import Glibc
import RecoveryCore
import Synchronization

/// The redis-server processes of the demonstration, and the ways to injure them.
final class RedisFleet: Sendable {
    private struct Server {
        var node: Node
        var folder: String
        var process: Process?
    }

    private let servers: Mutex<[Server]>
    private let clock = SystemClock()

    /// Prepares a folder and a configuration file for each node; starts nothing yet.
    init(_ settings: Settings, in folder: DemoFolder) throws(Failure) {
        var servers: [Server] = []
        for node in settings.nodes {
            let home = try folder.make("nodes/\(node.name)")
            // A file of its own, so that CONFIG REWRITE keeps the role over a restart; no persistence, so that a killed
            // node shows what "came back empty" means.
            let text = """
                port \(node.address.port)
                bind 127.0.0.1
                dir \(home)
                save ""
                appendonly no
                repl-backlog-size 64mb
                repl-diskless-sync-delay 0

                """
            _ = try folder.write(text, to: "nodes/\(node.name)/redis.conf")
            servers.append(Server(node: node, folder: home))
        }
        self.servers = Mutex(servers)
    }

    static var isInstalled: Bool { program != nil }

    private static var program: String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/redis-server" }.first { access($0, X_OK) == 0 }
    }

    /// Starts every server and waits until each answers, ten seconds at most.
    func start() async throws(Failure) {
        let nodes = servers.withLock { $0.map(\.node) }
        for node in nodes { try start(node.id) }
        let deadline = clock.now() + .seconds(10)
        for node in nodes {
            guard await answers(node, until: deadline) else {
                throw Failure("redis-server for \(node.name) does not answer on \(node.address); look at its log")
            }
        }
    }

    private func answers(_ node: Node, until deadline: Instant) async -> Bool {
        while clock.now() < deadline {
            do {
                let link = try await RedisLink.connect(to: node.address, until: deadline)
                let answer = try await link.ask([["PING"]], until: deadline)
                await link.close()
                if answer.first?.text == "PONG" { return true }
            } catch {
                // Not yet: it is asked again until the deadline.
                do { try await Task.sleep(for: .milliseconds(10)) } catch { return false }
            }
        }
        return false
    }

    func start(_ node: NodeID) throws(Failure) {
        guard let program = Self.program else {
            throw Failure(
                "redis-server is not installed: apt-get install redis-server, or drtop demo on another machine")
        }
        let failure = servers.withLock { servers -> Failure? in
            guard servers[node.index].process?.isRunning != true else { return nil }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = [servers[node.index].folder + "/redis.conf"]
            process.currentDirectoryURL = URL(fileURLWithPath: servers[node.index].folder)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            do {
                try process.run()
            } catch {
                return Failure("redis-server does not start: \(error.localizedDescription)")
            }
            servers[node.index].process = process
            return nil
        }
        if let failure { throw failure }
    }

    func signal(_ node: NodeID, _ number: Int32) {
        servers.withLock { servers in
            guard let process = servers[node.index].process, process.isRunning else { return }
            kill(process.processIdentifier, number)
        }
    }

    /// Starts a server again whose end was asked for, as soon as it has ended.
    func restart(_ node: NodeID) {
        let ended = servers.withLock { $0[node.index].process }
        ended?.waitUntilExit()
        // The menu shows what answers; a server that does not start is seen as down.
        try? start(node)
    }

    /// Ends every server; a stopped one too.
    func end() {
        servers.withLock { servers in
            for server in servers {
                guard let process = server.process, process.isRunning else { continue }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
        }
    }
}
