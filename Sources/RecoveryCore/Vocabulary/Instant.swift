/// A point on the monotonic clock of this process. Wall time exists only in the journal and on the screen;
/// the core receives every instant as an argument called `now` and never reads a clock.
package struct Instant: Hashable, Comparable, Codable, Sendable {
    /// Time since an origin that is fixed for the life of the process. Instants that were restored from the journal
    /// may lie before it.
    package var sinceOrigin: Duration

    package init(sinceOrigin: Duration) {
        self.sinceOrigin = sinceOrigin
    }

    package static let origin = Instant(sinceOrigin: .zero)

    // In whole attoseconds, which are compared and added on the spot: `Duration`'s own operators are calls.

    package static func < (left: Instant, right: Instant) -> Bool {
        left.sinceOrigin.attoseconds < right.sinceOrigin.attoseconds
    }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceOrigin: Duration(attoseconds: instant.sinceOrigin.attoseconds + duration.attoseconds))
    }

    package static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceOrigin: Duration(attoseconds: instant.sinceOrigin.attoseconds - duration.attoseconds))
    }

    /// The time that passed from `right` to `left`; negative when `right` is later.
    package static func - (left: Instant, right: Instant) -> Duration {
        Duration(attoseconds: left.sinceOrigin.attoseconds - right.sinceOrigin.attoseconds)
    }
}

extension Duration {
    /// Seconds with their fraction, for arithmetic on rates and for words; never for comparisons that decide.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 { whole(1000) }

    /// Whole microseconds, rounded towards zero.
    package var microseconds: Int64 { whole(1_000_000) }

    /// Saturating: a length that no clock will see may come from outside.
    private func whole(_ partsOfSecond: Int128) -> Int64 {
        Int64(clamping: attoseconds / (1_000_000_000_000_000_000 / partsOfSecond))
    }
}
