extension OperatorCommand {
    /// It may come from a program that has other settings: what it names must exist.
    func isKnown(in settings: Settings) -> Bool {
        switch self {
        case .resume(let node), .restore(let node), .startMaintenance(let node, _), .endMaintenance(let node):
            settings.nodes.indices.contains(node.index)
        case .goOnWithout(let pair): settings.clusters.contains { settings.node(of: pair, in: $0.id) != nil }
        case .waive(let caller, _), .sendAgain(let caller): settings.callers.indices.contains(caller.index)
        case .acknowledge, .shelve, .unshelve, .note, .undo, .confirm, .overrideContradiction, .setMode, .abort, .retry:
            true
        }
    }

    /// As the journal and the screen of other operators say it.
    package func words(in settings: Settings) -> String {
        guard isKnown(in: settings) else { return "a command for other settings" }
        return switch self {
        case .acknowledge(.first): "acknowledge the first alarm"
        case .acknowledge(.second): "acknowledge the second alarm"
        case .acknowledge(.id(let id)): "acknowledge alarm \(id.number)"
        case .acknowledge(.all): "acknowledge all alarms"
        case .shelve(let id, let reason, let duration):
            "shelve alarm \(id.number) for \(duration.milliseconds / 1000) s: \(reason)"
        case .unshelve(let id): "unshelve alarm \(id.number)"
        case .note(let id, let text): "note on alarm \(id.number): \(text)"
        case .undo: "undo"
        case .confirm(let kind, let fingerprint, let typed): "confirm \(kind.words) \(fingerprint), typed \"\(typed)\""
        case .overrideContradiction(let reason): "override the second opinion: \(reason)"
        case .setMode(let mode): "set mode \(mode.rawValue)"
        case .abort: "abort"
        case .retry: "retry"
        case .goOnWithout(let pair): "go on without pair \(settings.name(of: pair))"
        case .resume(let node): "resume \(settings.name(of: node)) as it is"
        case .restore(let node): "restore \(settings.name(of: node)) from its pair"
        case .startMaintenance(let node, let duration):
            "maintenance of \(settings.name(of: node)) for \(duration.milliseconds / 1000) s"
        case .endMaintenance(let node): "end maintenance of \(settings.name(of: node))"
        case .waive(let caller, let reason): "waive \(settings.caller(caller).name): \(reason)"
        case .sendAgain(let caller): "send to \(settings.caller(caller).name) again"
        }
    }
}
