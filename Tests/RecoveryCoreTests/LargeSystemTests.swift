import Glibc
import Testing

@testable import RecoveryCore

/// Ten thousand nodes and a thousand callers: what happens all the time must stay cheap. The bounds are wide enough for a
/// debug build on a busy machine; `make bench` measures.
@Suite(.serialized) struct LargeSystemTests {
    private static let half = 5000

    private struct Large {
        var recovery: Recovery
        let settings: Settings
        var now = Instant.origin

        init(callers: Int = 1000) {
            settings = FakeSettings.make([half, half], callers: callers)
            recovery = Recovery(settings: settings, at: .origin)
            answerAll()
            report()
            _ = recovery.handle(.timePassed, at: now)
        }

        mutating func answerAll() {
            now = now + .seconds(1)
            let beats = settings.nodes.map {
                Heartbeat(node: $0.id, asked: now - .milliseconds(1), outcome: .answered(latency: .milliseconds(1)))
            }
            _ = recovery.handle(.heartbeats(beats), at: now)
        }

        mutating func missAll(of cluster: ClusterID) -> [Effect] {
            let beats = settings.nodes(of: cluster).map {
                Heartbeat(node: $0.id, asked: now, outcome: .missed(.refused))
            }
            now = now + .milliseconds(100)
            return recovery.handle(.heartbeats(beats), at: now)
        }

        mutating func report() {
            let reports = settings.nodes.map { node in
                NodeReport(
                    node: node.id, at: now, incarnation: "1",
                    role: node.cluster.index == 0 ? .writable : .following(.node(NodeID(node.id.index - half)), .up),
                    data: .holds(keys: 1))
            }
            _ = recovery.handle(.nodesReported(reports), at: now)
            let pairs = settings.pairs(from: ClusterID(0), to: ClusterID(1)).map { link in
                PairReport(
                    pair: link.id, upstream: link.upstream, downstream: link.downstream, at: now,
                    lag: Lag(bytes: 1, time: .zero), upstreamSampled: now, writeRate: 1,
                    forecast: .incremental(bytes: 1), ownWrites: OwnWrites(bytes: 0))
            }
            _ = recovery.handle(.pairsReported(pairs), at: now)
        }
    }

    /// Of this thread's own time on a processor: what else the machine does is none of it.
    private func processorTime() -> Duration {
        var time = timespec()
        precondition(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0, "no clock of the thread: errno \(errno)")
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func measure(_ what: String, times: Int, _ body: () -> Void) -> Duration {
        let began = processorTime()
        for _ in 0..<times { body() }
        let took = (processorTime() - began) / times
        print("large system: \(what): \(took.microseconds) us")
        return took
    }

    @Test("heartbeats, conclusions and snapshots of ten thousand nodes stay cheap")
    func cheap() {
        var large = Large()
        #expect(measure("10,000 good heartbeats", times: 5) { large.answerAll() } < .seconds(1))
        #expect(measure("a settling", times: 5) { _ = large.recovery.handle(.timePassed, at: large.now) } < .seconds(1))
        let snapshot = measure("a snapshot", times: 5) { _ = large.recovery.snapshot(at: large.now, wallTime: 0) }
        #expect(snapshot < .seconds(1))
        #expect(measure("10,000 reports", times: 3) { large.report() } < .seconds(2))
        #expect(large.recovery.phase == .synchronizing)
    }

    @Test("a failover of five thousand pairs: ends that arrive together are concluded from once")
    func failover() {
        var large = Large(callers: 10)
        var orders: [Effect] = []
        let died = measure("5,000 nodes refuse, three times", times: 1) {
            for _ in 0..<3 { orders += large.missAll(of: ClusterID(0)) }
        }
        #expect(died < .seconds(5))
        let parks = orders.filter { if case .order = $0.action { true } else { false } }
        #expect(parks.count == Self.half)
        let ends = parks.map { Event.effectEnded($0.id, .order(.done(OrderFinding("parked")))) }
        let ended = measure("5,000 orders end", times: 1) { _ = large.recovery.handle(ends, at: large.now) }
        #expect(ended < .seconds(5))
        large.now = large.now + .seconds(1)
        let again = measure("5,000 nodes refuse again", times: 1) { _ = large.missAll(of: ClusterID(0)) }
        #expect(again < .seconds(5))
    }
}
