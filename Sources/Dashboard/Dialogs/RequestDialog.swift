import RecoveryCore
import Screen

/// The gate of level 2: what is asked for, a reason and an end time where they belong to it, and a choice that begins at
/// "change nothing". Whatever is typed into a field does nothing; only the other choice and Enter ask the engine.
struct RequestDialog: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        case acknowledgeAll
        /// As they were when the dialog opened: what is meant must not change under it.
        case shelve(Alarm)
        case note(Alarm)
        case startMaintenance(NodeID)
        case endMaintenance(NodeID)
        case waive(CallerID)
        case sendAgain(CallerID)
        case override
        case mode(Mode)
    }

    enum Part: Hashable, Sendable { case words, end, choice }

    let subject: Subject
    private(set) var part: Part
    private(set) var words = TextField()
    private(set) var end = TextField("1h")
    /// Otherwise: change nothing.
    private(set) var isChosen = false
    /// Why it was not sent.
    private(set) var fault: String?

    init(_ subject: Subject) {
        self.subject = subject
        part = .choice
        part = parts[0]
    }

    var needsWords: Bool {
        switch subject {
        case .shelve, .note, .waive, .override: true
        case .acknowledgeAll, .startMaintenance, .endMaintenance, .sendAgain, .mode: false
        }
    }

    var needsEnd: Bool {
        switch subject {
        case .shelve, .startMaintenance: true
        case .acknowledgeAll, .note, .endMaintenance, .waive, .sendAgain, .override, .mode: false
        }
    }

    private var parts: [Part] { (needsWords ? [.words] : []) + (needsEnd ? [.end] : []) + [.choice] }

    enum Outcome: Hashable {
        case stay, refused, close
        case act(OperatorCommand)
    }

    /// - Parameter wallclock: seconds since 1970 now.
    mutating func handle(_ key: Key, wallclock: Double) -> Outcome {
        switch key {
        case .escape, .control("c"): return .close
        case .paste: return .refused
        case .tab: go(1)
        case .backTab: go(-1)
        case .enter where part != .choice: go(1)
        case .enter: return isChosen ? send(wallclock) : .close
        default: return type(key)
        }
        return .stay
    }

    private mutating func type(_ key: Key) -> Outcome {
        fault = nil
        switch part {
        case .words: return words.handle(key) ? .stay : move(key)
        case .end: return end.handle(key) ? .stay : move(key)
        case .choice:
            switch KeyTable.find(key, in: KeyTable.choices) {
            case .down: isChosen = true
            case .up: isChosen = false
            case .close, .choose, .acknowledgeFirst, .acknowledgeSecond, nil: return .refused
            }
            return .stay
        }
    }

    private mutating func move(_ key: Key) -> Outcome {
        switch key {
        case .down: go(1)
        case .up: go(-1)
        default: return .refused
        }
        return .stay
    }

    private mutating func go(_ step: Int) {
        let all = parts
        let place = all.firstIndex(of: part) ?? 0
        part = all[(place + step + all.count) % all.count]
    }

    private mutating func send(_ wallclock: Double) -> Outcome {
        if needsWords, words.trimmed.isEmpty {
            fault = "it needs words: the journal keeps them"
            part = .words
            return .refused
        }
        let until = EndTime.parse(end.trimmed, wallclock: wallclock)
        if needsEnd, until == nil {
            fault = "\"\(end.trimmed)\" is no end: write 30m, 1h30m, 2d or a time like 14:30"
            part = .end
            return .refused
        }
        return .act(command(until ?? .zero))
    }

    private func command(_ duration: Duration) -> OperatorCommand {
        switch subject {
        case .acknowledgeAll: .acknowledge(.all)
        case .shelve(let alarm): .shelve(alarm.id, reason: words.trimmed, duration: duration)
        case .note(let alarm): .note(alarm.id, text: words.trimmed)
        case .startMaintenance(let node): .startMaintenance(node, duration: duration)
        case .endMaintenance(let node): .endMaintenance(node)
        case .waive(let caller): .waive(caller, reason: words.trimmed)
        case .sendAgain(let caller): .sendAgain(caller)
        case .override: .overrideContradiction(reason: words.trimmed)
        case .mode(let mode): .setMode(mode)
        }
    }
}
