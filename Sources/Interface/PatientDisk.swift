import Dispatch
import RecoveryCore
import Synchronization

/// Where a store takes its time: one work after the other, on a thread of its own. Nobody waits for a disk longer than its
/// patience lasts; the work goes on all the same.
final class PatientDisk: Sendable {
    private let works: DispatchQueue

    init(_ label: String) { works = DispatchQueue(label: label) }

    /// In its turn; nobody waits for it.
    func later(_ work: @escaping @Sendable () -> Void) { works.async(execute: work) }

    /// - Returns: what the work came to; nil: it had not ended when the patience was over.
    func result<Value: Sendable>(within patience: Duration, of work: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            let waiter = Waiter(continuation)
            works.async { waiter.resume(work()) }
            let limit = DispatchTime.now() + patience.seconds
            DispatchQueue.global().asyncAfter(deadline: limit) { waiter.resume(nil) }
        }
    }

    /// Goes on with what comes first.
    private final class Waiter<Value: Sendable>: Sendable {
        private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

        init(_ continuation: CheckedContinuation<Value?, Never>) { self.continuation = Mutex(continuation) }

        func resume(_ value: Value?) {
            let continuation = continuation.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            continuation?.resume(returning: value)
        }
    }
}
