import Foundation
import Testing

/// The failover protocol, checked exhaustively by spin, and compared with the core, so that they cannot drift apart.
@Suite struct FailoverModelTests {
    /// The search of the model as it is, once for all tests.
    private static let sound = Result { try ModelSearch(fault: nil) }

    @Test("Every way that two engines, a lost lease, late messages and people can take keeps the invariants")
    func isSound() throws {
        let search = try Self.sound.get()
        #expect(search.broken == nil, "the model breaks \(search.broken ?? ""): \(search.summary)")
        #expect(search.isComplete, "the search did not end: \(search.summary)")
        #expect(search.transitions.count > 100, "the notes are not read rightly")
    }

    @Test("A mistake in the protocol breaks the invariant that it names", arguments: ModelSearch.faults)
    func catches(_ fault: ModelSearch.Fault) throws {
        let search = try ModelSearch(fault: fault.name)
        #expect(search.broken == fault.invariant, "\(fault.name) is not caught: \(search.summary)")
    }

    @Test("At least a dozen mistakes are planted")
    func hasFaults() {
        #expect(ModelSearch.faults.count >= 12)
        #expect(Set(ModelSearch.faults.map(\.invariant)).count >= 9)
    }

    @Test("The model and the core know the same transitions, with the same orders")
    func isTheCore() throws {
        let core = CoreTransitions()
        #expect(core.faults.isEmpty)
        let model = try Self.sound.get().transitions
        let missing = core.found.subtracting(model).sorted()
        let extra = model.subtracting(core.found).sorted()
        #expect(missing.isEmpty, "the core does what Failover.pml does not know: teach it, and see what it breaks")
        #expect(extra.isEmpty, "Failover.pml does what the core does not: mend the one or the other")
    }
}
