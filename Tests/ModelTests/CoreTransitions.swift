@testable import RecoveryCore

/// Every transition of the core's failover, found by going every way once: breadth first over what can be told apart.
struct CoreTransitions {
    /// `state --event--> state: what is asked for, in order`
    private(set) var found: Set<String> = []
    private(set) var faults: Set<String> = []
    /// How many states can be told apart.
    private(set) var states = 0

    private var seen: Set<String> = []
    private var open: [CoreWorld] = []

    /// More would mean that something is told apart that should not be.
    private static let limit = 3_000

    init() {
        add(CoreWorld())
        var place = 0
        while place < open.count, open.count < Self.limit {
            expand(open[place])
            place += 1
        }
        states = seen.count
        if open.count >= Self.limit { faults.insert("there are more than \(Self.limit) states") }
    }

    private mutating func add(_ world: CoreWorld) {
        guard seen.insert(world.identity).inserted else { return }
        open.append(world)
    }

    private mutating func go(_ world: CoreWorld, _ event: String, _ move: (inout CoreWorld) -> Bool) {
        var next = world
        next.clearAsked()
        guard move(&next) else { return }
        next.endPostures()
        for end in [CoreWorld.End.done, .failed] {
            var ended = next
            ended.endOrphans(end)
            note(world, event, ended)
        }
    }

    private mutating func note(_ world: CoreWorld, _ event: String, _ next: CoreWorld) {
        faults.formUnion(next.faults)
        add(next)
        // Without a change in hand a new process knows only what it sees: that is a beginning, not a transition.
        if event == "restarted", world.recovery.change == nil { return }
        let asked = next.asked.map(\.word).joined(separator: " ")
        guard next.label != world.label || !asked.isEmpty else { return }
        found.insert("\(world.label) --\(event)--> \(next.label): \(asked.isEmpty ? "-" : asked)")
    }

    private mutating func expand(_ world: CoreWorld) {
        expandView(world)
        expandCommands(world)
        for entry in world.pending {
            for end in CoreWorld.End.allCases where entry.request.mayEnd(end) {
                go(world, "\(entry.request.word) \(end.rawValue)") {
                    $0.end(entry, end)
                    return true
                }
            }
        }
        expandRestarts(world)
        guard world.isPromotionLate else { return }
        go(world, "late promotion") {
            $0.isPromotionLate = false
            _ = $0.carryOut(.promote)
            $0.look()
            return true
        }
    }

    /// Another process goes on, here or on another machine: it may see other nodes than the last one did, and what was under
    /// way may have been done or not.
    private mutating func expandRestarts(_ world: CoreWorld) {
        for seen in [(true, true), (true, false), (false, true), (false, false)] {
            for isDone in [true, false] {
                restart(world, seen) { world in
                    for entry in world.pending where isDone { _ = world.carryOut(entry.request) }
                }
            }
            if world.pending.contains(where: { $0.request == .promote }) {
                restart(world, seen) { $0.isPromotionLate = true }
            }
        }
    }

    private mutating func restart(
        _ world: CoreWorld, _ seen: (primary: Bool, backup: Bool), _ before: (inout CoreWorld) -> Void
    ) {
        go(world, "restarted") {
            $0.isPrimaryUp = seen.primary
            $0.isBackupUp = seen.backup
            $0.isBackupSilent = false
            before(&$0)
            $0.restart()
            return true
        }
    }

    private mutating func expandView(_ world: CoreWorld) {
        go(world, world.isPrimaryUp ? "primary lost" : "primary back") {
            $0.isPrimaryUp.toggle()
            $0.look()
            return true
        }
        // The model ends with the first failover.
        guard world.label != "served", world.label != "deliver" else { return }
        go(world, world.isBackupUp ? "backup lost" : "backup back") {
            $0.isBackupUp.toggle()
            $0.isBackupSilent = false
            $0.look()
            return true
        }
        guard world.isBackupUp else { return }
        go(world, world.isBackupSilent ? "backup heard" : "backup silent") {
            $0.isBackupSilent.toggle()
            $0.passTwoIntervals()
            return true
        }
    }

    private mutating func expandCommands(_ world: CoreWorld) {
        // Twice shows that a plan that was claimed does not come back.
        if world.confirmations < 2 { go(world, "confirmed") { $0.confirm() && $0.looked() } }
        go(world, "aborted") { $0.command(.abort) && $0.looked() }
        go(world, "retried") { $0.command(.retry) && $0.looked() }
        let isUnseen = world.label == "publish" && !world.pending.contains { $0.request.word == "publish" }
        guard world.label == "deliver" || isUnseen else { return }
        go(world, "waited") {
            $0.wait()
            return true
        }
    }
}

extension CoreWorld {
    fileprivate mutating func looked() -> Bool {
        look()
        return true
    }

    /// Where the protocol stands.
    var label: String {
        if let change = recovery.change, let index = change.current {
            switch change.steps[index].state {
            case .waiting: return "\(change.steps[index].step.rawValue) waits"
            case .running, .done: return change.steps[index].step.rawValue
            case .failed: return "\(change.steps[index].step.rawValue) stuck"
            }
        }
        if recovery.primary != ClusterID(0) { return "served" }
        switch recovery.phase {
        case .primaryFailed, .awaitingConfirmation, .noBackup: return recovery.phase.rawValue
        case .starting, .synchronizing, .unprotected, .awaitingReverseSync, .failingOver, .switchingOver,
            .reverseSynchronizing, .stuck:
            return "synchronizing"
        }
    }

    private func known(_ node: NodeID) -> String { recovery.reports[node].map { "\($0.role)" } ?? "unknown" }

    private var isCompared: Bool {
        recovery.reports.comparison(NodePair(id: PairID(0), upstream: Self.a1, downstream: Self.b1)) != nil
    }

    /// All that can make a difference later.
    fileprivate var identity: String {
        let requests = pending.map(\.request.word).sorted().joined(separator: " ")
        let isPromotionSent = recovery.change?.parts(of: .promote).isEmpty == false
        let isGivenUp = !recovery.givenUp.isEmpty
        return "\(label) \(isPromotionSent) \(isGivenUp)|\(isPrimaryUp) \(isBackupUp) \(isBackupSilent)"
            + "|\(primaryRole) \(backupRole)|\(requests)|\(known(Self.a1)) \(known(Self.b1)) \(isCompared)"
            + "|\(epoch) \(callerEpoch) \(isPromotionLate) \(confirmations)"
    }
}

extension Request {
    /// What brings the sync to its stop, and what callers are told, is asked for until it succeeds.
    fileprivate func mayEnd(_ end: CoreWorld.End) -> Bool {
        switch (self, end) {
        case (_, .done), (.claim, _), (.publish, _), (.promote, .failed), (.promote, .unknown), (.fence, .failed): true
        case (.park, _), (.follow, _), (.fence, _), (.fenceReturned, _), (.fenceBackup, _), (.deliver, _),
            (.promote, _), (.unfence, _):
            false
        }
    }
}
