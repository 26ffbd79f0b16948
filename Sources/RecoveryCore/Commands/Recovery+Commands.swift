/// What people ask for. Every command is answered and journaled, also a refused one.
extension Recovery {
    mutating func obey(_ request: CommandRequest, at now: Instant) {
        let answer = carryOut(request, at: now)
        let words = request.command.words(in: settings)
        outbox.record(.commanded(by: request.operator, command: words, answer: answer.text, refused: answer.isRefused))
        operators.commanded(by: request.operator, words, answer, at: now)
        outbox.add(.answer(request.id, answer), because: "")
        if !answer.isRefused {
            outbox.needsSave = true
            outbox.isDirty = true
        }
    }

    private mutating func carryOut(_ request: CommandRequest, at now: Instant) -> CommandAnswer {
        let author = request.operator
        guard request.command.isKnown(in: settings) else {
            return .refused("it names a node, pair or caller that the settings do not know")
        }
        return switch request.command {
        case .acknowledge(let selection): acknowledge(selection, by: author, at: now)
        case .shelve(let id, let reason, let duration): shelve(id, reason, duration, by: author, at: now)
        case .unshelve(let id): unshelve(id, by: author, at: now)
        case .note(let id, let text): note(id, text, by: author, at: now)
        case .undo: undo(by: author, at: now)
        case .confirm(let kind, let fingerprint, let typed):
            confirm(kind, fingerprint: fingerprint, typed: typed, by: author, at: now)
        case .overrideContradiction(let reason): overrideContradiction(reason, at: now)
        case .setMode(let mode): setMode(mode)
        case .abort: abort(at: now)
        case .retry: retry(at: now)
        case .goOnWithout(let pair): goOnWithout(pair)
        case .resume(let node): resume(node)
        case .restore(let node): restore(node, at: now)
        case .startMaintenance(let node, let duration): startMaintenance(node, duration, by: author, at: now)
        case .endMaintenance(let node): endMaintenance(of: node)
        case .waive(let caller, let reason): waive(caller, reason, by: author)
        case .sendAgain(let caller): sendAgain(caller)
        }
    }

    // MARK: alarms (M15)

    private mutating func acknowledge(_ selection: AlarmSelection, by author: String, at now: Instant) -> CommandAnswer
    {
        let changed = alarms.acknowledge(selection, by: author, at: now)
        for alarm in changed { recordAlarm(alarm, by: author) }
        guard let first = changed.first else { return .refused("there is no such alarm to acknowledge") }
        return .done(changed.count == 1 ? "acknowledged: \(first.kind.title)" : "acknowledged \(changed.count) alarms")
    }

    private mutating func shelve(
        _ id: AlarmID, _ reason: String, _ duration: Duration, by author: String, at now: Instant
    ) -> CommandAnswer {
        let isFirst = alarms.alarms.contains { $0.id == id && $0.kind == .first }
        guard !isFirst else { return .refused("the first alarm cannot be shelved") }
        guard !reason.isEmpty, Self.isSane(duration) else {
            return .refused("shelving needs a reason and an end time, at most a year away")
        }
        let shelf = Alarm.Shelf(operator: author, reason: reason, until: now + duration)
        guard let shelved = alarms.shelve(id, shelf, by: author, at: now) else {
            return .refused("there is no alarm \(id.number)")
        }
        recordAlarm(shelved, by: author)
        return .done("shelved: \(shelved.kind.title)")
    }

    private mutating func unshelve(_ id: AlarmID, by author: String, at now: Instant) -> CommandAnswer {
        guard let alarm = alarms.shelve(id, nil, by: author, at: now) else {
            return .refused("there is no alarm \(id.number)")
        }
        recordAlarm(alarm, by: author)
        return .done("unshelved: \(alarm.kind.title)")
    }

    private mutating func note(
        _ id: AlarmID, _ text: String, by author: String, at now: Instant
    ) -> CommandAnswer {
        guard !text.isEmpty else { return .refused("a note needs words") }
        guard let alarm = alarms.note(id, Alarm.Note(operator: author, text: text, at: now)) else {
            return .refused("there is no alarm \(id.number)")
        }
        return .done("noted on: \(alarm.kind.title)")
    }

