import RecoveryCore

/// The simulator's checkers over the journal of a real run: `drtop verify`. A journal holds decisions, intents and results,
/// not heartbeats nor the truth of the nodes, so not every invariant can be seen in it; `visible` are those that can.
package struct Verification: Sendable {
    /// What a checker found, and where.
    package struct Finding: Hashable, Sendable {
        package var invariant: String
        package var entry: Int64
        /// Seconds since 1970.
        package var wallTime: Double
        package var text: String
    }

    package struct Rule: Sendable {
        package var invariant: String
        package var words: String
        let checker: any Checker.Type
    }

    package static let visible = [
        Rule(
            invariant: "I1", words: "at most one cluster is published as primary in an epoch",
            checker: OnePrimaryAnEpoch.self),
        Rule(invariant: "I2", words: "epochs increase by one", checker: EpochsRiseByOne.self),
        Rule(
            invariant: "I5", words: "a confirmation was given, claimed and consumed once, by its own publication",
            checker: ConfirmedOnce.self),
        Rule(
            invariant: "I8", words: "after a start, a pause or a clock jump nothing begins before a clean round",
            checker: NothingBeginsInDoubt.self),
        Rule(
            invariant: "I10", words: "every outside effect has its intent before its result, and one result",
            checker: IntentBeforeEffect.self),
        Rule(invariant: "I11", words: "no effect's number comes again", checker: NumbersNeverAgain.self),
        Rule(
            invariant: "I15", words: "alarms precede the plans that follow from them", checker: AlarmsInOrder.self),
        Rule(
            invariant: "I16", words: "no caller goes back to an older epoch", checker: CallersNeverGoBack.self),
        Rule(invariant: "I19", words: "one role change at a time", checker: OneChangeAtATime.self),
        Rule(
            invariant: "I21", words: "without a journal only what protects begins",
            checker: NothingBeginsUnjournaled.self),
    ]

    package private(set) var findings: [Finding] = []
    package private(set) var entries = 0
    private var checkers: [any Checker]
    private var trace: JournalTrace
    /// A fault that goes on would be found with every entry.
    private static let findingLimit = 100

    /// - Parameters:
    ///   - names: of clusters and callers, as `JournalNames` gathers them from the same journal.
    ///   - isPruned: the oldest entries are gone: what they would have shown is taken to have been in order.
    package init(_ names: JournalNames, isPruned: Bool) {
        trace = JournalTrace(names, isPruned: isPruned)
        let settings = names.settings
        checkers = Self.visible.map { $0.checker.init(settings) }
    }

    /// The next entry, in the order of the journal.
    package mutating func look(_ entry: JournalEntry, number: Int64, wallTime: Double) {
        entries += 1
        let now = Moment(wallTime * 1e6)
        for event in trace.events(of: entry, at: now) {
            for index in checkers.indices {
                guard let text = checkers[index].look(event, at: now), findings.count < Self.findingLimit else {
                    continue
                }
                findings.append(
                    Finding(
                        invariant: Self.visible[index].invariant, entry: number, wallTime: wallTime, text: text))
            }
        }
    }
}
