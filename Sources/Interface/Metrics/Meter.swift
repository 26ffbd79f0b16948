import Engine
import RecoveryCore
import Synchronization

/// What is counted while it happens; everything else in the metrics is read off the newest snapshot.
package final class Meter: Sendable {
    struct Counts: Sendable {
        var latency = Histogram()
        var answered: UInt64 = 0
        var missed: UInt64 = 0
        var applied: UInt64 = 0
        var delivered: UInt64 = 0
        var failed: UInt64 = 0
        /// Connections to the interface that found no place.
        var turnedAway: UInt64 = 0
        /// Connections to the interface that could not be accepted: gone again, or no descriptor was left.
        var unaccepted: UInt64 = 0
        /// Of a delivery's attempt, whatever its end.
        var attempt = Histogram()
        /// Of the engine's loop.
        var lateness = Histogram()
    }

    private let counts = Mutex(Counts())

    package init() {}

    var now: Counts { counts.withLock { $0 } }

    package func count(_ heartbeats: [Heartbeat]) {
        counts.withLock { counts in
            for heartbeat in heartbeats {
                guard case .answered(let latency) = heartbeat.outcome else {
                    counts.missed += 1
                    continue
                }
                counts.answered += 1
                counts.latency.add(latency.seconds)
            }
        }
    }

    func countTurnedAway() { counts.withLock { $0.turnedAway += 1 } }

    func countUnaccepted() { counts.withLock { $0.unaccepted += 1 } }

    /// By how much the engine's loop came round later than it meant to.
    package func count(lateness: Duration) { counts.withLock { $0.lateness.add(lateness.seconds) } }

    package func count(_ outcome: DeliveryOutcome, after time: Duration) {
        counts.withLock { counts in
            counts.attempt.add(time.seconds)
            switch outcome {
            case .applied: counts.applied += 1
            case .delivered: counts.delivered += 1
            case .failed: counts.failed += 1
            }
        }
    }
}

/// Counts what goes by on its way to the engine.
package struct MeteredSink: EventSink {
    private let sink: any EventSink
    private let meter: Meter

    package init(_ sink: any EventSink, meter: Meter) {
        self.sink = sink
        self.meter = meter
    }

    package func send(_ event: Event) {
        if case .heartbeats(let heartbeats) = event { meter.count(heartbeats) }
        sink.send(event)
    }
}

/// Counts the attempts of a delivery.
package struct MeteredDelivery: DeliveryPort {
    private let port: any DeliveryPort
    private let meter: Meter

    package init(_ port: any DeliveryPort, meter: Meter) {
        self.port = port
        self.meter = meter
    }

    package func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome {
        let began = ContinuousClock.now
        let outcome = await port.deliver(information, to: caller)
        meter.count(outcome, after: ContinuousClock.now - began)
        return outcome
    }
}
