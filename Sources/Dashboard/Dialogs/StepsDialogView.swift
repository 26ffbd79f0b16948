import RecoveryCore
import Screen

/// The list of steps: sign, words, times, and beneath a step the parts that are not done.
struct StepsDialogView {
    var scene: Scene
    var dialog: StepsDialog
    var change: RoleChange

    func box(columns: Int) -> DialogBox {
        let plan = change.plan
        let ends = "\(scene.name(plan.from)) \(scene.plainArrow) \(scene.name(plan.target))"
        // Few columns: what is over and what waits is left out.
        let isNarrow = columns < 60
        var lines = change.steps.filter { !isNarrow || change.current == nil || $0.isInHand }
            .flatMap { step($0, columns: columns) }
        if !isNarrow { lines.append(Line()) }
        lines += summary(columns: columns)
        return DialogBox(
            title: "\(plan.kind.words):  \(ends)", trailing: "plan \(plan.fingerprint.prefix(8))",
            isDangerous: change.isInHand, lines: lines, bottom: choices(columns: columns))
    }

    private func step(_ progress: RoleChange.StepProgress, columns: Int) -> [Line] {
        var line = Line()
        switch progress.state {
        case .waiting: line.add("wait     ", .textDim)
        case .running: line.add("running  ", .key)
        case .done: line.add("done     ", .verdictOK)
        case .failed: line.add("FAILED   ", .alarmP2)
        }
        line.add(progress.step.words, progress.state == .waiting ? .textDim : .text)
        let done = progress.parts.count { $0.isOver }
        if !progress.parts.isEmpty, progress.state != .waiting {
            line.add("   \(Figures.ratio(done, progress.parts.count))", .textDim)
        }
        if let began = progress.began {
            let ended = progress.ended ?? (progress.state == .running ? scene.now : nil)
            let took = ended.map { Figures.duration($0 - began) } ?? ""
            if columns < 60 {
                line.addRight(took, .textDim)
            } else {
                line.tab(to: 52)
                line.add("\(scene.clock(began))  \(padded(took))", .textDim)
            }
        }
        var lines = [line]
        if case .failed(let text) = progress.state {
            lines += Wrapping.lines(text, columns: columns - 9).map { Line("         ").adding($0) }
        }
        if progress.step == .converge, progress.state != .waiting {
            return lines + laggards(isDone: progress.state == .done)
        }
        if progress.state != .done { lines += parts(progress) } else { lines += skipped(progress) }
        return lines
    }

    private func padded(_ text: String) -> String {
        String(repeating: " ", count: max(0, 6 - text.count)) + text
    }

    /// The parts that failed first, then those under way; a few are enough.
    private func parts(_ progress: RoleChange.StepProgress) -> [Line] {
        let failed = progress.parts.filter { if case .failed = $0.state { true } else { false } }
        let running = progress.parts.filter { $0.state == .running }
        return skipped(progress)
            + (failed + running).prefix(6).map { part in
                var line = Line("         ")
                line.add("\(scene.name(part.node))  ")
                if case .failed(let text) = part.state {
                    line.add(text, .alarmP2)
                } else {
                    let share = part.share.map { "\(Int($0 * 100))%  " } ?? ""
                    line.add(share + part.text, .textDim)
                }
                return line
            }
    }

    private func skipped(_ progress: RoleChange.StepProgress) -> [Line] {
        progress.parts.compactMap { part -> Line? in
            guard case .skipped(let text) = part.state else { return nil }
            return Line("         \(scene.name(part.node))  skipped: \(text)", .textDim)
        }.prefix(4).map { $0 }
    }

    /// Who is still waited for, by name; the board of callers has all.
    private func laggards(isDone: Bool) -> [Line] {
        let epoch = scene.snapshot.epoch
        if isDone {
            let waived = scene.settings.callers.filter { scene.snapshot.callers[$0.id.index].isWaived(for: epoch) }
            return waived.isEmpty
                ? [] : [Line("         not waited for: \(waived.map(\.name).joined(separator: ", "))")]
        }
        let behind = CallersPanel.behind(scene.snapshot).filter { !scene.snapshot.callers[$0].pulls }
        let shown = behind.prefix(4).map { index in
            let status = scene.snapshot.callers[index]
            var line = Line("         \(scene.settings.callers[index].name)  ")
            line.add(status.error ?? "on epoch \(status.reached)", .alarmP2)
            return line
        }
        let more = behind.count - shown.count
        return shown + (more > 0 ? [Line("         and \(more) more: c lists them", .textDim)] : [])
    }

    private func summary(columns: Int) -> [Line] {
        let who = "confirmed by \(change.confirmation.operator) \(scene.clock(change.began))"
        guard let current = change.current else {
            let ended = change.steps.compactMap(\.ended).max() ?? change.began
            let took = Figures.duration(ended - change.began)
            return [
                Line("done in \(took), \(who)", .verdictOK), Line("any key closes this and works beneath", .textDim),
            ]
        }
        if change.isConverging {
            return [
                Line(
                    "\(scene.name(change.plan.target)) serves; waiting for callers holds up nothing, \(who)", .textDim),
                Line("any key closes this and works beneath", .textDim),
            ]
        }
        if case .failed = change.steps[current].state {
            return [
                Line("stuck in \"\(change.steps[current].step.words)\": choose what to do", .alarmP2),
                Line(who, .textDim),
            ]
        }
        return [Line(who, .textDim)]
    }

    private func choices(columns: Int) -> [Line] {
        let choices = StepsDialog.choices(scene.snapshot)
        guard choices.count > 1 else { return [] }
        return (columns < 60 ? [] : [Line()])
            + choices.map { choice in
                let isChosen = choice == dialog.choice
                let sign = isChosen ? scene.glyphs.cursor : " "
                return Line("\(sign) \(words(choice))", isChosen ? .selection : .text)
            }
    }

    /// By the node that takes over, which is what failed.
    private func name(of pair: PairID) -> String {
        let node = scene.settings.node(of: pair, in: change.plan.target)
        return node.map { scene.name($0) } ?? scene.settings.name(of: pair)
    }

    private func words(_ choice: StepsDialog.Choice) -> String {
        switch choice {
        case .nothing: "change nothing now"
        case .retry: "retry the failed step"
        case .without(let pair):
            "go on without \(name(of: pair)): its callers keep what they have"
        case .abort(let abort): words(abort)
        }
    }

    private func words(_ abort: Abort) -> String {
        let target = scene.settings.name(of: change.plan.target)
        return switch abort {
        case .undo: "abort: undo what was done, nothing was promoted yet"
        case .targetFailed: "abort: \(target) has failed, and no caller was sent there"
        case .stopCopying: "abort: stop the copying, \(target) stays out"
        case .stopWaiting: "do not wait for the copying: \(target) is primary already"
        }
    }
}

extension RoleChange.StepProgress {
    fileprivate var isInHand: Bool {
        switch state {
        case .running, .failed: true
        case .waiting, .done: false
        }
    }
}

extension RoleChange.Part {
    fileprivate var isOver: Bool {
        switch state {
        case .done, .skipped: true
        case .waiting, .running, .failed: false
        }
    }
}
