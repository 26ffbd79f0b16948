import Engine
import Foundation
import Glibc
import RecoveryCore
import Synchronization
import TestSupport

@testable import Drivers

/// A real `redis-server` on a free port of loopback, in a folder of its own; it ends with the value.
final class ReplicationServer: Sendable {
    let port: UInt16
    let folder: String
    private let process: Mutex<pid_t>
    private let arguments: [String]

    init(_ arguments: [String] = []) throws {
        port = try freePort()
        folder = "\(TestRun.current.folder)/redis-\(port)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.arguments = arguments
        process = Mutex(0)
        start()
    }

    deinit {
        kill()
        // A folder that is left in /tmp harms nobody.
        try? FileManager.default.removeItem(atPath: folder)
    }

    func start() {
        let words =
            [
                "redis-server", "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "",
                "--appendonly", "no", "--repl-backlog-size", "64mb", "--repl-diskless-sync-delay", "0",
                "--logfile", "\(folder)/log", "--daemonize", "no",
            ] + arguments
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, "/usr/bin/redis-server", nil, nil, &pointers, environ)
        precondition(code == 0, "redis-server did not start: install the package redis-server")
        TestRun.current.note(pid)
        process.withLock { $0 = pid }
    }

    /// As a crash: nothing is saved.
    func kill() {
        signal(SIGKILL)
        let pid = process.withLock { pid in
            defer { pid = 0 }
            return pid
        }
        if pid > 0 { waitpid(pid, nil, 0) }
    }

    /// Hung: connections are accepted by the kernel, nothing answers.
    func hang() { signal(SIGSTOP) }
    func wakeUp() { signal(SIGCONT) }

    private func signal(_ number: Int32) {
        let pid = process.withLock { $0 }
        if pid > 0 { Glibc.kill(pid, number) }
    }

    /// Asks as an operator would; waits up to 60 s for the server to accept, and for a busy machine.
    @discardableResult
    func ask(_ words: String..., user: String? = nil) async throws -> RESPValue {
        try await ask([words], user: user).last ?? .null
    }

    @discardableResult
    func ask(_ commands: [[String]], user: String? = nil) async throws -> [RESPValue] {
        let limit = SystemClock().now() + .seconds(60)
        while true {
            let answers = await attempt(commands, user, until: limit)
            if let answers { return answers }
            guard SystemClock().now() < limit else { throw RedisFault.unreachable("port \(port)") }
            await Reactor.shared.sleep(until: SystemClock().now() + .milliseconds(5))
        }
    }

    /// nil: it does not accept yet, or loads.
    private func attempt(_ commands: [[String]], _ user: String?, until limit: Instant) async -> [RESPValue]? {
        // Whatever failed here is tried again by the caller, within its limit.
        let link = try? await RedisLink.connect(to: NodeAddress(host: "127.0.0.1", port: port), until: limit)
        guard let link else { return nil }
        let login = user.map { [["AUTH", $0, $0]] } ?? []
        let answers = try? await link.ask(login + commands, until: limit)
        await link.close()
        guard let answers, !answers.contains(where: Self.isLoading) else { return nil }
        return Array(answers.dropFirst(login.count))
    }

    private static func isLoading(_ answer: RESPValue) -> Bool {
        if case .error(let text) = answer { text.hasPrefix("LOADING") } else { false }
    }

    func status() async throws -> RedisStatus {
        guard case .bulk(let bytes) = try await ask("INFO", "everything"), let status = RedisStatus(info: bytes) else {
            throw RedisFault.invalid("INFO")
        }
        return status
    }

    /// Writes numbered keys.
    func write(_ keys: Range<Int>, value: String = "value") async throws {
        for start in stride(from: keys.lowerBound, to: keys.upperBound, by: 1000) {
            try await ask((start..<min(start + 1000, keys.upperBound)).map { ["SET", "key:\($0)", value] })
        }
    }

    func count() async throws -> Int64 {
        guard case .integer(let count) = try await ask("DBSIZE") else { return -1 }
        return count
    }
}

/// Asks until the condition holds, for at most 20 s.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let limit = SystemClock().now() + .seconds(20)
    while SystemClock().now() < limit {
        if try await condition() { return true }
        await Reactor.shared.sleep(until: SystemClock().now() + .milliseconds(5))
    }
    return false
}

/// Keeps the events that a driver sends.
final class EventLog: EventSink {
    private let log = Mutex<[Event]>([])
    func send(_ event: Event) { log.withLock { $0.append(event) } }
    var events: [Event] { log.withLock { $0 } }
    func forget() { log.withLock { $0 = [] } }

    /// The newest report of the node.
    func report(of node: Int) -> NodeReport? {
        for case .nodesReported(let reports) in events.reversed() {
            if let report = reports.last(where: { $0.node.index == node }) { return report }
        }
        return nil
    }

    func pair(downstream: Int) -> PairReport? {
        for case .pairsReported(let reports) in events.reversed() {
            if let report = reports.last(where: { $0.downstream.index == downstream }) { return report }
        }
        return nil
    }
}

/// Texts from any thread.
final class Gathered: Sendable {
    private let texts = Mutex<[String]>([])
    func add(_ text: String) { texts.withLock { $0.append(text) } }
    var values: [String] { texts.withLock { $0 } }
}

final class Flag: Sendable {
    private let flag = Mutex(false)
    func raise() { flag.withLock { $0 = true } }
    var isRaised: Bool { flag.withLock { $0 } }
}

func contents(of path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}
