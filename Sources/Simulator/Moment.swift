import RecoveryCore

/// A point in simulated time, in microseconds since the simulation began. The controller's processes see it through
/// their own clocks, which begin elsewhere after each start.
package typealias Moment = Int64

extension Moment {
    package static let millisecond: Moment = 1000
    package static let second: Moment = 1_000_000
    package static let minute: Moment = 60_000_000

    /// As the core counts it. Not by `Duration.microseconds`: that is generic, and this is asked for at every event.
    var duration: Duration { Duration(attoseconds: Int128(self) * 1_000_000_000_000) }

    /// "12:03.250"
    package var words: String {
        let milliseconds = self / 1000 % 1000
        let seconds = self / 1_000_000 % 60
        func padded(_ number: Moment, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
        }
        return "\(self / 60_000_000):\(padded(seconds, 2)).\(padded(milliseconds, 3))"
    }
}
