import RecoveryCore
import Synchronization

/// The newest snapshot, for whoever wants to look; nobody is waited for.
package final class SnapshotBoard: Sendable {
    private struct State: Sendable {
        var newest: Snapshot?
        var onPublish: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var newest: Snapshot? { state.withLock { $0.newest } }

    /// Each `action` is called after every publication, on one of the engine's threads: it must only ring a bell.
    package func onPublish(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onPublish.append(action) }
    }

    /// An older snapshot than the one that is shown is passed over: it waited for a disk that did not answer.
    func publish(_ snapshot: Snapshot) {
        let bells = state.withLock { state -> [@Sendable () -> Void] in
            if let newest = state.newest, newest.at > snapshot.at { return [] }
            state.newest = snapshot
            return state.onPublish
        }
        for ring in bells { ring() }
    }
}
