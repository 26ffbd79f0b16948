/// The order of a list that is being read: while the operator moves in it, nothing changes its place. What comes is put at
/// the end, what goes keeps its row until the list is let go (screens rule 6).
struct HeldOrder<Thing: Hashable & Sendable>: Hashable, Sendable {
    private(set) var things: [Thing] = []
    /// Came while it was held, and stand at the end.
    private(set) var late = 0

    mutating func update(_ wanted: [Thing], isHeld: Bool) {
        guard isHeld, !things.isEmpty else {
            if things != wanted { things = wanted }
            late = 0
            return
        }
        let known = Set(things)
        let new = wanted.filter { !known.contains($0) }
        things += new
        late += new.count
    }

    mutating func clear() {
        things = []
        late = 0
    }
}
