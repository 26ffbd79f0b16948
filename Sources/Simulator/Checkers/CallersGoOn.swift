import RecoveryCore

/// I18: callers go on with what they have when drtop, its store or its network is gone: nothing that a caller uses is taken
/// from it, and what it is given has an address for everything that it had one for.
package struct CallersGoOn: Checker {
    package static let invariant = "I18"
    private let settings: Settings
    private var used: [ConfigurationInformation?]

    package init(_ settings: Settings) {
        self.settings = settings
        used = settings.callers.map { _ in nil }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .applied(let caller, let information):
            defer { used[caller] = information }
            guard let before = used[caller] else { return nil }
            let left = Set(before.endpoints.map(\.service)).subtracting(information.endpoints.map(\.service))
            return left.isEmpty ? nil : "\(settings.callers[caller].name) is left without \(left.sorted()[0])"
        case .holds(let caller, let information):
            guard information != used[caller] else { return nil }
            let name = settings.callers[caller].name
            return
                "\(name) used epoch \(used[caller]?.epoch ?? 0), and has \(information?.epoch ?? 0) when drtop is gone"
        default: return nil
        }
    }
}
