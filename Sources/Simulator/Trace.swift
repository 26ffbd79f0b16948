import RecoveryCore

/// What happened, in the order in which it happened: what the core was told, what it asked for, what was kept, and what
/// became true in the world. Checkers see this and nothing else. What is large and rare is boxed: heartbeats are copied.
package enum TraceEvent: Sendable {
    // The controller's processes.
    case started
    /// What the process that started has found on disk; nil at the very first start.
    indirect case restored(DurableState?)
    case crashed
    /// The wall clock of the controller's machine was set by this much.
    case clockStepped(Moment)
    case heartbeat(node: Int, asked: Moment, isAnswer: Bool)
    case troubled(OwnTrouble)
    case journalChanged(JournalHealth)
    case commanded(CommandRequest)
    indirect case shown(Snapshot)
    /// What the core returned for one event, in its order.
    case decided(Effect)
    /// One batch is on disk.
    indirect case durable([JournalEntry], DurableState?)
    /// An outside effect leaves the controller.
    case began(Effect)
    /// The core was told how it ended.
    case ended(EffectID, EffectOutcome)
    // The truth.
    case obeyed(node: Int, Obedience)
    /// A node's data was replaced by its source's; what only it had is gone.
    case overwritten(node: Int, by: Int, lost: Int64, sourceIsEmpty: Bool)
    case claimed(Confirmation)
    case published(Publication)
    case applied(caller: Int, ConfigurationInformation)
    /// What a caller goes on with while drtop, or its store, is gone.
    case holds(caller: Int, ConfigurationInformation?)
    // The run.
    case faultBegan(Fault)
    case faultEnded(Fault)
    case healed
    /// The run is over; the world as it was left.
    case settled(Settlement)
}

extension TraceEvent {
    /// It became true in the world, whoever did it.
    var isOfTheWorld: Bool {
        switch self {
        case .obeyed, .overwritten, .claimed, .published, .applied, .faultBegan, .faultEnded, .healed, .settled: true
        case .started, .restored, .crashed, .clockStepped, .heartbeat, .troubled, .journalChanged, .commanded, .shown,
            .decided, .durable, .began, .ended, .holds:
            false
        }
    }
}

/// What a node's storage was made to do by an order.
package enum Obedience: Hashable, Sendable {
    case parked
    case promoted
    case followed(Int)
    /// It took over from this node, with everything that it had.
    case tookOver(from: Int)
}

/// How things stood at the end of the second phase.
package struct Settlement: Hashable, Sendable {
    package var phase: PhaseName?
    /// A role change is under way, or its callers are waited for.
    package var isChanging: Bool
    package var epoch: Epoch
    /// By caller: the epoch that it uses.
    package var callers: [Epoch]
    /// Alarms whose condition holds.
    package var activeAlarms: [AlarmKind]
    /// Nodes that are not what their cluster's role asks for, with what they are.
    package var astray: [String]

    package init(
        phase: PhaseName?, isChanging: Bool, epoch: Epoch, callers: [Epoch], activeAlarms: [AlarmKind],
        astray: [String]
    ) {
        self.phase = phase
        self.isChanging = isChanging
        self.epoch = epoch
        self.callers = callers
        self.activeAlarms = activeAlarms
        self.astray = astray
    }
}

/// What went wrong, where the run ended.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    package var at: Moment
    package var invariant: String
    package var text: String

    package init(at: Moment, invariant: String, text: String) {
        self.at = at
        self.invariant = invariant
        self.text = text
    }

    package var description: String { "\(at.words) \(invariant): \(text)" }
}
