import RecoveryCore

/// A way through the core that few worlds take, marked by what it leaves in the trace.
struct RarePath: Sendable {
    let name: String
    let isReached: @Sendable (TraceEvent) -> Bool

    static let all: [RarePath] = restarts + stuck + ends + notes + alarms + commands + orders + truths

    /// A process starts with this step in hand: what was under way resumes, or is void.
    private static let restarts = steps.map { kind, step in
        RarePath("started in a \(kind.words) at: \(step.words)") { event in
            guard case .restored(let state?) = event, let change = state.change ?? state.converging else {
                return false
            }
            return change.plan.kind == kind && change.currentStep == step
        }
    }

    private static let steps = RoleChangeKind.allCases.flatMap { kind in
        RoleChange.steps(of: kind).map { (kind, $0) }
    }

    /// A step that cannot fail is left out: a delivery goes on without the laggards, which are waited for; a fence without
    /// what does not answer; a claim that fails voids the change.
    private static let stuck = steps.filter { ![.deliver, .converge, .fence, .claim].contains($0.1) }.map {
        kind, step in
        RarePath("stuck in a \(kind.words) at: \(step.words)") { event in
            guard case .save(let state)? = event.action, let change = state.change else { return false }
            return change.plan.kind == kind && change.isStuck && change.currentStep == step
        }
    }

    private static let ends = [
        ended("an order timed out") { $0 == .order(.timedOut) },
        ended("an order failed") { if case .order(.failed) = $0 { true } else { false } },
        ended("a claim was refused") { if case .claim(.refused) = $0 { true } else { false } },
        ended("a claim had no answer") { if case .claim(.failed) = $0 { true } else { false } },
        ended("a publication was refused") { if case .publication(.refused) = $0 { true } else { false } },
        ended("a publication had no answer") { if case .publication(.failed) = $0 { true } else { false } },
        ended("a delivery failed") { if case .delivery(.failed) = $0 { true } else { false } },
    ]

    /// By the words of the journal.
    private static let notes =
        RoleChangeKind.allCases.flatMap { kind in
            [
                noted("a \(kind.words) is complete", kind.words, "is complete"),
                noted("a \(kind.words) was aborted", kind.words, "was aborted"),
            ]
        } + [
            noted("a role change waits for callers", "callers are waited for"),
            noted("a role change ended at waivers", "is complete; not waited for"),
            noted("a role change was superseded before its callers converged", "is superseded"),
            noted("voided: its target failed", "voided:", "has failed"),
            noted("voided: the old primary is available again", "voided:", "is available again"),
            noted("voided: its source failed", "voided: its source"),
            noted("voided: restarted before its first step", "voided: drtop was restarted"),
            noted("voided: the confirmation could not be kept", "voided: the confirmation could not be kept"),
            noted("an automatic failover was announced", "automatic failover to"),
            noted("doubt after a cut-off", "drtop was cut off: all misses are void"),
            noted("doubt after a late tick", "a tick came"),
            noted("doubt after a clock jump", "the clock jumped"),
            noted("a pair was parked in case its node comes back empty", "in case it comes back empty"),
            noted("a node came back without its data", "came back without the data"),
            noted("a node was restored from its pair", "is restored from its pair"),
            noted("another process answers", "another process answers"),
            noted("observe held something back", "observe: would"),
            noted("an epoch was not published", "was not published"),
            noted("the journal failed and came back", "the journal is writable again"),
            noted("maintenance ended by itself", "maintenance of", "has ended"),
        ]

    private static let alarms =
        AlarmKind.allCases.map { kind in
            RarePath("alarm: \(kind.rawValue)") { event in
                guard case .alarmChanged(_, kind.rawValue, _, _, _, _, _)? = event.recorded else { return false }
                return true
            }
        }
        + [Alarm.State.acked, .gone, .shelved].map { state in
            RarePath("an alarm is \(state.rawValue)") { event in
                guard case .alarmChanged(_, _, state.rawValue, _, _, _, _)? = event.recorded else { return false }
                return true
            }
        }

    private static let commands = [
        "acknowledge", "shelve", "confirm failover", "confirm switchover", "confirm reverse sync", "set mode", "abort",
        "retry", "go on without", "resume", "restore", "maintenance", "end maintenance", "waive", "send to",
        "override the second opinion",
    ].flatMap { words in
        [false, true].map { isRefused in
            RarePath("command \(isRefused ? "refused" : "done"): \(words)") { event in
                guard case .commanded(_, let command, _, isRefused)? = event.recorded else { return false }
                return command.hasPrefix(words)
            }
        }
    }

    private static let orders = [
        asked("the timeouts are stretched") { if case .stretchTimeouts(let factor) = $0 { factor > 1 } else { false } },
        ordered("a node is parked") { if case .park = $0 { true } else { false } },
        ordered("a node is fenced") { if case .fence = $0 { true } else { false } },
        ordered("a node is promoted") { if case .promote = $0 { true } else { false } },
        ordered("a node is made to follow") { if case .follow = $0 { true } else { false } },
        ordered("a pair hands over") { if case .handOver = $0 { true } else { false } },
        asked("a pair is left out") { if case .save(let state) = $0 { !state.leftOut.isEmpty } else { false } },
        asked("own writes were counted") { if case .save(let state) = $0 { !state.ownWrites.isEmpty } else { false } },
        asked("a target was restarted in mid-failover") { action in
            if case .save(let state) = action { state.change.map { !$0.restarted.isEmpty } ?? false } else { false }
        },
    ]

    private static let truths = [
        RarePath("data was given up") { if case .overwritten(_, _, let lost, _) = $0 { lost > 0 } else { false } },
        RarePath("a caller applied what was delivered again") { event in
            if case .applied(_, let information) = event { information.epoch > 1 } else { false }
        },
        RarePath("a node was taken over from") { event in
            if case .obeyed(_, .tookOver) = event { true } else { false }
        },
    ]

    private init(_ name: String, _ isReached: @escaping @Sendable (TraceEvent) -> Bool) {
        self.name = name
        self.isReached = isReached
    }

    private static func ended(_ name: String, _ condition: @escaping @Sendable (EffectOutcome) -> Bool) -> RarePath {
        RarePath(name) { if case .ended(_, let outcome) = $0 { condition(outcome) } else { false } }
    }

    private static func noted(_ name: String, _ parts: String...) -> RarePath {
        RarePath(name) { event in
            guard case .noted(let text)? = event.recorded else { return false }
            return parts.allSatisfy(text.contains)
        }
    }

    private static func asked(_ name: String, _ condition: @escaping @Sendable (Effect.Action) -> Bool) -> RarePath {
        RarePath(name) { $0.action.map(condition) ?? false }
    }

    private static func ordered(_ name: String, _ condition: @escaping @Sendable (Order.Action) -> Bool) -> RarePath {
        asked(name) { if case .order(let order) = $0 { condition(order.action) } else { false } }
    }
}

extension TraceEvent {
    fileprivate var action: Effect.Action? { if case .decided(let effect) = self { effect.action } else { nil } }
}
