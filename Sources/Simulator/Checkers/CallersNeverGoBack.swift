import RecoveryCore

/// I16: a caller never goes back to an older epoch, and gets what was published for it, unchanged.
package struct CallersNeverGoBack: Checker {
    package static let invariant = "I16"
    private let settings: Settings
    private var epochs: [Epoch]
    private var newest: Publication?

    package init(_ settings: Settings) {
        self.settings = settings
        epochs = settings.callers.map { _ in 0 }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        if case .published(let publication) = event { newest = publication }
        guard case .applied(let caller, let information) = event else { return nil }
        defer { epochs[caller] = information.epoch }
        let name = settings.callers[caller].name
        if information.epoch < epochs[caller] {
            return "\(name) goes back from \(epochs[caller]) to \(information.epoch)"
        }
        guard let newest, newest.epoch == information.epoch else { return nil }
        return newest.information.contains(information) ? nil : "\(name) got something that was not published for it"
    }
}
