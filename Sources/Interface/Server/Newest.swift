import Synchronization

/// The newest value, for any number of tasks that wait for a newer one than they have. Nobody who publishes waits for
/// anybody who reads; who reads late finds the newest only.
package final class Newest<Value: Sendable>: Sendable {
    private struct State {
        var version: UInt64 = 0
        var value: Value?
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        /// Were told to go on before they had begun to wait.
        var released: Set<UInt64> = []
    }

    private let state = Mutex(State())

    package init() {}

    package var value: Value? { state.withLock { $0.value } }

    package func publish(_ value: Value) {
        let waiters = state.withLock { state in
            state.version += 1
            state.value = value
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// The newest value as soon as it is newer than the version `seen`; nil when there is none after the time, or when
    /// the task was cancelled.
    package func newer(than seen: UInt64, within time: Duration) async -> (version: UInt64, value: Value)? {
        if let found = newest(than: seen) { return found }
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let timer = Task {
            // Cancelled is: not needed any more.
            guard (try? await Task.sleep(for: time)) != nil else { return }
            release(id)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wait(id, seen, $0) }
        } onCancel: {
            release(id)
        }
        timer.cancel()
        state.withLock { _ = $0.released.remove(id) }
        return newest(than: seen)
    }

    private func newest(than seen: UInt64) -> (version: UInt64, value: Value)? {
        state.withLock { state in
            guard state.version > seen, let value = state.value else { return nil }
            return (state.version, value)
        }
    }

    private func wait(_ id: UInt64, _ seen: UInt64, _ waiter: CheckedContinuation<Void, Never>) {
        let isOver = state.withLock { state in
            if state.version > seen || state.released.contains(id) { return true }
            state.waiters[id] = waiter
            return false
        }
        if isOver { waiter.resume() }
    }

    private func release(_ id: UInt64) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: id)
            if waiter == nil { state.released.insert(id) }
            return waiter
        }
        waiter?.resume()
    }
}
