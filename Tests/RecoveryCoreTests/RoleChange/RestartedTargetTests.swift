import Testing

@testable import RecoveryCore

/// A node of the target was restarted in the middle of a role change: what it holds may be less than it was (I4, I9).
@Suite struct RestartedTargetTests {
    /// A switchover that is stuck at its publication for this reason, after b1 was restarted and reported so much.
    private func stuck(for reason: String, _ data: DataState = .holds(keys: 1)) throws -> (stage: Stage, core: Recovery)
    {
        let stage = Stage([2, 2])
        stage.confirm(.switchover)
        stage.until { $0.step == .publish }
        var core = stage.core
        let b1 = stage.node("b1")
        core.reports.noteGone(b1, at: stage.now - .milliseconds(1))
        core.noteRestartOfTarget(b1)
        _ = core.reports.take(
            NodeReport(node: b1, at: stage.now, incarnation: "2", role: .writable, data: data))
        let index = try #require(core.change?.current)
        let doubt = try #require(core.doubt(about: b1))
        core.change?.steps[index].state = .failed(reason.isEmpty ? doubt : reason)
        return (stage, core)
    }

    @Test("I9: retry takes a restarted node as it is only where that was why the step failed (seed 47851)")
    func accepted() throws {
        func accepted(for reason: String, _ data: DataState = .holds(keys: 1)) throws -> [NodeID] {
            var (_, core) = try stuck(for: reason, data)
            core.acceptRestarts(of: try #require(core.change))
            #expect(core.change?.restarted.count == 1, "that it was restarted is not forgotten")
            return core.change?.accepted ?? []
        }
        #expect(try accepted(for: "") == [NodeID(2)])
        #expect(try accepted(for: "no answer") == [])
        #expect(try accepted(for: "", .empty) == [] && accepted(for: "", .unknown) == [])
    }

    @Test("I4: restarted once more it is doubtful again")
    func again() throws {
        var (stage, core) = try stuck(for: "")
        let b1 = stage.node("b1")
        core.acceptRestarts(of: try #require(core.change))
        #expect(core.doubt(about: b1) == nil && core.change?.isDoubtful(b1) == false)
        core.noteRestartOfTarget(b1)
        #expect(core.doubt(about: b1) != nil && core.change?.restarted == [b1])
    }

    @Test("I9: once the roles are swapped it is guarded: whether its pair may copy it is decided by what it holds")
    func swapped() throws {
        var (stage, core) = try stuck(for: "")
        core.acceptRestarts(of: try #require(core.change))
        core.swapRoles(try #require(core.change), at: stage.now)
        #expect(core.guarded == [Guard(node: stage.node("b1"), since: stage.now)])
        #expect(core.isGuarded(stage.node("b1")) && core.change?.restarted == [])
        core.noteRestartOfTarget(stage.node("b1"))
        #expect(core.change?.restarted == [], "it is guarded as a node of the primary")
    }

    @Test("I9: what has been handed over is not looked at again: its old node takes no writes any more")
    func handedOver() throws {
        let stage = Stage([2, 2])
        stage.confirm(.switchover)
        let pair = try #require(stage.core.change?.plan.pairs.first)
        stage.update { $0.guarded = [Guard(node: pair.from, since: .origin)] }
        #expect(stage.core.doubtAboutHandingOver(pair) == stage.core.doubtAboutCopying(pair.from))
        var core = stage.core
        core.reports.note(.writable, of: pair.to, at: stage.now)
        #expect(core.doubtAboutHandingOver(pair) == nil && core.doubtAboutCopying(pair.from) != nil)
    }

    @Test("I5: what may be published is not aborted, also where no node of the target is known to serve (seed 56151)")
    func mayBePublished() throws {
        var (stage, core) = try stuck(for: "no answer")
        for name in ["b1", "b2"] {
            core.change?.update(.handOver, node: stage.node(name)) { $0.state = .skipped("left out: it hangs") }
            core.reports.noteGone(stage.node(name), at: stage.now)
        }
        core.change?.unanswered = nil
        #expect(core.abort == .undo)
        core.change?.noteAsked(without: [])
        #expect(core.abort == nil)
    }
}
