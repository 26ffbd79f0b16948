import RecoveryCore
import Testing

@testable import Drivers

@Suite(.serialized) struct ReplicationPermissionTests {
    /// Exactly what `drtop check --online` tells people to grant.
    private static let control = RedisPermissions.control
    private static let monitor = RedisPermissions.monitor

    @Test func `M6 M13 M14: a control user of least privilege can give every order`() async throws {
        var options = RedisReplication.Options()
        options.control = RedisCredentials(user: "control", password: "control")
        let pairs = try await locked(options)
        try await pairs.a1.write(0..<10)
        #expect(await pairs.carryOut(.handOver(from: pairs.a, to: pairs.b)).failure == nil)
        #expect(await pairs.carryOut(.handOver(from: pairs.b, to: pairs.a)).failure == nil)
        #expect(await pairs.carryOut(.park(pairs.b)).failure == nil)
        try await pairs.a1.write(10..<13)
        let fenced = await pairs.carryOut(.fence(pairs.a, against: pairs.b))
        #expect(fenced.finding?.ownWrites?.commands == 3, "\(fenced)")
        #expect(await pairs.carryOut(.promote(pairs.b)).failure == nil)
        #expect(await pairs.carryOut(.follow(pairs.a, source: pairs.b), within: nil).failure == nil)
        let faults = await pairs.driver.examine(pairs.b).filter { $0.weight == .fault }
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test func `a missing permission is named with its grant, by the order and by the check`() async throws {
        var options = RedisReplication.Options()
        options.control = RedisCredentials(user: "monitor", password: "monitor")
        let pairs = try await locked(options)
        let parked = await pairs.carryOut(.park(pairs.b))
        #expect(parked.failure?.contains("+replicaof") == true, "\(parked)")
        let findings = await pairs.driver.examine(pairs.b)
        #expect(findings.contains { $0.weight == .fault && $0.remedy.contains("+replicaof") }, "\(findings)")
    }

    @Test func `M14: sync credentials are set on the node that follows, and a missing permission for that is named`()
        async throws
    {
        var options = RedisReplication.Options()
        options.control = RedisCredentials(user: "control", password: "control")
        options.sync = RedisCredentials(user: "sync", password: "sync")
        let pairs = try await locked(options, isJoined: false)
        for server in [pairs.a1, pairs.b1] {
            try await server.ask(
                "ACL SETUSER sync on >sync \(RedisPermissions.sync)".split(separator: " ").map(String.init))
        }
        let refused = await pairs.carryOut(.follow(pairs.b, source: pairs.a), within: nil)
        #expect(refused.failure?.contains("+config|set") == true, "\(refused)")
        try await pairs.b1.ask("ACL", "SETUSER", "control", "+config|set")
        let followed = await pairs.carryOut(.follow(pairs.b, source: pairs.a), within: nil)
        #expect(followed.text.contains("link up"), "\(followed)")
        #expect(
            try await pairs.b1.ask("CONFIG", "GET", "masteruser")
                == .array([.bulk(Array("masteruser".utf8)), .bulk(Array("sync".utf8))]))
    }

    @Test func `the check names what will hurt: no login, small backlog, no persistence, no settings file`()
        async throws
    {
        let pairs = try await ReplicationPairs(arguments: ["--repl-backlog-size", "1mb"], isJoined: false)
        try await pairs.a1.ask("PING")
        let findings = await pairs.driver.examine(pairs.a)
        for words in ["backlog", "EMPTY", "without a settings file", "Redis 7"] {
            #expect(findings.contains { $0.text.contains(words) }, "\(words) in \(findings)")
        }
        #expect(!findings.contains { $0.weight == .fault }, "\(findings)")
        try await pairs.a1.ask("CONFIG", "SET", "requirepass", "secret")
        let locked = await pairs.driver.examine(pairs.a)
        #expect(locked.contains { $0.weight == .fault && $0.text.contains("NOAUTH") }, "\(locked)")
        pairs.a1.kill()
        #expect(await pairs.driver.examine(pairs.a).contains { $0.weight == .fault })
    }

    @Test func `what the check tells to grant is all that is missing, for each of the three users`() async throws {
        var options = RedisReplication.Options()
        options.control = RedisCredentials(user: "control", password: "control")
        options.monitor = RedisCredentials(user: "monitor", password: "monitor")
        options.sync = RedisCredentials(user: "sync", password: "sync")
        let pairs = try await locked(options)
        try await pairs.b1.ask("ACL", "SETUSER", "sync", "on", ">sync")
        let least = ["+acl|dryrun", "+acl|whoami", "+info", "+client|setname"]
        try await pairs.b1.ask(["ACL", "SETUSER", "control", "-@all"] + least)
        try await pairs.b1.ask("ACL", "SETUSER", "monitor", "-@all")
        for (user, grant) in [
            ("control", RedisPermissions.controlWithSync), ("monitor", RedisPermissions.monitor),
            ("sync", RedisPermissions.sync),
        ] {
            let findings = await pairs.driver.examine(pairs.b).filter { $0.text.contains("the \(user) user may not") }
            #expect(!findings.isEmpty && findings.allSatisfy { $0.remedy.hasSuffix(" " + grant) }, "\(findings)")
            try await pairs.b1.ask(["ACL", "SETUSER", user] + grant.split(separator: " ").map(String.init))
        }
        let faults = await pairs.driver.examine(pairs.b).filter { $0.weight == .fault }
        #expect(faults.isEmpty, "\(faults)")
        #expect(
            try await pairs.b1.ask([["PING"], ["INFO"], ["CLIENT", "SETNAME", "drtop:test:me"]], user: "monitor").count
                == 3)
    }

    private func locked(
        _ options: RedisReplication.Options, isJoined: Bool = true
    ) async throws -> ReplicationPairs {
        let pairs = try await ReplicationPairs(options: options, isJoined: isJoined)
        for server in [pairs.a1, pairs.b1] {
            for (user, rules) in [("control", Self.control), ("monitor", Self.monitor)] {
                let words = ["ACL", "SETUSER", user, "on", ">\(user)", "resetkeys", "resetchannels", "-@all"]
                #expect(try await server.ask(words + rules.split(separator: " ").map(String.init)) == .simple("OK"))
            }
        }
        return pairs
    }
}
