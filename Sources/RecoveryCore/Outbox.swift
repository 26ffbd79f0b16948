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
        // Most events ask for nothing.
        guard !kept.isEmpty || !others.isEmpty else { return [] }
        defer {
            kept.removeAll(keepingCapacity: true)
            others.removeAll(keepingCapacity: true)
        }
        return kept + others
    }
}

/// Outside effects whose end has not come back yet.
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

    typealias Asked = (purpose: Purpose, action: Effect.Action)

    /// Only looked up in and looked through for whether there is one: its order never matters.
    private var asked: [EffectID: Asked] = [:]

    mutating func add(_ id: EffectID, _ purpose: Purpose, _ action: Effect.Action) {
        asked[id] = (purpose, action)
    }

    mutating func remove(_ id: EffectID) -> Asked? { asked.removeValue(forKey: id) }

    func purpose(of id: EffectID) -> Purpose? { asked[id]?.purpose }

    func contains(where condition: (Purpose) -> Bool) -> Bool { asked.values.contains { condition($0.purpose) } }
}
