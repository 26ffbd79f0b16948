/// Something that the core asks for, with its reason in words: journal and screen show it.
package struct Effect: Hashable, Sendable {
    package var id: EffectID
    package var reason: String
    package var action: Action

    package init(id: EffectID, reason: String, action: Action) {
        self.id = id
        self.reason = reason
        self.action = action
    }

    /// Everything that the core can ask for. In one batch the records and the durable state are on disk before any other
    /// effect starts; the others then start in the order given.
    package enum Action: Hashable, Sendable {
        // Kept.
        case record(JournalEntry)
        /// Boxed, because it is five times as large as any other, and rare.
        indirect case save(DurableState)
        // Outside effects: each has its intent in the journal before it and its result after it (I10).
        case order(Order)
        case claim(Confirmation)
        case publish(Publication)
        case deliver(CallerID, ConfigurationInformation)
        // Inside: no intent, no result.
        /// The cluster against which the driver compares the others.
        case watch(primary: ClusterID)
        /// Report on these nodes now, not at the next turn: something about them has to be read back.
        case inspect([NodeID])
        /// Multiply the heartbeat's timeout: our own health is in doubt.
        case stretchTimeouts(Int)
        case answer(CommandID, CommandAnswer)
    }

    /// Outside effects are journaled as intent and result.
    package var isOutside: Bool {
        switch action {
        case .order, .claim, .publish, .deliver: true
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer: false
        }
    }
}
