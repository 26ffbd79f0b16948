import RecoveryCore

/// The end of a question: its outcome, and when the next one is put.
extension ProberLoop {
    mutating func conclude(_ place: Int, _ verdict: AnswerVerdict) {
        switch verdict {
        case .answered:
            guard case .asked(let asked) = connections[place].question else { return }
            settle(place, .answered(latency: .nanoseconds(now - asked)))
        case .notServing(let reason):
            settle(place, .notServing(reason))
        case .refusedUs(let text):
            settle(place, .refusedUs(text))
        case .invalid(let text):
            drop(place)
            settle(place, .missed(.invalid(text)))
        }
    }

    mutating func settle(_ place: Int, _ outcome: Heartbeat.Outcome) {
        guard case .asked(let asked) = connections[place].question else { return }
        connections[place].question = .none
        var isNews = connections[place].standing != .fine
        let repetition = connections[place].standing.record(outcome, misses: plan.options.misses)
        if connections[place].standing != .fine { isNews = true }
        gathering.add(
            Heartbeat(node: nodeID(place), asked: Instant(nanoseconds: asked), outcome: outcome), urgent: isNews,
            at: now
        )
        if case .missed = outcome { connections[place].statusWanted = true }
        switch repetition {
        case .atItsPhase: break
        case .atOnce: ask(place)
        case .soon: refusals.append(pause(place))
        case .aTimeoutLater: repetitions.append(pause(place))
        }
    }

    private mutating func pause(_ place: Int) -> WaitingLine.Entry {
        connections[place].ticket &+= 1
        connections[place].question = .pausing
        return WaitingLine.Entry(since: now, place: Int32(place), ticket: connections[place].ticket)
    }
}
