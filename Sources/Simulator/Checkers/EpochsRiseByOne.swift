import RecoveryCore

/// I2: epochs increase by one, and what is saved never goes back, nor beyond what was published.
package struct EpochsRiseByOne: Checker {
    package static let invariant = "I2"
    private var published: Epoch = 0
    private var saved: Epoch = 0

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .published(let publication) = event {
            defer { published = publication.epoch }
            return publication.epoch == published + 1 ? nil : "epoch \(publication.epoch) follows \(published)"
        }
        if case .durable(_, let state?) = event {
            defer { saved = state.epoch }
            if state.epoch < saved { return "epoch \(state.epoch) is saved after \(saved)" }
            if state.epoch > published { return "epoch \(state.epoch) is saved and was never published" }
        }
        return nil
    }
}
