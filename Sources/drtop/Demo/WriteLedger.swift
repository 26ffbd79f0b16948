import Dashboard
import Synchronization

/// What the demonstration's callers wrote and what the storage acknowledged, so that loss can be counted instead of claimed.
final class WriteLedger: Sendable {
    /// One caller's keys on one node's pair: `caller:service:number`.
    struct Stream: Hashable, Sendable {
        var caller: String
        var service: String

        func key(_ number: Int) -> String { "\(caller):\(service):\(number)" }
    }

    fileprivate struct State: Sendable {
        var acknowledged: [Stream: [Int]] = [:]
        var total = 0
        var missing: [Stream: Int] = [:]
        var second = 0
        /// Writes and failures of the present second and of the one before.
        var present = (written: 0, failed: 0)
        var previous = (written: 0, failed: 0)
    }

    /// As many of a stream's last writes are counted again after a failover.
    private static let memory = 20_000

    private let state = Mutex(State())

    func acknowledge(_ stream: Stream, _ number: Int, second: Int) {
        state.withLock { state in
            state.roll(to: second)
            state.present.written += 1
            state.total += 1
            state.acknowledged[stream, default: []].append(number)
            if state.acknowledged[stream, default: []].count > 2 * Self.memory {
                state.acknowledged[stream]?.removeFirst(Self.memory)
            }
        }
    }

    func fail(second: Int) {
        state.withLock { state in
            state.roll(to: second)
            state.present.failed += 1
        }
    }

    /// The last acknowledged writes of a stream.
    func acknowledged(_ stream: Stream) -> ArraySlice<Int> {
        state.withLock { ($0.acknowledged[stream] ?? []).suffix(Self.memory) }
    }

    func setMissing(_ count: Int, of stream: Stream) {
        state.withLock { $0.missing[stream] = count }
    }

    func status(second: Int) -> DemoStatus {
        state.withLock { state in
            state.roll(to: second)
            return DemoStatus(
                writesPerSecond: state.previous.written, failingPerSecond: state.previous.failed,
                acknowledged: state.total, missing: state.missing.isEmpty ? nil : state.missing.values.reduce(0, +))
        }
    }
}

extension WriteLedger.State {
    fileprivate mutating func roll(to newer: Int) {
        guard newer != second else { return }
        previous = newer == second + 1 ? present : (0, 0)
        present = (0, 0)
        second = newer
    }
}
