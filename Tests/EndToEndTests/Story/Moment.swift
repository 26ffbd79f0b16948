import Glibc
import TestSupport
import Testing

/// A moment in a role change, as the journal tells it: the intent of a step (I10), or the end of its first part.
struct Moment: CustomTestStringConvertible, Sendable {
    enum Side: String, CaseIterable, Sendable { case intended, ended }

    var step: String
    var side: Side

    var testDescription: String { "\(step) \(side.rawValue)" }

    /// How the journal words a step.
    private static let words = [
        "claim": "claim the confirmation", "fence": "fence", "promote": "promote", "publish": "publish epoch",
        "deliver": "deliver epoch", "handOver": "hand over from", "follow": "let",
    ]

    static func all(_ steps: [String]) -> [Moment] {
        steps.flatMap { step in Side.allCases.map { Moment(step: step, side: $0) } }
    }

    /// Whether the journal's entries, those of the role change only, have come to it.
    func isReached(_ entries: [String]) -> Bool {
        guard let words = Self.words[step] else { preconditionFailure("\(step) is no step") }
        let intents = entries.filter { entry in
            entry.hasPrefix("#") && entry.drop { $0 != " " }.dropFirst().hasPrefix(words)
        }
        switch side {
        case .intended: return !intents.isEmpty
        case .ended:
            let effects = intents.compactMap { $0.split(separator: " ").first }
            return entries.contains { entry in
                effects.contains { entry.hasPrefix("\($0) ") } && !intents.contains(entry)
            }
        }
    }
}

extension Story {
    /// Kills the program as soon as the journal tells that the moment has come, looking as fast as it can.
    func killProgram(at moment: Moment, after number: Int64, within bound: Duration = .seconds(30)) throws {
        let terminal = try screen
        let end = ContinuousClock.now + bound
        while !moment.isReached(entries(after: number).map(\.words)) {
            guard ContinuousClock.now < end else {
                throw Shortfall("the journal never told: \(moment.testDescription)")
            }
            terminal.take()
        }
        try killProgram()
    }

    var newestEntry: Int64 { entries().last?.number ?? 0 }
}
