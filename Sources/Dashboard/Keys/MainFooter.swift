import RecoveryCore

/// What the footer says of the main screen: what can be done now comes first, what makes no sense now is left out.
extension KeyLocks {
    func footer() -> [FooterItem] {
        let bindings = options.keys.bindings.filter { !$0.footer.isEmpty && isShown($0.action) }
        let items = bindings.map { binding in
            FooterItem(
                sign: binding.sign, words: words(binding), isLocked: reason(binding.action) != nil,
                isProposed: isProposed(binding.action))
        }
        // What is locked stands where people look for it, behind what everybody needs.
        let open = items.filter { !$0.isLocked }
        let details = options.keys.binding(of: .details)?.sign
        let needed = open.firstIndex { $0.sign == details }.map { $0 + 1 } ?? 0
        return open[..<needed] + items.filter(\.isLocked) + open[needed...]
    }

    /// While a role changes, F shows its steps.
    private func words(_ binding: KeyBinding<MainAction>) -> String {
        guard binding.action == .failover, let change = snapshot?.change, snapshot?.isChanging == true else {
            return binding.footer
        }
        return "steps of the \(change.plan.kind.words)"
    }

    private func isShown(_ action: MainAction) -> Bool {
        if snapshot?.isChanging == true, action == .switchover || action == .reverseSync { return false }
        return switch action {
        case .acknowledgeFirst, .acknowledgeSecond, .acknowledgeSelected, .demo, .tour, .abort: reason(action) == nil
        case .reverseSync: snapshot?.clusters.contains { $0.role == .failed } ?? false
        case .silence: snapshot?.alarms.contains { $0.state == .new } ?? false
        case .undo: isJustHandled && reason(action) == nil
        case .sendAgain: selection.focus == .callers && reason(action) == nil
        case .sort: if case .cluster = selection.focus { true } else { false }
        default: true
        }
    }

    /// Somebody acknowledged or shelved a moment ago; whether it was this operator, the engine knows.
    private var isJustHandled: Bool {
        guard let snapshot else { return false }
        return snapshot.alarms.contains { alarm in
            alarm.acknowledgement.map { snapshot.at - $0.at < .seconds(10) } ?? false
        }
    }

    private func isProposed(_ action: MainAction) -> Bool {
        switch action {
        case .failover, .reverseSync:
            reason(action) == nil && snapshot?.isChanging == false && (snapshot?.verdict.priority ?? 0) > 0
        default: false
        }
    }
}
