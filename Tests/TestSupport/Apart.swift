import Foundation

/// Does on a thread of its own what blocks or computes for long: on one of Swift's few it would keep every other test from
/// going on.
package func apart<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}
