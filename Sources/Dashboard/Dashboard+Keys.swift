import RecoveryCore
import Screen

/// A key of the operator's: first to the open dialog, then to the main table.
extension Dashboard {
    package mutating func handle(_ key: Key, snapshot: Snapshot?, now: Instant) -> [DashboardAction] {
        if key == .focusIn { regainFocus(now) }
        if key == .focusIn || key == .focusOut { return [] }
        if let snapshot, handleMouse(key, snapshot, now) { return [] }
        notice = nil
        tour?.notice(key)
        guard let dialog else { return handleMain(key, snapshot, now) }
        guard let snapshot else {
            self.dialog = nil
            return []
        }
        switch dialog {
        case .plan(var plan):
            let outcome = plan.handle(key, snapshot, isReadOnly: options.isReadOnly, now: now)
            plan.scroll = min(plan.scroll, mostScroll(.plan(plan), snapshot, now))
            self.dialog = .plan(plan)
            return apply(outcome)
        case .steps(var steps):
            let outcome = steps.handle(key, snapshot, isReadOnly: options.isReadOnly, now: now)
            self.dialog = .steps(steps)
            return apply(outcome, key, snapshot, now)
        case .returnedNode(var node):
            let outcome = node.handle(key, snapshot, isReadOnly: options.isReadOnly, now: now)
            self.dialog = .returnedNode(node)
            return apply(outcome)
        case .reading(var reading):
            let isOpen = reading.handle(key)
            reading.scroll = min(reading.scroll, mostScroll(.reading(reading), snapshot, now))
            self.dialog = isOpen ? .reading(reading) : nil
            return []
        case .palette(var palette): return handlePalette(key, &palette, snapshot, now)
        case .filter(var prompt): return handleFilter(key, &prompt, snapshot, now)
        case .request(var request): return handleRequest(key, &request, snapshot, now)
        case .themes(var menu): return handleThemes(key, &menu)
        case .demo(var menu): return handleDemo(key, &menu, snapshot, now)
        case .quit:
            switch KeyTable.find(key, in: KeyTable.quit) {
            case .yes: return [.quit]
            case .no: self.dialog = nil
            case nil: break
            }
            return []
        }
    }

    /// A form opens anew; nothing else minds.
    private mutating func regainFocus(_ now: Instant) {
        switch dialog {
        case .plan(var plan):
            plan.regainedFocus(now)
            dialog = .plan(plan)
        case .returnedNode(var node):
            node.regainedFocus(now)
            dialog = .returnedNode(node)
        case .steps, .reading, .demo, .quit, .palette, .filter, .request, .themes, nil: break
        }
    }

    private mutating func apply(_ outcome: PlanDialog.Outcome) -> [DashboardAction] {
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close: dialog = nil
        case .act(let action): return permitted(action)
        }
        return []
    }

    private mutating func apply(_ outcome: ReturnedNodeDialog.Outcome) -> [DashboardAction] {
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close: dialog = nil
        case .act(let action): return permitted(action)
        }
        return []
    }

    private mutating func apply(
        _ outcome: StepsDialog.Outcome, _ key: Key, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close: dialog = nil
        case .through:
            dialog = nil
            return handleMain(key, snapshot, now)
        case .act(let action): return permitted(action)
        }
        return []
    }

    private mutating func handlePalette(
        _ key: Key, _ palette: inout Palette, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        let outcome = palette.handle(key, locks(snapshot))
        dialog = .palette(palette)
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close:
            dialog = nil
            return []
        case .run(let action, let argument):
            dialog = nil
            return run(action, argument, snapshot, now)
        }
    }

    private mutating func handleFilter(
        _ key: Key, _ prompt: inout FilterPrompt, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        let outcome = prompt.handle(key)
        switch outcome {
        case .refused: return [.bell]
        case .typed:
            dialog = .filter(prompt)
            looking.set(prompt.filter, of: prompt.pane)
        case .done: dialog = nil
        case .cancelled:
            dialog = nil
            looking.set(prompt.before, of: prompt.pane)
        }
        heldUntil = nil
        follow(snapshot, now: now)
        return []
    }

    private mutating func handleRequest(
        _ key: Key, _ request: inout RequestDialog, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        let wallclock = snapshot.wallTime + (now - snapshot.at).seconds
        let outcome = request.handle(key, wallclock: wallclock)
        dialog = .request(request)
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .close:
            dialog = nil
            return []
        case .act(let command):
            dialog = nil
            return permitted(.command(command))
        }
    }

    private mutating func handleThemes(_ key: Key, _ menu: inout ThemeMenu) -> [DashboardAction] {
        let outcome = menu.handle(key)
        dialog = .themes(menu)
        switch outcome {
        case .stay: return []
        case .refused: return [.bell]
        case .use(let name): return [.useTheme(name)]
        case .close(let name):
            dialog = nil
            options.theme = name
            return [.useTheme(name)]
        }
    }

    private mutating func handleDemo(
        _ key: Key, _ menu: inout DemoMenu, _ snapshot: Snapshot, _ now: Instant
    ) -> [DashboardAction] {
        let outcome = menu.handle(key, snapshot.settings)
        dialog = .demo(menu)
        switch outcome {
        case .stay: return []
        case .close:
            dialog = nil
            return []
        case .act(let command):
            // What it leads to is seen beneath, and answered with the main table's keys.
            dialog = nil
            demoMenu = menu
            say("\(command.verb.rawValue): \(name(of: command.target, snapshot.settings))", now: now)
            return [.demo(command)]
        }
    }

    private func name(of target: DemoCommand.Target, _ settings: Settings) -> String {
        switch target {
        case .cluster(let id): "all of \(settings.name(of: id))"
        case .node(let id): settings.name(of: id)
        }
    }

    /// The last gate of a dashboard that only looks.
    func permitted(_ action: DashboardAction) -> [DashboardAction] {
        if options.isReadOnly, case .command = action { return [.bell] }
        return [action]
    }

    private mutating func handleMain(_ key: Key, _ snapshot: Snapshot?, _ now: Instant) -> [DashboardAction] {
        if case .paste = key {
            say("pasted text is ignored", isRefusal: true, now: now)
            return []
        }
        guard let action = options.keys.action(for: key) else { return [] }
        if action == .repaint { return [.repaint] }
        guard let snapshot else {
            return action == .quit ? [.quit] : action == .suspend ? [.suspend] : action == .back ? leaveSystem : []
        }
        return perform(action, snapshot, now)
    }

    var leaveSystem: [DashboardAction] { options.hasOverview ? [.leaveSystem] : [] }
}
