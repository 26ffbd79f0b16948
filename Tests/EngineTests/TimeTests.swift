import RecoveryCore
import Testing

@testable import Engine

struct TimeTests {
    @Test
    func `I8: a turn that comes more than two seconds late is noticed once, an early one and a long wait are not`() {
        let clock = MovedClock()
        var lateness = Lateness(clock: clock)
        let turns: [(passes: Duration, wait: Duration)] = [
            (.seconds(10), .seconds(10)), (.milliseconds(2500), .milliseconds(500)),
            (.milliseconds(2501), .milliseconds(500)), (.milliseconds(1), .seconds(-4)),
        ]
        let found = turns.map { turn in
            clock.pass(turn.passes)
            return lateness.look(after: turn.wait, dropped: 0)
        }
        #expect(found == [nil, nil, .lateTick(.milliseconds(2001)), nil])
    }

    @Test func `I8: a wall clock that was set is noticed in both directions, once`() {
        let clock = MovedClock()
        var lateness = Lateness(clock: clock)
        let jumps = [3600.0, 0, -3600, 0].map { seconds -> Double in
            clock.setWallTime(by: seconds)
            guard case .clockJump(let jump) = lateness.look(after: .zero, dropped: 0) else { return 0 }
            return jump.seconds.rounded()
        }
        #expect(jumps == [3600, 0, -3600, 0])
    }

    @Test func `I8: dropped heartbeats make the view doubtful`() {
        let clock = MovedClock()
        var lateness = Lateness(clock: clock)
        clock.pass(.milliseconds(3))
        let found = lateness.look(after: .zero, dropped: 1)
        #expect(found == .lateTick(.milliseconds(3)))
    }

    /// 2027-01-15 08:00 UTC.
    private let morning = 1_800_000_000.0

    /// At which of these seconds after the morning a run was due.
    private func runs(_ rule: SyncSettings.Rule, from start: Double, at moments: [Double]) -> [Double] {
        var schedule = Schedule(rule, wallTime: morning + start)
        return moments.filter { schedule.isDue(at: morning + $0) }
    }

    @Test func `M4: every 15m runs at each multiple of the period, once, and once for all that were slept through`() {
        let moments = [899, 900, 901, 4507, 5399, 5400.0]
        #expect(runs(.every(.seconds(900)), from: 1, at: moments) == [900, 4507, 5400])
        #expect(runs(.every(.seconds(900)), from: 1, at: [900, 900]) == [900])
    }

    @Test func `M4: daily 02:00 runs at that time in UTC`() {
        let rule = SyncSettings.Rule.daily(hour: 2, minute: 0)
        let hours = [17.9, 18, 18.1, 41.9, 42].map { $0 * 3600 }
        #expect(runs(rule, from: 0, at: hours) == [18 * 3600, 42 * 3600])
        #expect(Schedule.next(rule, after: morning) == morning + 18 * 3600)
        #expect(Schedule.next(.daily(hour: 8, minute: 1), after: morning) == morning + 60, "later on the same day")
    }

    @Test func `M4: a wall clock that is set back does not put a run off, and real time needs no schedule`() {
        #expect(runs(.every(.seconds(900)), from: 1, at: [-3599, -2700]) == [-2700])
        #expect(runs(.realTime, from: 0, at: [0, 1e9]).isEmpty)
    }
}
