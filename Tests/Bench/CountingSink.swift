import Engine
import RecoveryCore
import Synchronization

/// Counts what the prober reports, and keeps nothing.
final class CountingSink: EventSink {
    struct Counts {
        var answered = 0
        var others = 0
        var closed = 0
        var troubled = 0
        /// Sum of the answers' latencies, for their mean.
        var latency = Duration.zero
    }

    private let counts = Mutex(Counts())

    func read() -> Counts { counts.withLock { $0 } }

    func send(_ event: Event) {
        counts.withLock { counts in
            switch event {
            case .heartbeats(let heartbeats):
                for heartbeat in heartbeats {
                    if case .answered(let latency) = heartbeat.outcome {
                        counts.answered += 1
                        counts.latency += latency
                    } else {
                        counts.others += 1
                    }
                }
            case .connectionClosed: counts.closed += 1
            case .troubled: counts.troubled += 1
            case .incarnationChanged, .nodesReported, .pairsReported, .effectEnded, .orderProgressed, .journalChanged,
                .foreignEngineSeen, .dashboardsChanged, .callerSpoke, .notificationsFailed, .commanded, .syncBecameDue,
                .timePassed,
                .stopRequested:
                preconditionFailure("the prober sent \(event)")
            }
        }
    }
}