    private mutating func undo(by author: String, at now: Instant) -> CommandAnswer {
        let changed = alarms.undo(by: author, at: now)
        guard let first = changed.first else {
            let time = AlarmBoard.undoTime.milliseconds / 1000
            return .refused("nothing to take back: only what you acknowledged or shelved less than \(time) s ago")
        }
        for alarm in changed { recordAlarm(alarm, by: author) }
        return .done(changed.count == 1 ? "taken back: \(first.kind.title)" : "taken back: \(changed.count) alarms")
    }

    // MARK: role changes

    private mutating func confirm(
        _ kind: RoleChangeKind, fingerprint: String, typed: String, by author: String, at now: Instant
    ) -> CommandAnswer {
        guard !isLeaving else { return .refused("drtop is leaving: confirm it again when it is back") }
        let offer = offer(kind, at: now)
        if let unmet = offer.conditions.first(where: { !$0.isMet }) {
            return .refused("\(kind.words) is not possible: \(unmet.name): \(unmet.value); \(unmet.remedy)")
        }
        guard let plan = offer.plan else { preconditionFailure("\(kind) is possible without a plan") }
        guard plan.fingerprint == fingerprint else {
            return .refused(
                "the plan has changed: it is \(plan.fingerprint) now, \(fingerprint) was confirmed; look again")
        }
        guard typed == settings.name(of: plan.target) else {
            return .refused("\"\(typed)\" was typed, not the cluster's name \(settings.name(of: plan.target))")
        }
        begin(plan, rows: offer.rows, by: author, at: now)
        return .done("\(kind.words) to \(settings.name(of: plan.target)) begins")
    }

    mutating func begin(_ plan: Plan, rows: [PlanRow], by author: String, at now: Instant) {
        outbox.record(
            .planned(
                kind: plan.kind.rawValue, fingerprint: plan.fingerprint,
                rows: rows.flatMap { row in row.lines.map { "\(row.label.rawValue) \($0)" } }))
        let confirmation = Confirmation(
            kind: plan.kind, fingerprint: plan.fingerprint, target: plan.target, epoch: plan.epoch, operator: author)
        change = RoleChange(plan: plan, confirmation: confirmation, began: now)
        planSerial += 1
        outbox.needsSave = true
        outbox.isDirty = true
    }

    private mutating func overrideContradiction(_ reason: String, at now: Instant) -> CommandAnswer {
        guard isContradicted(at: now) else { return .refused("nothing contradicts the failure") }
        guard !reason.isEmpty else { return .refused("an override needs a reason") }
        overrideReason = reason
        return .done("the second opinion is overridden for this failure")
    }

    private mutating func setMode(_ mode: Mode) -> CommandAnswer {
        if mode == .observe, let change {
            return .refused("\(change.plan.kind.words) is under way: wait for it, or abort it")
        }
        self.mode = mode
        postures.forgetWhatIsNotUnderWay()
        return .done("mode \(mode.rawValue)")
    }

    private mutating func abort(at now: Instant) -> CommandAnswer {
        if countdown != nil {
            countdownAborted = true
            return .done("the automatic failover is aborted; it waits for a confirmation now")
        }
        return carryOutAbort(at: now)
    }

    private mutating func retry(at now: Instant) -> CommandAnswer {
        guard let change, let index = change.current, change.isStuck else { return .refused("nothing is stuck") }
        let parts = change.steps[index].parts
        // Every pair was left out of it: then all of them are tried again.
        let isNothingLeft = parts.allSatisfy(\.state.isSkipped)
        for part in parts.indices where parts[part].failure != nil || isNothingLeft {
            self.change?.steps[index].parts[part].state = .waiting
        }
        self.change?.steps[index].state = .waiting
        self.change?.steps[index].began = nil
        acceptRestarts(of: change)
        return .done("trying again: \(change.steps[index].step.words)")
    }

