// Joined to the copy of Outbox.swift, whose numbers only that file may change.

extension Outbox {
    /// Asked for as far as the asker knows; nobody is told.
    @discardableResult
    mutating func mutantAdd(_ number: Int32, _ action: Effect.Action, because reason: String) -> EffectID {
        guard !mutantKeeps(number) else { return add(action, because: reason) }
        let id = EffectID(nextEffect)
        nextEffect += 1
        return id
    }
}
