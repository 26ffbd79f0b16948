import RecoveryCore

/// What `drtop check --online` found on a node.
package struct PreconditionFinding: Hashable, Sendable {
    package enum Weight: String, Hashable, Sendable {
        case note, warning
        /// An order will fail.
        case fault
    }

    package var weight: Weight
    package var text: String
    package var remedy: String
}

/// Asks one node for everything that an order will need of it, and changes nothing there.
package struct RedisPreconditions: Sendable {
    private let connector: RedisConnector
    private let monitor: RedisCredentials?
    private let sync: RedisCredentials?

    package init(connector: RedisConnector, monitor: RedisCredentials?, sync: RedisCredentials?) {
        self.connector = connector
        self.monitor = monitor
        self.sync = sync
    }

    /// Below this, a minute of ordinary writes makes a reverse sync full.
    static let leastBacklog: Int64 = 16 << 20
    static let protectedTime = 60.0

    /// Never throws: a node that cannot be asked is a finding. Takes about a second, to see how fast the node is written.
    package func examine(_ node: Node, within time: Duration = .seconds(5)) async -> [PreconditionFinding] {
        do throws(RedisFault) {
            let conversation = try await connector.open(node, until: connector.clock.now() + time)
            do throws(RedisFault) {
                let findings = try await examine(conversation)
                await conversation.close()
                return findings
            } catch {
                await conversation.close()
                throw error
            }
        } catch .refused(let command, let error) where error.hasPrefix("NOPERM") {
            let remedy = RedisPermissions.grant(needsSync: sync != nil)
            return [PreconditionFinding(weight: .fault, text: "the control user may not \(command)", remedy: remedy)]
        } catch {
            let remedy = "see that the node runs, that its address is right, and that drtop's control user may log in"
            return [PreconditionFinding(weight: .fault, text: error.text, remedy: remedy)]
        }
    }

    private func examine(_ node: RedisConversation) async throws(RedisFault) -> [PreconditionFinding] {
        guard let answer = try await node.demand("INFO", "everything").bytes, let status = RedisStatus(info: answer)
        else { throw .invalid("INFO") }
        var findings = Self.judge(status)
        findings += try await RedisPermissions.examine(node, needsSync: sync != nil)
        findings += try await RedisPermissions.examine(monitor: monitor?.user, sync: sync?.user, node)
        do throws(RedisFault) {
            let settings = try await settings(of: node)
            findings += judge(settings)
            findings += Self.judge(backlog: Int64(settings["repl-backlog-size"] ?? "") ?? 0, try await writeRate(node))
        } catch .refused(let command, let error) {
            let fault = RedisFault.refused(command: command, error: error)
            findings.append(
                PreconditionFinding(
                    weight: .fault, text: fault.text, remedy: RedisPermissions.grant(needsSync: sync != nil)))
        }
        return findings
    }

    private static func judge(_ status: RedisStatus) -> [PreconditionFinding] {
        var findings = [
            PreconditionFinding(
                weight: .note, text: "Redis \(status.version), \(status.isReplica ? "replica" : "primary")", remedy: "")
        ]
        if Int(status.version.prefix { $0 != "." }) ?? 0 < 7 {
            findings.append(
                PreconditionFinding(
                    weight: .fault, text: "Redis \(status.version) is too old for INFO with several sections",
                    remedy: "upgrade to Redis 7.0 or newer"))
        }
        if status.settingsFile.isEmpty {
            findings.append(
                PreconditionFinding(
                    weight: .warning,
                    text: "it runs without a settings file: after a restart it has its first role again",
                    remedy: "start it with a redis.conf that it may write"))
        }
        return findings
    }

    private func settings(of node: RedisConversation) async throws(RedisFault) -> [String: String] {
        let names = [
            "repl-backlog-size", "repl-diskless-sync-delay", "save", "appendonly", "min-replicas-to-write",
            "masterauth",
            "replica-read-only", "cluster-enabled", "requirepass", "repl-backlog-ttl",
        ]
        guard case .array(let parts) = try await node.demand(["CONFIG", "GET"] + names) else { return [:] }
        var settings: [String: String] = [:]
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            settings[parts[index].text ?? ""] = parts[index + 1].text
        }
        return settings
    }

    private func judge(_ settings: [String: String]) -> [PreconditionFinding] {
        var findings: [PreconditionFinding] = []
        func find(_ weight: PreconditionFinding.Weight, _ text: String, _ remedy: String) {
            findings.append(PreconditionFinding(weight: weight, text: text, remedy: remedy))
        }
        if settings["cluster-enabled"] == "yes" {
            find(.fault, "it runs in cluster mode, which knows no REPLICAOF", "cluster-enabled no")
        }
        if settings["replica-read-only"] == "no" {
            find(.fault, "a parked node would still take writes", "CONFIG SET replica-read-only yes")
        }
        if settings["save"] == "", settings["appendonly"] == "no" {
            find(
                .warning, "it saves nothing: after a crash it comes back EMPTY",
                "set save or appendonly; otherwise leave its restart to a person, or to a delay over 2 s")
        }
        if let time = Int(settings["repl-backlog-ttl"] ?? ""), time > 0 {
            find(
                .warning, "\(time) s after its last replica left it drops its backlog: reverse sync is full then",
                "CONFIG SET repl-backlog-ttl 0")
        }
        if let least = Int(settings["min-replicas-to-write"] ?? ""), least > 0 {
            find(
                .warning, "min-replicas-to-write is \(least): promoted, it refuses writes until it has a replica",
                "CONFIG SET min-replicas-to-write 0 before a failover, or know it")
        }
        if let delay = Int(settings["repl-diskless-sync-delay"] ?? ""), delay > 5 {
            find(
                .note, "every full copy from it starts \(delay) s late",
                "CONFIG SET repl-diskless-sync-delay 0 where it has one replica")
        }
        let asksForPassword = settings["requirepass"]?.isEmpty == false || connector.credentials != nil
        if asksForPassword, settings["masterauth"] == "", sync == nil {
            find(
                .warning, "it has no masterauth: it cannot follow a node that asks for a password",
                "set masterauth and masteruser, or name `sync:` credentials in drtop's settings")
        }
        return findings
    }

    private func writeRate(_ node: RedisConversation) async throws(RedisFault) -> Double {
        let before = try await node.status()
        try await node.wait(min(.seconds(1), node.timeLeft / 2))
        return Double(max(0, (try await node.status().position ?? 0) - (before.position ?? 0)))
    }

    /// `writeRate`: bytes per second.
    static func judge(backlog: Int64, _ writeRate: Double) -> [PreconditionFinding] {
        let wanted = max(leastBacklog, Int64(writeRate * protectedTime))
        guard backlog < wanted else { return [] }
        let text = "its backlog of \(backlog >> 10) KB holds less than a minute or two of writes"
        let remedy = "CONFIG SET repl-backlog-size \((wanted >> 20) + 1)mb, or reverse sync will often be a full copy"
        return [PreconditionFinding(weight: .warning, text: text, remedy: remedy)]
    }
}

extension RESPValue {
    var bytes: [UInt8]? {
        if case .bulk(let bytes) = self { bytes } else { nil }
    }
}
