/// Everything that can happen, in the past tense. Every phase of the recovery handles every event.
package enum Event: Sendable {
    /// Answers and misses, in the order in which they became known; good ones may be gathered for some milliseconds.
    case heartbeats([Heartbeat])
    /// The peer closed the persistent connection: the process behind it may be gone, and may come back empty.
    case connectionClosed(NodeID)
    /// The connection was made anew and another process answers than before (Redis: another `run_id`).
    case incarnationChanged(NodeID)
    case nodesReported([NodeReport])
    case pairsReported([PairReport])
    /// An effect ended: every effect ends exactly once, also by failure or timeout.
    case effectEnded(EffectID, EffectOutcome)
    case orderProgressed(EffectID, OrderProgress)
    /// drtop's own view is in doubt (I8).
    case troubled(OwnTrouble)
    case journalChanged(JournalHealth)
    /// Another engine's connections were seen on our nodes, and whose; nil: they are gone.
    case foreignEngineSeen(String?)
    /// Why people are not told of alarms; nil: they are.
    case notificationsFailed(String?)
    /// Whose dashboards are open now: a name for each.
    case dashboardsChanged([String])
    case commanded(CommandRequest)
    /// A caller came to the interface by itself: it has got this epoch or, if it says so, uses it now.
    case callerSpoke(CallerID, epoch: Epoch, applies: Bool)
    /// The moment of a preset sync rule has come (M4).
    case syncBecameDue
    /// Time passed; the shell sends it when `nextDeadline` is reached, and may send it at any other time.
    case timePassed
    /// The process was asked to leave (HUP, TERM, `q`): finish the step in hand, begin no other.
    case stopRequested
}

package enum EffectOutcome: Hashable, Codable, Sendable {
    case order(OrderOutcome)
    case claim(ClaimOutcome)
    case publication(PublicationOutcome)
    case delivery(DeliveryOutcome)
}

/// The end as the asker expects it. One of another kind comes from a port that is at fault: it says nothing, and so the
/// effect counts as failed.
extension EffectOutcome {
    var ofOrder: OrderOutcome {
        if case .order(let outcome) = self { outcome } else { .failed(Self.foreign) }
    }

    var ofClaim: ClaimOutcome {
        if case .claim(let outcome) = self { outcome } else { .failed(Self.foreign) }
    }

    var ofPublication: PublicationOutcome {
        if case .publication(let outcome) = self { outcome } else { .failed(Self.foreign) }
    }

    var ofDelivery: DeliveryOutcome {
        if case .delivery(let outcome) = self { outcome } else { .failed(Self.foreign) }
    }

    private static let foreign = "it ended as something else than was asked for"
}

/// Whether the confirmation is now durable and this engine's alone (I5).
package enum ClaimOutcome: Hashable, Codable, Sendable {
    case claimed
    /// It was claimed or consumed before, or the epoch has moved on.
    case refused(String)
    /// The store could not say; nothing was begun.
    case failed(String)
}

package enum PublicationOutcome: Hashable, Codable, Sendable {
    case published
    /// Another epoch stands there than the one that was expected, or the confirmation was consumed before.
    case refused(String)
    case failed(String)
}

package enum DeliveryOutcome: Hashable, Codable, Sendable {
    /// The caller uses it.
    case applied
    /// It arrived; the caller has not said that it uses it.
    case delivered
    case failed(String)
}

package enum JournalHealth: Hashable, Codable, Sendable {
    case writable
    /// New outside effects stop but for the protective ones; watching, screen and alarms go on (I21).
    case failing(String)
}
