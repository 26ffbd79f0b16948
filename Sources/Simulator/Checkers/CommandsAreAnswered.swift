import RecoveryCore

/// I12: every command is answered, once and at once, also a wrong one.
package struct CommandsAreAnswered: Checker {
    package static let invariant = "I12"
    private var open: CommandID?

    package init(_ settings: Settings) {}

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .commanded(let request):
            open = request.id
            return nil
        case .decided(let effect):
            guard case .answer(let id, _) = effect.action else { return nil }
            defer { open = nil }
            return id == open ? nil : "\(id.text) is answered and was not asked, or was answered before"
        default:
            return open.map { "\($0.text) is not answered" }
        }
    }
}
