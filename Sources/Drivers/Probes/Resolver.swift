import CSystem
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

/// A node that is known by its name, and what the name service said of it last.
struct NamedHost {
    /// Between two looks at the same name, so that a failing node does not become a burden for the name service.
    static let spacing: Nanoseconds = 2 * .second

    let host: String
    let port: UInt16
    /// All addresses of the name; when one fails the next is tried. Kept when a later look fails.
    private(set) var endpoints: [socket_endpoint] = []
    private(set) var failure: String?
    private var place = 0
    /// Addresses that failed for the question in hand.
    private var tried = 0
    private(set) var isLooking = false
    private var looked: Nanoseconds?

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    var endpoint: socket_endpoint? {
        endpoints.isEmpty ? nil : endpoints[place]
    }

    /// Whether the name is to be looked up now; the caller does it.
    mutating func beginLook(at now: Nanoseconds) -> Bool {
        if isLooking { return false }
        if let looked, now - looked < NamedHost.spacing { return false }
        isLooking = true
        return true
    }

    mutating func endLook(_ finding: Resolver.Finding, at now: Nanoseconds) {
        isLooking = false
        looked = now
        switch finding {
        case .failed(let reason):
            failure = reason
        case .found(let found):
            failure = nil
            endpoints = found
            place = 0
        }
    }

    mutating func beginQuestion() {
        tried = 0
    }

    /// The address in use failed: on to the next. False when each of them has failed for this question.
    mutating func tryNext() -> Bool {
        guard !endpoints.isEmpty else { return false }
        place = (place + 1) % endpoints.count
        tried += 1
        return tried < endpoints.count
    }
}