    private mutating func goOnWithout(_ pair: PairID) -> CommandAnswer {
        guard let change, let index = change.current, change.isStuck else { return .refused("nothing is stuck") }
        let name = settings.name(of: pair)
        guard let step = change.failedStep, let part = change.failedParts.first(where: { $0.pair == pair }),
            let why = part.failure ?? doubt(about: part.node)
        else { return .refused("pair \(name) has not failed in this step") }
        self.change?.update(step, node: part.node) { $0.state = .skipped("left out: \(why)") }
        self.change?.steps[index].state = step == change.currentStep ? .running : .waiting
        return .done("going on without pair \(name): its callers keep what they have")
    }

    // MARK: nodes

    private mutating func resume(_ node: NodeID) -> CommandAnswer {
        let name = settings.name(of: node)
        guard let index = guarded.firstIndex(where: { $0.node == node && $0.isStranger }) else {
            return .refused("\(name) did not come back without its data")
        }
        guarded[index].isResumed = true
        guarded[index].isStranger = false
        restorations.removeAll { $0.node == node }
        return .done("\(name) is accepted as it is: \(consequenceOfResuming(node))")
    }

    private func consequenceOfResuming(_ node: NodeID) -> String {
        if isLeftOut(node) { return "it takes over from its pair" }
        return pairsDownstream(of: node).isEmpty ? "a reverse sync may copy it" : "its pair copies it"
    }

    private mutating func restore(_ node: NodeID, at now: Instant) -> CommandAnswer {
        let name = settings.name(of: node)
        guard guardEntry(of: node)?.isStranger == true else {
            return .refused("\(name) did not come back without its data")
        }
        guard change == nil, mode != .observe else {
            return .refused("a role change is under way, or the mode is observe")
        }
        guard let source = sourcesToRestore(node).first(where: holdsData) else {
            return .refused("no pair of \(name) that has its data answers")
        }
        guard restoration(of: node) == nil else { return .refused("\(name) is being restored already") }
        restorations.append(Restoration(node: node, source: source))
        return .done("\(name) is restored from \(settings.name(of: source))")
    }

    /// First who serves in its stead, where it was left out; else a backup: what was replaced has only what was written before.
    private func sourcesToRestore(_ node: NodeID) -> [NodeID] {
        let first = isLeftOut(node) ? [servingInStead(of: node)] : pairsDownstream(of: node).map(\.downstream)
        return first.compactMap { $0 } + counterparts(of: node)
    }

    private mutating func startMaintenance(
        _ node: NodeID, _ duration: Duration, by author: String, at now: Instant
    ) -> CommandAnswer {
        guard Self.isSane(duration) else {
            return .refused("maintenance needs an end time in the future, at most a year away")
        }
        let cluster = settings.node(node).cluster
        let left = settings.nodes(of: cluster).count { $0.id != node && !isInMaintenance($0.id) }
        guard left > 0 else { return .refused("it is the last node of \(settings.name(of: cluster)) that is counted") }
        maintenance.removeAll { $0.node == node }
        maintenance.append(Maintenance(node: node, until: now + duration, operator: author))
        recount()
        return .done("\(settings.name(of: node)) is in maintenance")
    }

    private static func isSane(_ duration: Duration) -> Bool {
        duration > .zero && duration <= .seconds(366 * 86_400)
    }

    private mutating func endMaintenance(of node: NodeID) -> CommandAnswer {
        guard isInMaintenance(node) else { return .refused("\(settings.name(of: node)) is not in maintenance") }
        maintenance.removeAll { $0.node == node }
        recount()
        return .done("maintenance of \(settings.name(of: node)) has ended")
    }

    private mutating func waive(_ caller: CallerID, _ reason: String, by author: String) -> CommandAnswer {
        guard !reason.isEmpty else { return .refused("waiving needs a reason") }
        let name = settings.caller(caller).name
        guard callers.waive(caller, by: author, reason: reason) else {
            return .refused("\(name) is not behind epoch \(epoch)")
        }
        return .done("\(name) is not waited for until the next epoch")
    }

    private mutating func sendAgain(_ caller: CallerID) -> CommandAnswer {
        let name = settings.caller(caller).name
        guard !settings.caller(caller).deliveries.isEmpty else { return .refused("\(name) fetches it itself") }
        guard callers.sendAgain(caller) else { return .refused("nothing is published for \(name) yet") }
        return .done("epoch \(epoch) goes to \(name) again")
    }
}
