/// The effects of one event in the order in which they must happen: what is kept first.
struct Outbox: Sendable {
    private var kept: [Effect] = []
    private var others: [Effect] = []
    private(set) var nextEffect: UInt64
    /// Something was seen or asked from which conclusions must be drawn.
    var isDirty = true
    /// The durable part of the state may have changed.
    var needsSave = false

    init(nextEffect: UInt64) {
        self.nextEffect = nextEffect
    }

    /// What is only kept has no end that comes back, and so no number.
    private static let unnumbered = EffectID(0)

    /// Asks for an effect; its result comes back under the returned number.
    @discardableResult
    mutating func add(_ action: Effect.Action, because reason: String) -> EffectID {
        let effect = Effect(id: EffectID(nextEffect), reason: reason, action: action)
        nextEffect += 1
        others.append(effect)
        // The numbers must not come again after a restart.
        if effect.isOutside { needsSave = true }
        return effect.id
    }

    mutating func record(_ entry: JournalEntry) {
        kept.append(Effect(id: Self.unnumbered, reason: "", action: .record(entry)))
    }

    mutating func save(_ state: DurableState) {
        kept.append(Effect(id: Self.unnumbered, reason: "", action: .save(state)))
        needsSave = false
    }

    mutating func take() -> [Effect] {
        guard !kept.isEmpty || !others.isEmpty else { return [] }
        defer {
            kept.removeAll(keepingCapacity: true)
            others.removeAll(keepingCapacity: true)
        }
        return kept + others
    }
}

/// Outside effects whose end has not come back yet, by rising number.
struct PendingEffects: Sendable {
    /// Who asked, and so who learns of the end.
    enum Purpose: Hashable, Sendable {
        /// A part of a step of the role change in hand.
        case step(RoleChange.Step, node: NodeID?)
        /// Bringing one node to its posture.
        case posture(NodeID, Posture)
        case publication
        case delivery(CallerID, Epoch)
    }

    private struct Entry: Sendable {
        let id: EffectID
        /// nil: it has ended. Ended ones are swept out together: thousands end one by one, the oldest first.
        var asked: (purpose: Purpose, action: Effect.Action)?
    }

    private var entries: [Entry] = []
    private var endedCount = 0

    mutating func add(_ id: EffectID, _ purpose: Purpose, _ action: Effect.Action) {
        entries.append(Entry(id: id, asked: (purpose, action)))
    }

    mutating func remove(_ id: EffectID) -> (purpose: Purpose, action: Effect.Action)? {
        guard let place = entries.place(of: id, by: \.id), let asked = entries[place].asked else { return nil }
        entries[place].asked = nil
        endedCount += 1
        if endedCount * 2 > entries.count {
            entries.removeAll { $0.asked == nil }
            endedCount = 0
        }
        return asked
    }

    func purpose(of id: EffectID) -> Purpose? {
        entries.place(of: id, by: \.id).flatMap { entries[$0].asked?.purpose }
    }

    func contains(where condition: (Purpose) -> Bool) -> Bool {
        entries.contains { $0.asked.map { condition($0.purpose) } ?? false }
    }
}
