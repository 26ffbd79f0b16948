import RecoveryCore
import Screen

/// A confirmed role change on its way: its steps with their times, what failed and what state that left behind, and
/// there the choices of a person. The finished list is not modal: any key closes it and works beneath.
struct StepsDialog: Hashable, Sendable {
    /// What a person can do while a change is under way. "Nothing" comes first and is what is chosen at the start.
    enum Choice: Hashable, Sendable {
        case nothing
        case retry
        case without(PairID)
        case abort(Abort)
    }

    private(set) var choice = Choice.nothing
    private(set) var opened: Instant

    init(now: Instant) { opened = now }

    static func choices(_ snapshot: Snapshot) -> [Choice] {
        guard let change = snapshot.change, change.current != nil else { return [] }
        var choices = [Choice.nothing]
        if change.isStuck { choices += [.retry] + change.failedPairs.map { .without($0) } }
        if let abort = snapshot.abort { choices.append(.abort(abort)) }
        return choices
    }

    enum Outcome: Hashable {
        case stay
        case refused
        case close
        /// The list is finished, or waits for callers alone: close it, and let the key work beneath.
        case through
        case act(DashboardAction)
    }

    mutating func handle(_ key: Key, _ snapshot: Snapshot, isReadOnly: Bool, now: Instant) -> Outcome {
        guard let change = snapshot.change, change.isInHand else {
            return key == .escape || key == .enter ? .close : .through
        }
        let choices = Self.choices(snapshot)
        let place = choices.firstIndex(of: choice) ?? 0
        switch KeyTable.find(key, in: KeyTable.choices) {
        case .close: return .close
        case .down: choice = choices[min(place + 1, choices.count - 1)]
        case .up: choice = choices[max(place - 1, 0)]
        case .acknowledgeFirst: return .act(.command(.acknowledge(.first)))
        case .acknowledgeSecond: return .act(.command(.acknowledge(.second)))
        // A second Enter of the hand that confirmed the plan.
        case .choose where now < opened + NameForm.gate: return .stay
        case .choose: return isReadOnly ? .refused : choose(choices[place])
        case nil: return .refused
        }
        return .stay
    }

    /// A choice that is not offered any more has become "nothing".
    mutating func observe(_ snapshot: Snapshot) {
        if snapshot.change != nil, !Self.choices(snapshot).contains(choice) { choice = .nothing }
    }

    private mutating func choose(_ choice: Choice) -> Outcome {
        self.choice = .nothing
        return switch choice {
        case .nothing: .close
        case .retry: .act(.command(.retry))
        case .without(let pair): .act(.command(.goOnWithout(pair)))
        case .abort: .act(.command(.abort))
        }
    }
}
