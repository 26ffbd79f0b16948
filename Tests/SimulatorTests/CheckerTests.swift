import RecoveryCore
import Simulator
import Testing

/// A checker that can never fail is a defect: each is shown a doctored trace that it must catch, and one that is in order.
@Suite struct CheckerTests {
    private let trace = DoctoredTrace()

    /// What the checker says last of these events, a second apart.
    private func verdict(_ checker: any Checker.Type, _ events: [TraceEvent], _ settings: Settings? = nil) -> String? {
        var checker = checker.init(settings ?? trace.settings)
        for (index, event) in events.enumerated() {
            if let text = checker.look(event, at: Moment(index + 1) * .second) { return text }
        }
        return nil
    }

    @Test("Every checker has its doctored trace, and catches it", arguments: DoctoredTrace().cases.keys.sorted())
    func catches(_ name: String) throws {
        let story = try #require(trace.cases[name])
        #expect(verdict(story.checker, story.faulty) != nil, "\(name) sees nothing")
        #expect(verdict(story.checker, story.sound) == nil, "\(verdict(story.checker, story.sound) ?? "")")
    }

    @Test("No checker is without a doctored trace")
    func complete() {
        let covered = Set(trace.cases.values.map { String(describing: $0.checker) })
        let missing = Checkers.all.map { String(describing: $0) }.filter { !covered.contains($0) }
        #expect(missing.isEmpty, "no doctored trace for \(missing): add one to DoctoredTrace.cases")
    }
}
