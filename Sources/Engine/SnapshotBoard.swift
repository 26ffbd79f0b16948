import RecoveryCore
import Synchronization

/// The newest snapshot, for whoever wants to look; nobody is waited for.
package final class SnapshotBoard: Sendable {
    private struct State: Sendable {
        var newest: Snapshot?
        var onPublish: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    package var newest: Snapshot? { state.withLock { $0.newest } }

    /// `action` is called after every publication, on the engine's thread: it must only ring a bell.
    package func onPublish(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onPublish = action }
    }

    func publish(_ snapshot: Snapshot) {
        let ring = state.withLock { state in
            state.newest = snapshot
            return state.onPublish
        }
        ring?()
    }
}
