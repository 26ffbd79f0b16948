import RecoveryCore

/// What the core asked for, one line each, as the stories show it.
extension World {
    func describe(_ effect: Effect) {
        guard let text = words(effect) else { return }
        log.append("\(time) \(text)")
    }

    /// Seconds since the story began.
    private var time: String {
        let milliseconds = now.sinceOrigin.milliseconds
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction)s"
    }

    private func words(_ effect: Effect) -> String? {
        switch effect.action {
        case .record(let entry): entry.words
        case .save: nil
        case .order(let order): "ORDER \(words(order))  (\(effect.reason))"
        case .claim(let confirmation): "CLAIM \(confirmation.kind.words) by \(confirmation.operator)"
        case .publish(let publication): "PUBLISH epoch \(publication.epoch) \(publication.clusterName)"
        case .deliver(_, let information):
            "DELIVER epoch \(information.epoch) to \(information.caller): "
                + information.endpoints.map { "\($0.service) \($0.address)" }.joined(separator: ", ")
        case .watch(let primary): "WATCH \(settings.name(of: primary))"
        case .inspect(let nodes):
            isVerbose ? "INSPECT \(nodes.map { settings.name(of: $0) }.joined(separator: " "))" : nil
        case .stretchTimeouts(let factor): "STRETCH TIMEOUTS x\(factor)"
        case .answer(_, let answer): "ANSWER \(answer.words)"
        }
    }

    private func words(_ order: Order) -> String {
        func name(_ node: NodeID) -> String { settings.name(of: node) }
        return switch order.action {
        case .park(let node): "park \(name(node))"
        case .fence(let node, let other): "fence \(name(node))" + (other.map { " against \(name($0))" } ?? "")
        case .promote(let node): "promote \(name(node))"
        case .follow(let node, let source): "let \(name(node)) follow \(name(source))"
        case .handOver(let from, let to): "hand over from \(name(from)) to \(name(to))"
        }
    }
}

extension CommandAnswer {
    fileprivate var words: String {
        switch self {
        case .done(let text): "done: \(text)"
        case .refused(let text): "refused: \(text)"
        }
    }
}

extension JournalEntry {
    /// nil: a story does not show it.
    fileprivate var words: String? {
        switch self {
        case .started, .sampled, .commanded, .intended, .ended, .applied: nil
        case .stopped(let text): "stopping: \(text)"
        case .phaseChanged(let from, let to, let reason): "phase \(from) -> \(to)  (\(reason))"
        case .verdictChanged(let cluster, let verdict, let available, let total):
            "verdict \(cluster) \(verdict) \(available)/\(total)"
        case .nodesChanged(let cluster, let state, let nodes, let count):
            "nodes \(cluster) \(state): \(nodes.joined(separator: " "))"
                + (count > nodes.count ? " and \(count - nodes.count) more" : "")
        case .alarmChanged(_, let kind, let state, let occurrence, let priority, let by, let text):
            "ALARM P\(priority) \(kind) \(state) #\(occurrence)" + (by.map { " by \($0)" } ?? "") + ": \(text)"
        case .planned(let kind, _, _): "planned \(kind)"
        case .claimed(let kind, _, let epoch, let by): "claimed \(kind) on epoch \(epoch) by \(by)"
        case .published(let epoch, let cluster, _): "published epoch \(epoch) \(cluster)"
        case .rolesChanged(let primary, let backups, let failed):
            "roles: primary \(primary), backup \(backups.joined(separator: " ")), "
                + "failed \(failed.joined(separator: " "))"
        case .noted(let text): "noted: \(text)"
        }
    }
}
