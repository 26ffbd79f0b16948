import RecoveryCore

/// Says which node an address in `INFO replication` means. Compared by spelling, and for addresses that need no name
/// server by number as well: an operator's `REPLICAOF` by another name is `elsewhere`, never a wrong guess.
struct SourceNames: Sendable {
    private var nodes: [NodeAddress: NodeID] = [:]

    init(_ settings: Settings) {
        // The sync address is what drtop orders, so it is entered first; an earlier entry stays.
        for address in [\Node.syncAddress, \Node.address] {
            for node in settings.nodes {
                for spelling in Self.spellings(of: node[keyPath: address]) where nodes[spelling] == nil {
                    nodes[spelling] = node.id
                }
            }
        }
    }

    func source(host: String, port: UInt16) -> StorageRole.Source {
        let address = NodeAddress(host: host, port: port)
        return nodes[address].map { .node($0) } ?? .elsewhere(address.description)
    }

    private static func spellings(of address: NodeAddress) -> [NodeAddress] {
        let numbers = SocketAddress.withoutNameServer(address).map(\.host)
        let isThisMachine = numbers.contains("127.0.0.1") || numbers.contains("::1")
        return ([address.host] + numbers + (isThisMachine ? ["localhost"] : []))
            .map { NodeAddress(host: $0, port: address.port) }
    }
}
