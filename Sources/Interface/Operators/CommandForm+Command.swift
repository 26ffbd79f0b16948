import RecoveryCore

extension CommandForm {
    /// The form of a command: what an attached dashboard sends.
    package init(_ command: OperatorCommand, in settings: Settings) {
        switch command {
        case .acknowledge(let selection):
            self.init("acknowledge")
            alarm =
                switch selection {
                case .first: "first"
                case .second: "second"
                case .all: "all"
                case .id(let id): "\(id.number)"
                }
        case .shelve(let id, let reason, let duration):
            self.init("shelve")
            alarm = "\(id.number)"
            self.reason = reason
            self.duration = Int(duration.components.seconds)
        case .unshelve(let id):
            self.init("unshelve")
            alarm = "\(id.number)"
        case .note(let id, let text):
            self.init("note")
            alarm = "\(id.number)"
            self.text = text
        case .undo: self.init("undo")
        case .confirm(let kind, let fingerprint, let typed):
            self.init(kind.name)
            plan = fingerprint
            type = typed
        case .overrideContradiction(let reason):
            self.init("override")
            self.reason = reason
        case .setMode(let mode):
            self.init("mode")
            self.mode = mode.rawValue
        case .abort: self.init("abort")
        case .retry: self.init("retry")
        case .goOnWithout(let pair):
            self.init("go-on-without")
            self.pair = settings.name(of: pair)
        case .resume(let node):
            self.init("resume")
            self.node = settings.name(of: node)
        case .restore(let node):
            self.init("restore")
            self.node = settings.name(of: node)
        case .startMaintenance(let node, let duration):
            self.init("maintenance")
            self.node = settings.name(of: node)
            self.duration = Int(duration.components.seconds)
        case .endMaintenance(let node):
            self.init("end-maintenance")
            self.node = settings.name(of: node)
        case .waive(let caller, let reason):
            self.init("waive")
            self.caller = settings.caller(caller).name
            self.reason = reason
        case .sendAgain(let caller):
            self.init("send-again")
            self.caller = settings.caller(caller).name
        }
    }
}
