import RecoveryCore

/// Whether the control user may do what the orders need. Each command is asked with an argument that it must refuse after
/// the access check and before it does anything; what cannot be asked in such a way is left to `ACL DRYRUN`.
enum RedisPermissions {
    /// Everything that each of drtop's users needs, as `ACL SETUSER` takes it: the remedy for whatever is missing.
    static let control =
        "+info +role +client|setname +client|list +client|pause +client|unpause +replicaof +failover +psync +config|get "
        + "+config|rewrite +set +get +del +acl|whoami +acl|dryrun ~drtop:*"
    /// Needed besides where drtop's settings name `sync:` credentials, which it writes to the node that follows.
    static let controlWithSync = control + " +config|set"
    /// Of the heartbeats, without orders.
    static let monitor = "+ping +info +client|setname"
    /// Of the link between two nodes.
    static let sync = "+psync +replconf +ping"

    static func grant(needsSync: Bool) -> String {
        "grant drtop's control user all that it needs: ACL SETUSER <user> \(needsSync ? controlWithSync : control)"
    }

    /// Harmless: wrong in the last argument.
    private static let harmless = [
        ["REPLICAOF", "drtop.invalid", "none"], ["FAILOVER", "NONE"], ["CLIENT", "PAUSE", "none", "WRITE"],
        ["SET", WriteCanary.key("check"), "", "NONE"], ["GET", WriteCanary.key("check")], ["ROLE"],
        ["DEL", WriteCanary.key("check")],
    ]
    /// Each would do something.
    private static let dry = [
        ["CONFIG", "REWRITE"], ["CLIENT", "UNPAUSE"], ["PSYNC", "?", "-1"], ["CLIENT", "SETNAME", "drtop"],
        ["CLIENT", "LIST"],
    ]

    static func examine(
        _ node: RedisConversation, needsSync: Bool
    ) async throws(RedisFault) -> [PreconditionFinding] {
        var missing: [[String]] = []
        for command in harmless + (needsSync ? [["CONFIG", "SET", "drtop-none", "none"]] : []) {
            if case .error(let error) = try await node.link.ask([command], until: node.deadline)[0],
                error.hasPrefix("NOPERM")
            {
                missing.append(command)
            }
        }
        var findings: [PreconditionFinding] = []
        if let user = try await node.ask("ACL", "WHOAMI").text, let refused = try await refused(dry, to: user, node) {
            missing += refused
        } else {
            let names = dry.map(name).joined(separator: ", ")
            findings = [
                PreconditionFinding(
                    weight: .note, text: "not checked whether the control user may \(names)",
                    remedy: "grant +acl|whoami and +acl|dryrun to have them checked")
            ]
        }
        return findings
            + missing.map { command in
                PreconditionFinding(
                    weight: .fault, text: "the control user may not \(name(command))",
                    remedy: grant(needsSync: needsSync))
            }
    }

    /// What the heartbeats' user and the user of the link between the nodes may not do, as the node tells the control user.
    static func examine(
        monitor: String?, sync: String?, _ node: RedisConversation
    ) async throws(RedisFault) -> [PreconditionFinding] {
        let users = [
            (
                title: "monitor", name: monitor, needs: [["PING"], ["INFO"], ["CLIENT", "SETNAME", "drtop"]],
                grant: self.monitor
            ),
            (
                title: "sync", name: sync, needs: [["PSYNC", "?", "-1"], ["REPLCONF", "ACK", "0"], ["PING"]],
                grant: self.sync
            ),
        ]
        var findings: [PreconditionFinding] = []
        for user in users {
            guard let name = user.name, let refused = try await refused(user.needs, to: name, node) else { continue }
            findings += refused.map { command in
                PreconditionFinding(
                    weight: .fault, text: "the \(user.title) user may not \(self.name(command))",
                    remedy: "grant it all that it needs: ACL SETUSER \(name) \(user.grant)")
            }
        }
        return findings
    }

    /// nil: the control user may not ask, or there is no such user.
    private static func refused(
        _ commands: [[String]], to user: String, _ node: RedisConversation
    ) async throws(RedisFault) -> [[String]]? {
        var refused: [[String]] = []
        for command in commands {
            let answer = try await node.link.ask([["ACL", "DRYRUN", user] + command], until: node.deadline)[0]
            guard let text = answer.text else { return nil }
            if text != "OK" { refused.append(command) }
        }
        return refused
    }

    private static func name(_ command: [String]) -> String {
        command.prefix(["CONFIG", "CLIENT"].contains(command[0]) ? 2 : 1).joined(separator: " ")
    }
}
