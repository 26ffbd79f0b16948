import CLinux
import Dispatch

/// Looks names up away from the prober's thread, because getaddrinfo blocks for as long as the name service likes. A name
/// that hangs delays only the names of its own lane.
struct Resolver: Sendable {
    enum Finding: Sendable {
        /// Never empty.
        case found([socket_endpoint])
        /// The reason in the name service's words.
        case failed(String)
    }

    private static let lanes = 8
    private static let mostAddresses = 8
    private let lanes: [DispatchQueue]

    init() {
        lanes = (0..<Resolver.lanes).map { DispatchQueue(label: "drtop.names.\($0)") }
    }

    /// Calls back on one of its own threads, once.
    func resolve(
        place: Int, host: String, port: UInt16, then deliver: @escaping @Sendable (Int, Finding) -> Void
    ) {
        lanes[place % lanes.count].async {
            deliver(place, Resolver.look(up: host, port: port))
        }
    }

    /// A numeric address, which needs nobody to be asked; nil: a name.
    static func numeric(_ host: String, port: UInt16) -> socket_endpoint? {
        var endpoint = socket_endpoint()
        return socket_endpoint_parse(host, port, &endpoint) == 1 ? endpoint : nil
    }

    private static func look(up host: String, port: UInt16) -> Finding {
        var endpoints = [socket_endpoint](repeating: socket_endpoint(), count: mostAddresses)
        let count = socket_endpoint_lookup(host, port, &endpoints, Int32(mostAddresses))
        guard count > 0 else { return .failed(String(cString: socket_lookup_error(count))) }
        return .found(Array(endpoints.prefix(Int(count))))
    }
}
