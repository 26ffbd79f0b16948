import RecoveryCore

/// The rhythm of asking.
package struct ProberOptions: Hashable, Sendable {
    /// Each node is asked once in this time.
    package var interval: Duration = .seconds(1)
    /// An answer later than this is a miss.
    package var timeout: Duration = .milliseconds(500)
    /// After a first miss a node is asked again out of turn until so many are missed in a row (k).
    package var misses = 3
    /// Between repeated questions to a node that refuses connections.
    package var spacing: Duration = .milliseconds(100)
    /// How long good answers are gathered before they are sent.
    package var patience: Duration = .milliseconds(50)
    /// The age at which a connection is replaced: an old one can answer when new ones are refused.
    package var renewal: Duration = .seconds(60)

    package init() {}

    package init(_ settings: HeartbeatSettings) {
        interval = settings.interval
        timeout = settings.timeout
        misses = settings.misses
    }
}
