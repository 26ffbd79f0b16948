import RecoveryCore

/// Nanoseconds since the origin of the engine's clock, and spans of them: what the prober and the journal's rows count in. `Duration`
/// is 128 bits of attoseconds, whose divisions would cost a heartbeat more than its whole bookkeeping; it begins where
/// values leave the prober.
typealias Nanoseconds = Int64

extension Nanoseconds {
    static let millisecond: Nanoseconds = 1_000_000
    static let second: Nanoseconds = 1_000_000_000
}

extension Duration {
    /// The same as `.nanoseconds(_:)` in a tenth of its time.
    init(nanoseconds: Nanoseconds) {
        self.init(attoseconds: Int128(nanoseconds) * 1_000_000_000)
    }

    /// Whole nanoseconds, rounded towards zero.
    var nanoseconds: Nanoseconds {
        Nanoseconds(truncatingIfNeeded: attoseconds / 1_000_000_000)
    }
}

extension Instant {
    init(nanoseconds: Nanoseconds) {
        self.init(sinceOrigin: Duration(nanoseconds: nanoseconds))
    }

    var nanoseconds: Nanoseconds { sinceOrigin.nanoseconds }
}
