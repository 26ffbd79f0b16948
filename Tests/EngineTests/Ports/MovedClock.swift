import Engine
import RecoveryCore
import Synchronization

/// A clock that only the test moves.
final class MovedClock: Clock {
    private struct Hands {
        var now = Instant.origin + .seconds(1000)
        var wallTime = 1_800_000_000.0
    }

    private let hands = Mutex(Hands())

    func now() -> Instant { hands.withLock { $0.now } }
    func wallTime() -> Double { hands.withLock { $0.wallTime } }

    /// Time passes on both clocks.
    func pass(_ duration: Duration) {
        hands.withLock { hands in
            hands.now = hands.now + duration
            hands.wallTime += duration.seconds
        }
    }

    /// Somebody sets the wall clock.
    func setWallTime(by seconds: Double) { hands.withLock { $0.wallTime += seconds } }
}
