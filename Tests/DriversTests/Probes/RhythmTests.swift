import RecoveryCore
import Testing

@testable import Drivers

@Suite("Each node is asked at its phase")
struct RhythmTests {
    private let millisecond = Nanoseconds.millisecond

    /// Runs a wheel for some turns, looking at it every `step`: when each place was handed out.
    private func run(_ wheel: inout TimerWheel, to end: Nanoseconds, step: Nanoseconds) -> [[Nanoseconds]] {
        var times = [[Nanoseconds]](repeating: [], count: wheel.places)
        var now: Nanoseconds = 0
        while now < end {
            while let places = wheel.takeDue(at: now, limit: 7) {
                for place in places { times[place].append(now) }
            }
            now += step
        }
        return times
    }

    @Test("M2: every node is asked exactly once in every interval", arguments: [1, 2, 3, 7, 999, 1000, 1001, 2500])
    func onceATurn(count: Int) {
        var wheel = TimerWheel(places: count, turn: .second, start: 0)
        for times in run(&wheel, to: 3 * .second, step: millisecond) {
            #expect(times.count == 3)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == .second })
        }
    }

    @Test("phases are spread: no slot of a millisecond holds more than its share")
    func spread() {
        var wheel = TimerWheel(places: 10_000, turn: .second, start: 0)
        var largest = 0
        for slot in 0..<1000 {
            var due = 0
            while let places = wheel.takeDue(at: Nanoseconds(slot) * millisecond, limit: 512) { due += places.count }
            largest = max(largest, due)
        }
        #expect(largest == 10)
    }

    @Test("a tenth of the interval holds about a tenth of every cluster")
    func clustersAreDealtOut() {
        let dealing = Dealing(nodes: 64)
        for cluster in [0..<32, 32..<64] {
            for window in stride(from: 0, to: 64, by: 8) {
                let share = dealing.nodes[window..<(window + 8)].filter { cluster.contains(Int($0)) }.count
                #expect((3...5).contains(share))
            }
        }
        #expect(dealing.nodes.indices.allSatisfy { dealing.places[Int(dealing.nodes[$0])] == Int32($0) })
    }

    @Test("I8: who was away for five intervals owes each node one question, not five")
    func away() {
        var wheel = TimerWheel(places: 100, turn: .second, start: 0)
        _ = run(&wheel, to: .second, step: millisecond)
        var asked = 0
        while let places = wheel.takeDue(at: 6 * .second + 500 * millisecond, limit: 1000) { asked += places.count }
        #expect((1...100).contains(asked))
        let due = wheel.nextDue ?? 0
        #expect(due > 6 * .second + 500 * millisecond && due <= 6 * .second + 520 * millisecond)
    }

    @Test("a wheel without nodes is never due")
    func empty() {
        var wheel = TimerWheel(places: 0, turn: .second, start: 0)
        #expect(wheel.nextDue == nil)
        #expect(wheel.takeDue(at: .second, limit: 1) == nil)
    }

    @Test("a waiting line keeps its order while it grows and turns")
    func waitingLine() {
        var line = WaitingLine()
        var next = 0
        for number in 0..<1000 {
            line.append(.init(since: Nanoseconds(number), place: Int32(number), ticket: 0))
            if number % 3 == 0 {
                #expect(line.first?.place == Int32(next))
                line.removeFirst()
                next += 1
            }
        }
        while let entry = line.first {
            #expect(entry.place == Int32(next))
            line.removeFirst()
            next += 1
        }
        #expect(next == 1000)
    }

    @Test("a connection's replies are matched in the order of their questions")
    func expectedReplies() {
        var expected = ExpectedReplies([.access, .ignored, .heartbeat])
        #expect(expected != .heartbeatAlone)
        expected.append(.status)
        #expect(expected.contains(.status))
        for reply in [ExpectedReply.access, .ignored, .heartbeat, .status] {
            #expect(expected.first == reply)
            expected.removeFirst()
        }
        #expect(expected.isEmpty && expected.first == nil)
        expected.append(.heartbeat)
        #expect(expected == .heartbeatAlone)
    }

    @Test("large systems are asked their status about 400 times a second in all")
    func statusRate() {
        #expect(StatusQuestion.interval(.seconds(1), nodes: 6) == .seconds(1))
        #expect(StatusQuestion.interval(.seconds(1), nodes: 10_000) == .seconds(25))
        #expect(StatusQuestion.interval(.seconds(5), nodes: 400) == .seconds(5))
    }
}
