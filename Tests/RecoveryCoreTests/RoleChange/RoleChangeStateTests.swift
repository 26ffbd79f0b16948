import Testing

@testable import RecoveryCore

/// What can still be undone, what is stuck, and what survives a restart of a role change: read off its steps.
@Suite struct RoleChangeStateTests {
    private typealias Step = RoleChange.Step
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    /// Two pairs, a1 -> b1 and a2 -> b2.
    private func change(_ kind: RoleChangeKind) -> RoleChange {
        let pairs = (0..<2).map { PlannedPair(id: PairID($0), from: NodeID($0), to: NodeID($0 + 2)) }
        let plan = Plan(
            kind: kind, from: ClusterID(0), target: ClusterID(1), epoch: 1, pairs: pairs, changes: [], loss: nil,
            drawn: at(1), expires: at(61), fingerprint: "f")
        let confirmation = Confirmation(
            kind: kind, fingerprint: "f", target: ClusterID(1), epoch: 1, operator: "eva")
        return RoleChange(plan: plan, confirmation: confirmation, began: at(2))
    }

    /// All steps before this one are done; it is in this state.
    private func change(_ kind: RoleChangeKind, at step: Step, _ state: RoleChange.State) -> RoleChange {
        var change = change(kind)
        for index in change.steps.indices {
            if change.steps[index].step == step {
                change.steps[index].state = state
                change.steps[index].parts = (0..<2).map { RoleChange.Part(node: NodeID($0 + 2), pair: PairID($0)) }
                break
            }
            change.steps[index].state = .done
        }
        return change
    }

    @Test("I12: a switchover can be undone until a hand-over was sent, and again when all of them failed")
    func reversible() {
        var change = change(.switchover, at: .handOver, .running)
        let index = 1
        let table: [(RoleChange.PartState, Bool)] = [
            (.waiting, true), (.running, false), (.done, false), (.failed("no answer"), true), (.skipped("x"), true),
        ]
        for (state, isReversible) in table {
            change.steps[index].parts[1].state = state
            #expect(change.isReversible == isReversible, "\(state)")
        }
        #expect(self.change(.switchover).isReversible)
        #expect(self.change(.failover, at: .fence, .running).isReversible)
        #expect(!self.change(.failover, at: .promote, .running).isReversible)
    }

    @Test("I12: once an epoch was asked for and not refused, it may stand: nobody aborts")
    func mayBePublished() {
        #expect(!change(.failover, at: .promote, .running).mayBePublished)
        var asked = change(.failover, at: .publish, .running)
        #expect(!asked.mayBePublished, "held back: it was not asked for yet")
        asked.noteAsked(without: [])
        asked.noteAsked(without: [])
        #expect(asked.mayBePublished && asked.unanswered == [[]])
        #expect(change(.failover, at: .deliver, .running).mayBePublished, "it is done")
    }

    @Test("a step that fails makes the change stuck, and says which pairs it could go on without")
    func stuck() {
        var going = change(.failover, at: .promote, .running)
        going.steps[2].parts[0].state = .failed("read-only")
        #expect(!going.isStuck && going.failedStep == nil && going.failedPairs.isEmpty, "another pair still runs")
        going.steps[2].state = .failed("b1: read-only")
        #expect(going.failedStep == .promote && going.failedPairs == [PairID(0)])
    }

    @Test("a promoted node that was restarted fails the publication; one that was left out before does not")
    func stuckAtPublication() {
        var change = change(.failover, at: .publish, .failed("b1 was restarted"))
        change.steps[2].parts = (0..<2).map { RoleChange.Part(node: NodeID($0 + 2), pair: PairID($0)) }
        change.steps[2].parts[0].state = .done
        change.steps[2].parts[1].state = .skipped("left out")
        change.restarted = [NodeID(2), NodeID(3)]
        #expect(change.failedStep == .promote && change.failedPairs == [PairID(0)])
        #expect(change.leftOut == [PairID(1)])
    }

    @Test("an end belongs to its step: another step's part of the same node stays as it is")
    func updates() {
        var change = change(.failover, at: .promote, .running)
        change.steps[1].parts = [RoleChange.Part(node: NodeID(2), pair: PairID(0))]
        change.update(.promote, node: NodeID(2)) { $0.state = .done }
        #expect(change.part(of: .promote, NodeID(2))?.state == .done)
        #expect(change.part(of: .fence, NodeID(2))?.state == .waiting)
        #expect(change.part(of: .promote, NodeID(3))?.state == .waiting)
    }

    @Test("I21: while the journal cannot be written, of a role change only fencing and delivering go on")
    func unjournaled() {
        #expect(Step.allCases.filter(\.isAllowedUnjournaled) == [.fence, .deliver])
    }

    @Test("I11: on another process's clock every moment of a change, and of one that waits for callers, has moved")
    func shifted() {
        var state = DurableState(settings: FakeSettings.make([2, 2]))
        state.change = change(.failover, at: .promote, .running)
        state.converging = change(.switchover, at: .converge, .running)
        let moved = state.shifted(by: .seconds(100))
        for (before, after) in [(state.change, moved.change), (state.converging, moved.converging)] {
            #expect(before?.plan.drawn == at(1) && after?.plan.drawn == at(101))
            #expect(after?.plan.expires == at(161) && after?.began == at(102))
        }
        #expect(moved.shifted(by: .seconds(-100)) == state)
    }
}
