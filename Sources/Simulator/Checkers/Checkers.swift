import RecoveryCore

/// One invariant of `design/invariants.md`, looked at from outside: only the trace, never the core. Each is another struct
/// in another file than the code that keeps it.
package protocol Checker: Sendable {
    static var invariant: String { get }
    init(_ settings: Settings)
    /// Takes in the next event of the trace; returns what is wrong.
    mutating func look(_ event: TraceEvent, at now: Moment) -> String?
}

/// All of them, over one trace.
package struct Checkers: Sendable {
    private var verdicts: VerdictsFollowHeartbeats
    private var silence: SilenceIsProven
    private var doubt: NothingBeginsInDoubt
    private var target: TargetWasSeen
    private var others: [any Checker]

    package static let all: [any Checker.Type] =
        [
            VerdictsFollowHeartbeats.self, SilenceIsProven.self, NothingBeginsInDoubt.self, TargetWasSeen.self,
        ] + rare

    /// Those that heartbeats do not concern.
    private static let rare: [any Checker.Type] = [
        OnePrimaryAnEpoch.self, EpochsRiseByOne.self, SyncStopsBeforePublication.self, ConfirmedOnce.self,
        ConfirmedAsShown.self, AutomaticByPolicy.self, DataFlowsFromThePrimary.self, IntentBeforeEffect.self,
        NumbersNeverAgain.self, CommandsAreAnswered.self, EverythingSettles.self, AlarmsAreKept.self,
        AcknowledgementsHold.self, AlarmsInOrder.self, CallersNeverGoBack.self, MappingIsTotal.self,
        OneChangeAtATime.self, PromotionsAreConfirmed.self, NothingBeginsUnjournaled.self, CallersGoOn.self,
        RestartsFromWhatIsKept.self, SamplesComeInTime.self, ChangesMoveOn.self,
    ]

    package init(_ settings: Settings) {
        verdicts = VerdictsFollowHeartbeats(settings)
        silence = SilenceIsProven(settings)
        doubt = NothingBeginsInDoubt(settings)
        target = TargetWasSeen(settings)
        others = Self.rare.map { $0.init(settings) }
    }

    /// The first violation that the event shows.
    mutating func look(_ event: TraceEvent, at now: Moment) -> Violation? {
        if let text = verdicts.look(event, at: now) { return found(VerdictsFollowHeartbeats.self, text, now) }
        if let text = silence.look(event, at: now) { return found(SilenceIsProven.self, text, now) }
        if let text = doubt.look(event, at: now) { return found(NothingBeginsInDoubt.self, text, now) }
        if let text = target.look(event, at: now) { return found(TargetWasSeen.self, text, now) }
        if case .heartbeat = event { return nil }
        for index in others.indices {
            if let text = others[index].look(event, at: now) { return found(type(of: others[index]), text, now) }
        }
        return nil
    }

    private func found(_ checker: any Checker.Type, _ text: String, _ now: Moment) -> Violation {
        Violation(at: now, invariant: checker.invariant, text: text)
    }
}

extension TraceEvent {
    /// The state that the core decided on, where the event tells it.
    var decidedState: DurableState? {
        if case .decided(let effect) = self, case .save(let state) = effect.action { state } else { nil }
    }

    var recorded: JournalEntry? {
        if case .decided(let effect) = self, case .record(let entry) = effect.action { entry } else { nil }
    }

    /// The outside effect that the core asked for.
    var asked: Effect? {
        if case .decided(let effect) = self, effect.isOutside { effect } else { nil }
    }
}

extension Settings {
    func cluster(of node: NodeID) -> ClusterID { nodes[node.index].cluster }
}
