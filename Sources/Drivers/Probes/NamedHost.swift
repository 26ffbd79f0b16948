import CLinux

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
            // The address in use stays in use while the name has it: another one may not answer.
            place = endpoint.flatMap { used in found.firstIndex { $0.isSame(as: used) } } ?? 0
            endpoints = found
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

extension socket_endpoint {
    /// Whether both are the same address and port.
    func isSame(as other: socket_endpoint) -> Bool {
        withUnsafeBytes(of: self) { own in withUnsafeBytes(of: other) { own.elementsEqual($0) } }
    }
}
