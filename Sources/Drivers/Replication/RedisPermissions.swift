import RecoveryCore

/// Whether the control user may do what the orders need. Each command is asked with an argument that it must refuse after
/// the access check and before it does anything; what cannot be asked in such a way is left to `ACL DRYRUN`.
enum RedisPermissions {
    /// Harmless: wrong in the last argument.
    private static let harmless = [
        ["REPLICAOF", "drtop.invalid", "none"], ["FAILOVER", "NONE"], ["CLIENT", "PAUSE", "none", "WRITE"],
        ["SET", WriteCanary.key("check"), "", "NONE"], ["GET", WriteCanary.key("check")], ["ROLE"],
        ["DEL", WriteCanary.key("check")],
    ]
    /// Each would do something.
    private static let dry = [
        ["CONFIG", "REWRITE"], ["CLIENT", "UNPAUSE"], ["PSYNC", "?", "-1"], ["CLIENT", "SETNAME", "drtop"],
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
        if let user = try await node.ask("ACL", "WHOAMI").text {
            for command in dry {
                let answer = try await node.link.ask([["ACL", "DRYRUN", user] + command], until: node.deadline)[0]
                if let text = answer.text, text != "OK" { missing.append(command) }
            }
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
                let keys = command[1...].contains { $0.hasPrefix("drtop:") } ? " ~drtop:*" : ""
                let grant = "+" + name(command).lowercased().replacing(" ", with: "|") + keys
                return PreconditionFinding(
                    weight: .fault, text: "the control user may not \(name(command))",
                    remedy: "ACL SETUSER <user> \(grant)")
            }
    }

    private static func name(_ command: [String]) -> String {
        command.prefix(["CONFIG", "CLIENT"].contains(command[0]) ? 2 : 1).joined(separator: " ")
    }
}
