import RecoveryCore

/// What a story can look at: the snapshot, as an operator would see it.
extension World {
    func show(_ what: String) throws -> [String] {
        let snapshot = recovery.snapshot(at: now, wallTime: 0)
        let parts = what.split(separator: ":").map(String.init)
        switch parts[0] {
        case "phase":
            return ["phase \(snapshot.phase.rawValue) " + snapshot.overlays.map { "[\($0.rawValue)]" }.joined()]
        case "epoch": return ["epoch \(snapshot.epoch)"]
        case "roles": return ["roles " + zip(settings.clusters, snapshot.clusters).map { "\($0.name) \($1.role)" }.list]
        case "verdict": return [verdict(snapshot)]
        case "clusters":
            return zip(settings.clusters, snapshot.clusters).map { cluster, status in
                "\(cluster.name) \(status.role) \(status.verdict.rawValue) \(status.available)/\(status.total)"
                    + (status.isFenced ? " fenced" : "")
            }
        case "nodes": return ["nodes " + zip(settings.nodes, snapshot.nodes).map { "\($0.name) \($1.state.word)" }.list]
        case "alarms":
            let lines = snapshot.alarms.map { "P\($0.priority) \($0.state.rawValue) #\($0.occurrence) \($0.text)" }
            return lines.isEmpty ? ["no alarms"] : lines
        case "callers": return zip(settings.callers, snapshot.callers).map { describe($0, $1) }
        case "sync": return snapshot.sync.map { describe($0) }
        case "abort": return ["an abort would: \(snapshot.abort?.rawValue ?? "be refused")"]
        case "change":
            let without = (snapshot.change?.failedPairs ?? []).map { settings.name(of: $0) }
            return (snapshot.change.map { describe($0) } ?? ["no change"])
                + (without.isEmpty ? [] : ["can go on without \(without.list)"])
        case "plan":
            let kind = try Script.kind(parts.dropFirst().first ?? "failover")
            guard let offer = snapshot.offer(kind), offer.plan != nil else { return ["no plan"] }
            return ["possible: \(offer.isPossible)"]
                + offer.rows.flatMap { row in row.lines.map { "\(row.label.rawValue) \($0)" } }
        case "why":
            let kind = try Script.kind(parts.dropFirst().first ?? "failover")
            return snapshot.offer(kind)?.conditions.map {
                "\($0.isMet ? "yes" : "NO ") \($0.name): \($0.value) (limit \($0.limit))"
                    + ($0.isMet ? "" : " -> \($0.remedy)")
            } ?? []
        case "storage":
            return ["storage " + settings.nodes.map { "\($0.name) \(describe(storage[$0.id]))" }.list]
        default: throw StoryFault("nothing to show is called \(what)")
        }
    }

    private func verdict(_ snapshot: Snapshot) -> String {
        let verdict = snapshot.verdict
        return "verdict P\(verdict.priority) \(verdict.text)" + (verdict.more.map { " | \($0)" } ?? "")
    }

    private func describe(_ caller: Caller, _ status: CallerStatus) -> String {
        let error = status.error.map { " error: \($0)" } ?? ""
        return "\(caller.name) delivered \(status.delivered) applied \(status.applied)\(error)"
    }

    private func describe(_ status: SyncStatus) -> String {
        "sync \(settings.name(of: status.from)) -> \(settings.name(of: status.to)) \(status.state.rawValue) "
            + "\(status.inSync)/\(status.pairs) lag \(status.lagBytes.map(String.init) ?? "UNKNOWN")"
    }

    private func describe(_ change: RoleChange) -> [String] {
        ["\(change.plan.kind.words) to \(settings.name(of: change.plan.target))"]
            + change.steps.map { step in
                let parts = step.parts.map { "\(settings.name(of: $0.node)) \($0.state.words)" }
                return "\(step.step.rawValue) \(step.state.words)" + (parts.isEmpty ? "" : ": \(parts.list)")
            }
    }

    private func describe(_ node: FakeNode) -> String {
        let process =
            switch node.process {
            case .up: ""
            case .hung: "hung "
            case .dead: "dead "
            }
        let role =
            switch node.role {
            case .writable: "writable"
            case .following(.parked, _): "parked"
            case .following(.elsewhere(let address), _): "follows \(address)"
            case .following(.node(let source), let link):
                "follows \(settings.name(of: source))" + (link == .up ? "" : " (down)")
            }
        return process + role + " \(node.data.offset)"
    }
}

extension RoleChange.State {
    fileprivate var words: String {
        switch self {
        case .waiting: "waiting"
        case .running: "running"
        case .done: "done"
        case .failed(let why): "FAILED (\(why))"
        }
    }
}

extension RoleChange.PartState {
    fileprivate var words: String {
        switch self {
        case .waiting: "waiting"
        case .running: "running"
        case .done: "done"
        case .failed(let why): "FAILED (\(why))"
        case .skipped(let why): "skipped (\(why))"
        }
    }
}

extension [String] {
    fileprivate var list: String { joined(separator: ", ") }
}
