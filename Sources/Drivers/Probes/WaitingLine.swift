/// Nodes that all wait equally long, so that the first to come is the first to be due: a deadline costs an entry at the
/// end and a look at the front, whatever the number of nodes. The delay itself is the caller's and may change meanwhile.
///
/// Nobody is taken out from the middle. An entry whose ticket is no longer the node's has been overtaken by events, and is
/// dropped when it reaches the front.
struct WaitingLine: ~Copyable {
    struct Entry {
        /// Waiting since; never earlier than the entry before it.
        var since: Nanoseconds
        /// The node, by its place in the dealing.
        var place: Int32
        var ticket: UInt32
    }

    /// A ring; its capacity is a power of two and grows to the largest number that ever waited at once, which is bounded
    /// by the questions asked within the delay.
    private var ring: UnsafeMutableBufferPointer<Entry>
    private var head = 0
    private(set) var count = 0

    init() {
        ring = .allocate(capacity: 64)
    }

    deinit {
        ring.deallocate()
    }

    var first: Entry? {
        count == 0 ? nil : ring[head]
    }

    mutating func append(_ entry: Entry) {
        if count == ring.count { grow() }
        ring[(head + count) & (ring.count - 1)] = entry
        count += 1
    }

    mutating func removeFirst() {
        precondition(count > 0, "nobody waits")
        head = (head + 1) & (ring.count - 1)
        count -= 1
    }

    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<Entry>.allocate(capacity: ring.count * 2)
        for index in 0..<count {
            larger[index] = ring[(head + index) & (ring.count - 1)]
        }
        ring.deallocate()
        ring = larger
        head = 0
    }
}
