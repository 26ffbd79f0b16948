import Engine
import RecoveryCore

/// Asks servers who they are and whom they replicate, before there are settings. It changes nothing on them.
package struct RedisDiscovery: Sendable {
    package struct Server: Hashable, Sendable {
        package var address: NodeAddress
        /// nil: `trouble` says why.
        package var role: Role?
        package var trouble: String?
        package var version = ""
    }

    package enum Role: Hashable, Sendable {
        /// With the replicas that it knows, by the addresses under which it knows them.
        case primary(replicas: [NodeAddress])
        case replica(of: NodeAddress)
    }

    package var credentials: RedisCredentials?
    package var clock: any Clock
    package var patience = Duration.seconds(3)

    private static let atOnce = 32
    /// Replicas of replicas of replicas: more is not a system that drtop can drive.
    private static let mostSteps = 3

    package init(credentials: RedisCredentials?, clock: any Clock) {
        self.credentials = credentials
        self.clock = clock
    }

    /// The servers at these addresses, and those they name, each once, in the order in which they were found.
    package func find(_ addresses: [NodeAddress]) async -> [Server] {
        var found: [Server] = []
        var next = Self.unique(addresses, besides: [])
        for _ in 0..<Self.mostSteps where !next.isEmpty {
            let asked = await ask(next)
            found += asked
            next = Self.unique(asked.flatMap(\.named), besides: found)
        }
        return found
    }

    private static func unique(_ addresses: [NodeAddress], besides found: [Server]) -> [NodeAddress] {
        var known = Set(found.map { TextForm.canonical($0.address) })
        return addresses.filter { known.insert(TextForm.canonical($0)).inserted }
    }

    private func ask(_ addresses: [NodeAddress]) async -> [Server] {
        await withTaskGroup(of: (Int, Server).self) { group in
            var waiting = Array(addresses.enumerated())[...]
            for _ in 0..<Self.atOnce {
                guard let (place, address) = waiting.popFirst() else { break }
                group.addTask { (place, await ask(address)) }
            }
            var answers: [(Int, Server)] = []
            for await answer in group {
                answers.append(answer)
                if let (place, address) = waiting.popFirst() { group.addTask { (place, await ask(address)) } }
            }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func ask(_ address: NodeAddress) async -> Server {
        do throws(RedisFault) {
            let deadline = clock.now() + patience
            let link = try await RedisLink.connect(to: address, until: deadline)
            let node = Node(
                id: NodeID(0), name: address.description, cluster: ClusterID(0), address: address, pair: nil)
            let conversation = RedisConversation(node: node, link: link, clock: clock, board: nil, deadline: deadline)
            let status = try await status(of: conversation)
            await conversation.close()
            let role =
                status.isReplica
                ? Role.replica(of: NodeAddress(host: status.sourceHost, port: status.sourcePort))
                : Role.primary(replicas: status.replicas.map { NodeAddress(host: $0.host, port: $0.port) })
            return Server(address: address, role: role, version: status.version)
        } catch {
            return Server(address: address, trouble: error.text)
        }
    }

    private func status(of conversation: RedisConversation) async throws(RedisFault) -> RedisStatus {
        if let credentials {
            let user = credentials.user.isEmpty ? [] : [credentials.user]
            try await conversation.demand(["AUTH"] + user + [credentials.password])
        }
        return try await conversation.status()
    }
}

extension RedisDiscovery.Server {
    /// The other servers that it speaks of.
    fileprivate var named: [NodeAddress] {
        switch role {
        case .primary(let replicas): replicas
        case .replica(let source): [source]
        case nil: []
        }
    }
}

extension NodeAddress {
    /// `host:port` as settings write it; the words of the fault otherwise.
    package static func parse(_ text: String) -> Result<NodeAddress, RedisFault> {
        do throws(Malformed) {
            return .success(try TextForm.address(text))
        } catch {
            return .failure(.contrary("\(error.what); \(error.remedy)"))
        }
    }

    /// Whether both are written for the same place.
    package func isSame(as other: NodeAddress) -> Bool { TextForm.canonical(self) == TextForm.canonical(other) }
}
