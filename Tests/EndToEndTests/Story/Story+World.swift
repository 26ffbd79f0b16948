import Foundation
import TestSupport

/// The nodes, asked and injured from outside.
extension Story {
    func kill(_ servers: [RedisServer]) { for server in servers { server.kill() } }
    func stop(_ servers: [RedisServer]) { for server in servers { server.stop() } }
    func resume(_ servers: [RedisServer]) { for server in servers { server.continue() } }
    func start(_ servers: [RedisServer]) throws { for server in servers { try server.start() } }

    /// Waits until every node is a master that takes writes.
    func seeWritable(_ servers: [RedisServer], within bound: Duration = .seconds(30)) async throws {
        try await eventually("\(name(servers)) is writable", within: bound) { servers.allSatisfy(\.isWritable) }
    }

    /// Waits until every node follows its pair, its link up.
    func seeFollowing(
        _ servers: [RedisServer], _ sources: [RedisServer], within bound: Duration = .seconds(30)
    ) async throws {
        try await eventually("\(name(servers)) follows", within: bound) {
            zip(servers, sources).allSatisfy { $0.follows($1) }
        }
    }

    /// Every pair follows, and drtop has read it back.
    func seeInSync() async throws {
        try await seeFollowing(b, a)
        try await eventually("the journal tells that every pair follows") {
            self.entries().filter { $0.words.matches("^#[0-9]+ done: (already )?follows") }.count >= self.b.count
        }
    }

    func name(_ servers: [RedisServer]) -> String {
        servers.first === a.first ? "fra1" : "ams2"
    }

    /// Keys as callers would write them: only those that were acknowledged.
    func write(_ prefix: String, count: Int, to servers: [RedisServer]) throws -> [String: String] {
        var acknowledged: [String: String] = [:]
        for number in 0..<count {
            let key = "\(prefix)\(number)"
            guard try servers[number % servers.count].command("SET", key, "\(number)") == "OK" else { continue }
            acknowledged[key] = "\(number)"
        }
        return acknowledged
    }

    /// Every key is on one of the servers, with its value.
    func missing(_ keys: [String: String], on servers: [RedisServer]) throws -> [String] {
        try keys.filter { key, value in
            try !servers.contains { try $0.command("GET", key) == value }
        }.map(\.key)
    }
}

extension RedisServer {
    /// A writable master. What it cannot be asked it is not.
    var isWritable: Bool {
        (try? command("SET", "drtop:test", "1", "PX", "1", patience: 2)) == "OK"
    }

    func replication(_ field: String) -> String? {
        // A server that cannot be asked has no such field.
        guard let text = try? command("INFO", "replication", patience: 2) else { return nil }
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(field):") }
        return line.map { String($0.dropFirst(field.count + 1)) }
    }

    func follows(_ source: RedisServer) -> Bool {
        replication("master_port") == "\(source.port)" && replication("master_link_status") == "up"
    }

    /// As a replica of nobody, of anybody, or of the dead port on which a node is parked.
    var role: String? { replication("role") }

    func count() throws -> Int? { Int(try command("DBSIZE", patience: 2)) }
}
