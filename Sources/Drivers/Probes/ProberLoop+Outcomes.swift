import RecoveryCore

/// The end of a question: its outcome, and when the next one is put.
extension ProberLoop {
    mutating func conclude(_ node: Int, _ verdict: Verdict) {
        switch verdict {
        case .answered:
            guard case .asked(let asked) = connections[node].question else { return }
            settle(node, .answered(latency: .nanoseconds(now - asked)))
        case .notServing(let reason):
            settle(node, .notServing(reason))
        case .refusedUs(let text):
            settle(node, .refusedUs(text))
        case .invalid(let text):
            drop(node)
            settle(node, .missed(.invalid(text)))
        }
    }

    mutating func settle(_ node: Int, _ outcome: Heartbeat.Outcome) {
        guard case .asked(let asked) = connections[node].question else { return }
        connections[node].question = .none
        var isNews = connections[node].standing != .fine
        let repetition = connections[node].standing.record(outcome, misses: plan.options.misses)
        if connections[node].standing != .fine { isNews = true }
        gathering.add(
            Heartbeat(node: NodeID(node), asked: Instant(nanoseconds: asked), outcome: outcome), urgent: isNews, at: now
        )
        if case .missed = outcome { connections[node].statusWanted = true }
        switch repetition {
        case .atItsPhase: break
        case .atOnce: ask(node)
        case .soon: refusals.append(pause(node))
        case .aTimeoutLater: repetitions.append(pause(node))
        }
    }

    private mutating func pause(_ node: Int) -> WaitingLine.Entry {
        connections[node].ticket &+= 1
        connections[node].question = .pausing
        return WaitingLine.Entry(since: now, node: Int32(node), ticket: connections[node].ticket)
    }
}
