import RecoveryCore

/// Notices that the engine itself was paused, starved, or that somebody moved the wall clock (I8).
struct Lateness {
    private static let tolerance = Duration.seconds(2)

    private let clock: any Clock
    private var lastNow: Instant
    private var lastWall: Double
    /// By how much the loop came round later than it meant to, when it last looked.
    private(set) var newest = Duration.zero

    init(clock: any Clock) {
        self.clock = clock
        lastNow = clock.now()
        lastWall = clock.wallTime()
    }

    /// - Parameters:
    ///   - wait: how long the loop meant to wait at most.
    ///   - dropped: heartbeats that did not fit into the mailbox: the engine was too slow to look at them.
    mutating func look(after wait: Duration, dropped: Int) -> OwnTrouble? {
        let now = clock.now()
        let wall = clock.wallTime()
        defer {
            lastNow = now
            lastWall = wall
        }
        let passed = now - lastNow
        newest = max(.zero, passed - max(wait, .zero))
        if passed > max(wait, .zero) + Self.tolerance { return .lateTick(passed - max(wait, .zero)) }
        if dropped > 0 { return .lateTick(passed) }
        let jump = .seconds(wall - lastWall) - passed
        return jump > Self.tolerance || jump < .zero - Self.tolerance ? .clockJump(jump) : nil
    }
}
