import RecoveryCore
import Screen

/// A primary node came back without the data that its pair has: empty, or with other data. The operator restores it from its
/// pair, or accepts it as it is, which its pair then copies. Either overwrites data: level 3, so the node's name is typed.
struct ReturnedNodeDialog: Hashable, Sendable {
    enum Choice: CaseIterable, Hashable, Sendable { case nothing, restore, resume }

    let node: NodeID
    private(set) var choice = Choice.nothing
    private(set) var form: NameForm
    private(set) var isSent = false
    private(set) var notice: String?

    init(_ node: NodeID, now: Instant) {
        self.node = node
        form = NameForm(now: now)
    }

    mutating func presented(_ now: Instant) { form.presented(now) }
    mutating func regainedFocus(_ now: Instant) { form.regainedFocus(now) }

    enum Outcome: Hashable {
        case stay
        case refused
        case close
        case act(DashboardAction)
    }

    func locked(_ snapshot: Snapshot, now: Instant) -> String? {
        if snapshot.returned(node) == nil { return "it does not wait any more" }
        if now - snapshot.at > Scene.staleAge(snapshot.settings) { return "the facts are too old" }
        if isSent { return "sent" }
        if choice == .nothing { return "choose first" }
        if !form.isOpen(now) { return "read first" }
        return form.typed == snapshot.settings.name(of: node) ? nil : "until the name is typed"
    }

    mutating func handle(_ key: Key, _ snapshot: Snapshot, isReadOnly: Bool, now: Instant) -> Outcome {
        guard form.isOpen(now) else { return key == .escape ? .close : .stay }
        let waits = snapshot.returned(node) != nil
        switch form.handle(key, hasField: waits && choice != .nothing && !isSent && !isReadOnly) {
        case .handled: return .stay
        case .refused: return .refused
        case .cancel: return .close
        case .command: return command(key, waits: waits)
        case .confirm:
            guard !isReadOnly, locked(snapshot, now: now) == nil else { return .refused }
            isSent = true
            return .act(.command(choice == .restore ? .restore(node) : .resume(node)))
        }
    }

    private mutating func command(_ key: Key, waits: Bool) -> Outcome {
        let all = Choice.allCases
        let place = all.firstIndex(of: choice) ?? 0
        switch KeyTable.find(key, in: KeyTable.facts) {
        case .cancel: return .close
        case .down: choose(all[min(place + 1, all.count - 1)])
        case .up: choose(all[max(place - 1, 0)])
        case .acknowledgeFirst: return .act(.command(.acknowledge(.first)))
        case .acknowledgeSecond: return .act(.command(.acknowledge(.second)))
        case .toName, .why, nil: return key == .enter && !waits ? .close : .refused
        }
        return .stay
    }

    /// What was typed for one choice does not hold for another.
    private mutating func choose(_ new: Choice) {
        if new != choice { form.erase() }
        choice = new
    }

    mutating func answered(_ answer: CommandAnswer, now: Instant) {
        guard isSent, case .refused(let text) = answer else { return }
        isSent = false
        notice = text
        form.lock(now: now)
    }

    /// A changed fact: the node was dealt with elsewhere, or there was nothing new for too long.
    mutating func observe(_ snapshot: Snapshot, now: Instant) {
        guard snapshot.returned(node) == nil, !form.typed.isEmpty, !isSent else { return }
        form.lock(now: now)
    }
}

extension ReturnedNodeDialog {
    func box(_ scene: Scene) -> DialogBox {
        let name = scene.name(node)
        let owner = scene.settings.node(node)
        let partners = scene.settings.clusters.compactMap { cluster -> String? in
            guard let pair = owner.pair, let other = scene.settings.node(of: pair, in: cluster.id), other != node else {
                return nil
            }
            return "\(scene.name(other)) (\(cluster.name), \(scene.status(other).state.word))"
        }
        guard let returned = scene.snapshot.returned(node) else {
            return DialogBox(title: "node \(name)", lines: [Line("It does not wait for anybody any more. Esc closes.")])
        }
        let pair = partners.isEmpty ? "its pair" : partners.joined(separator: ", ")
        var facts = [Line("\(name) of \(scene.name(owner.cluster)) came back \(returned.words).", .alarmP1)]
        switch returned.holding {
        case .nothing where isAlone(scene):
            facts.append(Line("Only its replaced pair \(pair) may have data, from before that."))
        case .nothing: facts.append(Line("Its pair \(pair) is parked and still has the data."))
        case .otherData(let writes):
            facts.append(Line("Only \(name) has: \(writes?.words ?? "UNKNOWN")."))
            if let file = writes?.savedTo { facts.append(Line("They are saved to \(file).")) }
            facts.append(Line("Its pair \(pair) has not got that; neither overwrites the other."))
        }
        facts.append(Line())
        let options = Choice.allCases.map { option -> Line in
            let isChosen = option == choice
            let words = words(of: option, isEmpty: returned.isEmpty, isAlone: isAlone(scene))
            return Line("\(isChosen ? scene.glyphs.cursor : " ") \(words)", isChosen ? .selection : .text)
        }
        let locked = locked(scene.snapshot, now: scene.now)
        var enter = Line("  [ Esc  change nothing ]      ")
        enter.add("( Enter  \(word) )", locked == nil ? .dialogDanger : .keyLocked)
        if let locked { enter.add("  locked: \(locked)", .keyLocked) }
        var bottom = [Line(), Line(prompt(name)).adding(form.typed), Line(), enter]
        if let notice { bottom.append(Line("refused: \(notice)", .alarmP2)) }
        return DialogBox(
            title: "node \(name) came back \(returned.words)", isDangerous: true, lines: facts + options, bottom: bottom
        )
    }

    /// No backup has its pair: only what was replaced could give the data back.
    private func isAlone(_ scene: Scene) -> Bool {
        guard let pair = scene.settings.node(node).pair else { return false }
        return !scene.settings.clusters.contains { cluster in
            scene.snapshot.clusters[cluster.id.index].role == .backup
                && scene.settings.node(of: pair, in: cluster.id) != nil
        }
    }

    /// The loss comes first: a narrow screen cuts the end.
    private func words(of option: Choice, isEmpty: Bool, isAlone: Bool) -> String {
        switch option {
        case .nothing: "change nothing now"
        case .restore:
            isEmpty
                ? "restore: LOSE writes since it came back; copy its pair's data"
                : "restore: LOSE what only it has; copy its pair's data"
        case .resume where !isEmpty: "resume: LOSE what only its pair has; accept it as it is"
        case .resume:
            isAlone
                ? "resume: accept the emptiness; a reverse sync may copy it"
                : "resume: LOSE its pair's data; accept the emptiness, the pair copies it"
        }
    }

    private var word: String {
        switch choice {
        case .nothing: "nothing chosen"
        case .restore: "restore"
        case .resume: "resume"
        }
    }

    func prompt(_ name: String) -> String { "Tab, then type the name of the node (\(name))  > " }
}
