/// Everything that a person can ask for, by key or by command. Every command is answered, also a wrong one.
package enum OperatorCommand: Hashable, Codable, Sendable {
    case acknowledge(AlarmSelection)
    case shelve(AlarmID, reason: String, duration: Duration)
    case unshelve(AlarmID)
    /// A remark for whoever looks next; it stays with this occurrence of the alarm.
    case note(AlarmID, text: String)
    /// Take back what this operator acknowledged or shelved last, within `AlarmBoard.undoTime`.
    case undo
    /// Begin the role change or the reverse sync of this plan. `typed` is what the operator typed: the name of the cluster
    /// that takes over, or that is overwritten.
    case confirm(RoleChangeKind, fingerprint: String, typed: String)
    /// Allow a failover although the second opinion contradicts, with a reason for the journal.
    case overrideContradiction(reason: String)
    case setMode(Mode)
    /// Undo a role change as long as nothing was promoted, or end what only copies; see `Abort`.
    case abort
    /// Stuck: try the failed step again.
    case retry
    /// Stuck: leave this pair out; its callers keep what they have.
    case goOnWithout(PairID)
    /// A primary node came back without the data of its pair: accept it as it is, its pair copies that.
    case resume(NodeID)
    /// A primary node came back without the data of its pair: copy it back from there.
    case restore(NodeID)
    case startMaintenance(NodeID, duration: Duration)
    case endMaintenance(NodeID)
    /// Do not wait for this caller to apply the newest epoch.
    case waive(CallerID, reason: String)
    /// Deliver the newest epoch to this caller now, also when it has it already.
    case sendAgain(CallerID)
}

package enum AlarmSelection: Hashable, Codable, Sendable {
    /// The first alarm (M15).
    case first
    /// The second alarm (M15).
    case second
    case id(AlarmID)
    case all
}

package struct CommandID: Hashable, Codable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A command with its author. Every command carries a name.
package struct CommandRequest: Hashable, Codable, Sendable {
    package var id: CommandID
    package var `operator`: String
    package var command: OperatorCommand

    package init(id: CommandID, operator: String, command: OperatorCommand) {
        self.id = id
        self.operator = `operator`
        self.command = command
    }
}

/// What the operator reads after a command.
package enum CommandAnswer: Hashable, Codable, Sendable {
    case done(String)
    /// Nothing was changed, and why, and what would help.
    case refused(String)

    package var text: String {
        switch self {
        case .done(let text), .refused(let text): text
        }
    }

    package var isRefused: Bool { if case .refused = self { true } else { false } }
}

package enum RoleChangeKind: String, Hashable, Codable, Sendable, CaseIterable {
    case failover
    case switchover
    case reverseSync

    package var words: String {
        switch self {
        case .failover: "failover"
        case .switchover: "switchover"
        case .reverseSync: "reverse sync"
        }
    }
}
