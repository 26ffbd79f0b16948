import RecoveryCore

/// A real journal as the trace that the checkers read: what each entry proves to have happened.
struct JournalTrace: Sendable {
    private let names: JournalNames
    private let settings: Settings
    private let isPruned: Bool
    private var claimed: [String: Confirmation] = [:]
    private var isRunning = false
    private var hasBegun = false
    /// The newest that is known to have been published; nil: what was before the first is not known.
    private var newest: (epoch: Epoch, cluster: String)?
    /// A process has started after another one, and has not published yet.
    private var hasRestarted: Bool
    private var hasRun = false
    private var isEffectKnown: Bool

    init(_ names: JournalNames, isPruned: Bool) {
        self.names = names
        self.isPruned = isPruned
        settings = names.settings
        hasRestarted = isPruned
        isEffectKnown = !isPruned
    }

    mutating func events(of entry: JournalEntry, at now: Moment) -> [TraceEvent] {
        var events: [TraceEvent] = []
        if !hasBegun {
            hasBegun = true
            if isPruned { events += before(now) }
        }
        events.append(.durable([entry], nil))
        switch entry {
        case .started:
            if isRunning { events.append(.crashed) }
            isRunning = true
            hasRestarted = hasRestarted || hasRun
            hasRun = true
            events.append(.started)
        case .stopped:
            isRunning = false
            events.append(.crashed)
        case .intended(let number, let action, let reason):
            isEffectKnown = true
            let effect = Effect(id: EffectID(number), reason: reason, action: self.action(action))
            // Deliveries go on in any case; what they are is not needed.
            events += [.decided(effect), .began(effect)]
        case .ended(let number, _):
            // Its intent may be among what was pruned.
            if isEffectKnown { events.append(.ended(EffectID(number), .order(.timedOut))) }
        case .claimed(let kind, let fingerprint, let epoch, let author):
            let confirmation = Confirmation(
                kind: RoleChangeKind(rawValue: kind) ?? .failover, fingerprint: fingerprint,
                target: names.cluster(names.targets[fingerprint]), epoch: epoch, operator: author)
            claimed[fingerprint] = confirmation
            events.append(.claimed(confirmation))
        case .published(let epoch, let cluster, let fingerprint):
            events += untoldEpochs(before: epoch, cluster)
            events.append(.published(publication(epoch, cluster, fingerprint.flatMap { claimed[$0] })))
        case .applied(let caller, let epoch):
            guard let index = names.callers.firstIndex(of: caller) else { break }
            events.append(.applied(caller: index, document(caller, epoch)))
        case .commanded(let author, let command, _, _):
            guard let word = ConfirmationWords(command) else { break }
            let confirm = OperatorCommand.confirm(word.kind, fingerprint: word.fingerprint, typed: word.typed)
            events.append(
                .commanded(CommandRequest(id: CommandID(command), operator: author, command: confirm)))
        case .planned(let kind, let fingerprint, _):
            events += [record(entry), change(RoleChangeKind(rawValue: kind) ?? .failover, fingerprint)]
        case .noted(let text): events += noted(text, entry, at: now)
        case .phaseChanged, .verdictChanged, .nodesChanged, .alarmChanged, .rolesChanged, .sampled:
            events.append(record(entry))
        }
        return events
    }

    private func record(_ entry: JournalEntry) -> TraceEvent {
        .decided(Effect(id: EffectID(0), reason: "", action: .record(entry)))
    }

    /// What the checkers would have learned from the entries that are gone.
    private func before(_ now: Moment) -> [TraceEvent] {
        [
            .started,
            record(
                .alarmChanged(
                    id: 0, kind: AlarmKind.first.rawValue, state: "ACKED", occurrence: 0, priority: 1, by: nil,
                    text: "")),
        ] + cleanRound(now)
    }

    /// Epochs that were published in entries that are gone, or by a process that ended before it could say so: the
    /// configuration centre has them, and the next process goes on from there.
    private mutating func untoldEpochs(before epoch: Epoch, _ cluster: String) -> [TraceEvent] {
        defer {
            newest = (epoch, cluster)
            hasRestarted = false
        }
        let first = (newest?.epoch ?? 0) + 1
        guard hasRestarted, first < epoch else { return [] }
        return (first..<epoch).map { .published(publication($0, newest?.cluster ?? cluster, nil)) }
    }

    private func publication(_ epoch: Epoch, _ cluster: String, _ confirmation: Confirmation?) -> Publication {
        Publication(
            epoch: epoch, cluster: names.cluster(cluster), clusterName: cluster,
            information: names.callers.map { document($0, epoch) }, consumes: confirmation)
    }

    /// The addresses are not in the journal: the configuration centre has them.
    private func document(_ caller: String, _ epoch: Epoch) -> ConfigurationInformation {
        ConfigurationInformation(system: settings.system, caller: caller, epoch: epoch, cluster: "", endpoints: [])
    }

    private func action(_ words: String) -> Effect.Action {
        switch words.split(separator: " ").first {
        case "park", "fence": return .order(Order(.park(NodeID(0)), deadline: nil))
        case "deliver": return .deliver(CallerID(0), document("", 0))
        default:
            return .claim(
                Confirmation(kind: .failover, fingerprint: "", target: ClusterID(0), epoch: 0, operator: ""))
        }
    }

    private func change(_ kind: RoleChangeKind, _ fingerprint: String) -> TraceEvent {
        let target = names.cluster(names.targets[fingerprint])
        let plan = Plan(
            kind: kind, from: ClusterID(0), target: target, epoch: 0, pairs: [], changes: [], loss: nil,
            drawn: .origin, expires: .origin, fingerprint: fingerprint)
        let confirmation = Confirmation(kind: kind, fingerprint: fingerprint, target: target, epoch: 0, operator: "")
        var state = DurableState(settings: settings)
        state.change = RoleChange(plan: plan, confirmation: confirmation, began: .origin)
        return .decided(Effect(id: EffectID(0), reason: "", action: .save(state)))
    }

    private func cleanRound(_ now: Moment) -> [TraceEvent] {
        settings.nodes.indices.map { .heartbeat(node: $0, asked: now, isAnswer: true) }
    }

    /// The words by which the core tells of its own doubts, of the journal, and of a change's end.
    private func noted(_ text: String, _ entry: JournalEntry, at now: Moment) -> [TraceEvent] {
        if text.contains("all misses are void until one clean round") {
            return [.troubled(.lateTick(.seconds(3))), record(entry)]
        }
        switch text {
        case "a clean round of heartbeats has ended": return cleanRound(now) + [record(entry)]
        case "the journal cannot be written": return [.journalChanged(.failing("")), record(entry)]
        case "the journal is writable again": return [.journalChanged(.writable), record(entry)]
        default: return [record(entry)]
        }
    }
}
