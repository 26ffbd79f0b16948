import RecoveryCore

/// What the demonstration's own callers see; present in `drtop demo` only.
package struct DemoStatus: Hashable, Sendable {
    package var writesPerSecond: Int
    /// Writes that failed in the last second.
    package var failingPerSecond: Int
    /// Writes that the storage has acknowledged since the start.
    package var acknowledged: Int
    /// Acknowledged writes that are not there any more; nil as long as that was not counted (before a failover).
    package var missing: Int?

    package init(writesPerSecond: Int, failingPerSecond: Int, acknowledged: Int, missing: Int? = nil) {
        self.writesPerSecond = writesPerSecond
        self.failingPerSecond = failingPerSecond
        self.acknowledged = acknowledged
        self.missing = missing
    }
}

/// An injury, or its end, to what the demonstration itself has started; nothing else can be reached by it.
package struct DemoCommand: Hashable, Sendable {
    package enum Verb: String, CaseIterable, Hashable, Sendable {
        case kill
        /// It hangs (SIGSTOP): connections are accepted, nothing answers.
        case stop
        case `continue`
        case restart
    }

    package enum Target: Hashable, Sendable {
        case cluster(ClusterID)
        case node(NodeID)
    }

    package var verb: Verb
    package var target: Target

    package init(_ verb: Verb, _ target: Target) {
        self.verb = verb
        self.target = target
    }
}
