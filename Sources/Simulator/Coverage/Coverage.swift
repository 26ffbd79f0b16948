import RecoveryCore

/// What was reached: events in phases, changes of the phase, and rare paths. Read off the trace, so that the core need not
/// be marked; many seeds are added up, and what nobody ever reached is a test that does not exist.
package struct Coverage: Sendable {
    private var pairs: [Bool]
    private var transitions: [Bool]
    private var rare: [Bool]
    private var phase = PhaseName.starting
    /// Of the engine that was replaced: it is the same core.
    private var replacedPhase = PhaseName.starting

    private static let phases = PhaseName.allCases
    private static let kinds = EventKind.allCases

    package init() {
        pairs = Array(repeating: false, count: Self.phases.count * Self.kinds.count)
        transitions = Array(repeating: false, count: Self.phases.count * Self.phases.count)
        rare = Array(repeating: false, count: RarePath.all.count)
    }

    /// The core is given an event of this kind.
    mutating func told(_ kind: EventKind, isReplaced: Bool) {
        pairs[Self.place(isReplaced ? replacedPhase : phase, kind)] = true
    }

    mutating func engineReplaced() { replacedPhase = phase }

    mutating func note(_ event: TraceEvent, isReplaced: Bool) {
        switch event {
        case .heartbeat: return
        case .started: phase = .starting
        default: break
        }
        if case .phaseChanged(_, let to, _)? = event.recorded, let next = PhaseName(rawValue: to) {
            transitions[Self.place(isReplaced ? replacedPhase : phase, next)] = true
            if isReplaced { replacedPhase = next } else { phase = next }
        }
        for index in rare.indices where !rare[index] { rare[index] = RarePath.all[index].isReached(event) }
    }

    package mutating func add(_ other: Coverage) {
        for index in pairs.indices where other.pairs[index] { pairs[index] = true }
        for index in transitions.indices where other.transitions[index] { transitions[index] = true }
        for index in rare.indices where other.rare[index] { rare[index] = true }
    }

    private static func index(_ phase: PhaseName) -> Int {
        phases.firstIndex(of: phase) ?? 0
    }

    private static func place(_ phase: PhaseName, _ kind: EventKind) -> Int {
        index(phase) * kinds.count + kind.rawValue
    }

    private static func place(_ from: PhaseName, _ to: PhaseName) -> Int {
        index(from) * phases.count + index(to)
    }

    // MARK: the report

    /// One kind of thing to reach.
    package struct Part: Sendable {
        package var name: String
        package var reached: Int
        package var all: Int
        /// What nobody reached, in words.
        package var missing: [String]
    }

    package var parts: [Part] {
        [
            pairPart,
            transitionPart,
            part("rare paths", rare, RarePath.all.map(\.name)),
        ]
    }

    /// For people: how much was reached, and each thing that was not.
    package var report: [String] {
        parts.flatMap { part in
            ["\(part.name): \(part.reached) of \(part.all)"] + part.missing.map { "  never: \($0)" }
        } + unexpected.map { "  not expected, and happened: \($0)" }
    }

    /// What happened although nobody expects it: add it to the tables at `EventKind`, or mend the core.
    package var unexpected: [String] {
        eventsInPhases { pairs[Self.place($0, $1)] && !$1.mayCome(in: $0) }
            + pairsOfPhases { transitions[Self.place($0, $1)] && !$0.mayBecome($1) }
    }

    private var pairPart: Part {
        let all = eventsInPhases { $1.mayCome(in: $0) }.count
        let missing = eventsInPhases { $1.mayCome(in: $0) && !pairs[Self.place($0, $1)] }
        return Part(name: "events in phases", reached: all - missing.count, all: all, missing: missing)
    }

    private var transitionPart: Part {
        let all = pairsOfPhases { $0.mayBecome($1) }.count
        let missing = pairsOfPhases { $0.mayBecome($1) && !transitions[Self.place($0, $1)] }
        return Part(name: "changes of the phase", reached: all - missing.count, all: all, missing: missing)
    }

    private func eventsInPhases(_ condition: (PhaseName, EventKind) -> Bool) -> [String] {
        Self.phases.flatMap { phase in
            Self.kinds.filter { condition(phase, $0) }.map { "\($0) in \(phase.rawValue)" }
        }
    }

    private func pairsOfPhases(_ condition: (PhaseName, PhaseName) -> Bool) -> [String] {
        Self.phases.flatMap { from in
            Self.phases.filter { condition(from, $0) }.map { "\(from.rawValue) to \($0.rawValue)" }
        }
    }

    private func part(_ name: String, _ reached: [Bool], _ names: [String]) -> Part {
        let missing = reached.indices.filter { !reached[$0] }.map { names[$0] }
        return Part(name: name, reached: reached.count - missing.count, all: reached.count, missing: missing)
    }
}
