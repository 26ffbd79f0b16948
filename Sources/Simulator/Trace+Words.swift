import Engine
import RecoveryCore

extension TraceEvent {
    /// The trace as numbers: what differs between two runs differs here.
    func add(to digest: inout Digest, at moment: Moment) {
        digest.add(UInt64(bitPattern: moment))
        switch self {
        case .heartbeat(let node, let asked, let isAnswer):
            digest.add(UInt64(truncatingIfNeeded: asked) << 16 ^ UInt64(node) << 1 ^ (isAnswer ? 1 : 0))
        case .decided(let effect):
            digest.add(effect.id.number)
            if case .record(let entry) = effect.action { digest.add(entry.words) }
        case .ended(let id, _): digest.add(id.number ^ 1 << 40)
        case .began(let effect): digest.add(effect.id.number ^ 2 << 40)
        case .obeyed(let node, let what):
            digest.add(node)
            digest.add(what.words { "node \($0)" })
        case .overwritten(let node, let source, let lost, _):
            digest.add(node << 8 ^ source)
            digest.add(Int(lost))
        case .published(let publication): digest.add(publication.epoch ^ 3 << 40)
        case .applied(let caller, let information): digest.add(information.epoch << 8 ^ UInt64(caller))
        case .shown(let snapshot): digest.add(snapshot.phase.rawValue)
        case .settled(let settlement): digest.add(settlement.epoch)
        case .restored(let state): digest.add(state?.epoch ?? 0)
        case .clockStepped(let step): digest.add(UInt64(bitPattern: step))
        case .holds(let caller, let information): digest.add((information?.epoch ?? 0) << 8 ^ UInt64(caller))
        case .durable(let entries, _): digest.add(entries.count)
        case .started, .crashed, .troubled, .journalChanged, .commanded, .claimed, .faultBegan, .faultEnded, .healed:
            digest.add(7)
        }
    }

    /// A line of the story; nil for what would only fill it.
    func words(in settings: Settings) -> String? {
        func name(_ node: Int) -> String { settings.nodes[node].name }
        switch self {
        case .started: return "drtop starts"
        case .crashed: return "drtop is gone"
        case .troubled(let trouble): return "drtop's own view is in doubt: \(trouble.words)"
        case .journalChanged(.writable): return "the journal is written again"
        case .journalChanged(.failing(let why)): return "the journal fails: \(why)"
        case .commanded(let request): return "\(request.operator): \(request.command.words(in: settings))"
        case .decided(let effect):
            switch effect.action {
            case .record(.sampled), .record(.intended), .record(.ended): return nil
            case .record(let entry): return entry.words
            case .answer(let id, let answer): return "answer to \(id.text): \(answer.text)"
            case .save, .order, .claim, .publish, .deliver, .watch, .inspect, .stretchTimeouts: return nil
            }
        case .began(let effect):
            let what = effect.action.words(in: settings)
            return "#\(effect.id.number) \(what.isEmpty ? "" : "\(what): ")\(effect.reason)"
        case .ended(let id, let outcome): return "#\(id.number) \(outcome.words)"
        case .obeyed(let node, let what): return "in truth: \(name(node)) \(what.words(name))"
        case .overwritten(let node, let source, let lost, let isEmpty):
            return
                "in truth: \(name(node)) is overwritten by \(isEmpty ? "the empty " : "")\(name(source)), \(lost) bytes lost"
        case .claimed(let confirmation): return "in truth: claimed \(confirmation.fingerprint)"
        case .published(let publication):
            return "in truth: epoch \(publication.epoch) is published: \(publication.clusterName)"
        case .faultBegan(let fault): return "FAULT \(fault.words(in: settings))"
        case .faultEnded(let fault): return "over: \(fault.words(in: settings))"
        case .healed: return "all faults are over"
        case .settled(let settlement): return "the end: \(settlement.words)"
        case .clockStepped(let step): return "drtop's wall clock is set by \(step / .second) s"
        case .heartbeat, .shown, .durable, .applied, .restored, .holds: return nil
        }
    }
}

extension TraceEvent {
    /// What a person would tell of a run: what went wrong, what people did, and what changed for good.
    var isTurningPoint: Bool {
        switch self {
        case .faultBegan, .started, .crashed, .published, .overwritten, .obeyed(_, .promoted), .obeyed(_, .tookOver),
            .healed:
            return true
        case .decided(let effect):
            guard case .record(let entry) = effect.action else { return false }
            switch entry {
            case .phaseChanged, .noted, .rolesChanged: return true
            case .commanded(_, _, _, let isRefused): return !isRefused
            case .alarmChanged(_, _, let state, _, let priority, _, _): return state == "NEW" && priority == 1
            case .started, .stopped, .verdictChanged, .nodesChanged, .intended, .ended, .planned, .claimed, .published,
                .applied, .sampled:
                return false
            }
        case .restored, .clockStepped, .heartbeat, .troubled, .journalChanged, .commanded, .shown, .durable, .began,
            .ended, .obeyed, .claimed, .applied, .holds, .faultEnded, .settled:
            return false
        }
    }
}

extension Obedience {
    func words(_ name: (Int) -> String) -> String {
        switch self {
        case .parked: "is parked"
        case .promoted: "is promoted"
        case .followed(let source): "follows \(name(source))"
        case .tookOver(let from): "takes over from \(name(from))"
        }
    }
}

extension OwnTrouble {
    fileprivate var words: String {
        switch self {
        case .lateTick(let time): "a tick came \(time) late"
        case .clockJump(let time): "its clocks went apart by \(time)"
        case .socket(let why): "its sockets fail: \(why)"
        }
    }
}

extension Settlement {
    fileprivate var words: String {
        let alarms = activeAlarms.isEmpty ? "no alarm" : activeAlarms.map(\.rawValue).joined(separator: " ")
        let used = callers.map(String.init).joined(separator: " ")
        return "phase \(phase?.rawValue ?? "none"), epoch \(epoch), callers use \(used), \(alarms)"
            + (isChanging ? ", a role change is under way" : "") + astray.map { "; \($0)" }.joined()
    }
}

extension Simulation {
    private static let taleLength = 4000

    mutating func narrate(_ event: TraceEvent) {
        if case .durable(let entries, _) = event { journal += entries.map { ($0, now) } }
        if case .started = event { journal.append((.started(version: "", holder: "simulated"), now)) }
        guard let words = event.words(in: settings) else { return }
        if tale.count >= Self.taleLength { tale.removeFirst(Self.taleLength / 2) }
        tale.append("\(now.words) \(words)")
        guard event.isTurningPoint else { return }
        if turningPoints.count >= Self.taleLength { turningPoints.removeFirst(Self.taleLength / 2) }
        let isFault = if case .faultBegan = event { true } else { false }
        turningPoints.append(TurningPoint(words: "\(now.words) \(words)", isFault: isFault))
    }

    /// A line of a story that is told in few.
    package struct TurningPoint: Sendable {
        package var words: String
        package var isFault: Bool
    }
}
