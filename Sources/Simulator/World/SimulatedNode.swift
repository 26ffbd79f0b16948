import RecoveryCore

/// One storage process as it really is.
struct SimulatedNode: Sendable {
    enum Process: UInt8, Sendable { case running, hung, dead }

    enum Link: Hashable, Sendable {
        case up
        case down
        /// A full copy, from its beginning to its end.
        case copying(since: Moment, until: Moment)
    }

    enum Role: Hashable, Sendable {
        case writable
        case parked
        case following(Int)
    }

    var process = Process.running
    /// Raised with every start, so that a start that was planned before a later crash is void.
    var start = 0
    var slowness: Moment = 0
    var voices: [Fault.Voice] = []
    var hangs = 0
    var crashes = 0

    var role: Role
    var link = Link.down
    var history: Int
    var offset: Int64 = 1000
    /// The history before this one, and the last offset that both share; 0: none.
    var formerHistory = 0
    var formerEnd: Int64 = -1
    /// The first byte that is still in the backlog.
    var backlogStart: Int64 = 1
    var isEmpty = false
    /// Some caller writes here.
    var isWritten = false
    /// When data or a keep-alive of its source last came.
    var heard: Moment = -1
    /// So many faults let it refuse every order.
    var refusals = 0
    /// A question, and orders, that wait in the buffers of a hung process.
    var heldQuestion: UInt32?
    var heldOrders: [HeldOrder] = []

    struct HeldOrder: Hashable, Sendable {
        var order: Order.Action
        var of: EffectID
    }

    var isWritable: Bool { role == .writable }

    static let backlog: Int64 = 100_000

    mutating func write(_ bytes: Int64) {
        offset += bytes
        isEmpty = false
        backlogStart = max(backlogStart, offset - Self.backlog)
    }
}

/// What a node says of itself when the controller's driver asks (Redis: `INFO`).
struct NodeWord: Sendable {
    var node: Int
    var start: Int
    var role: SimulatedNode.Role
    var link: SimulatedNode.Link
    var history: Int
    var offset: Int64
    var formerHistory: Int
    var formerEnd: Int64
    var backlogStart: Int64
    var isEmpty: Bool
    var heard: Moment
    /// When it said so, and when that arrived.
    var said: Moment
    var arrived: Moment
    /// On which of the prober's connections.
    var connection: UInt32 = 0

    init(_ node: Int, _ state: SimulatedNode, at moment: Moment) {
        self.node = node
        start = state.start
        role = state.role
        link = state.link
        history = state.history
        offset = state.offset
        formerHistory = state.formerHistory
        formerEnd = state.formerEnd
        backlogStart = state.backlogStart
        isEmpty = state.isEmpty
        heard = state.heard
        said = moment
        arrived = moment
    }
}
