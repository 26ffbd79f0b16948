struct PatienceExhausted: Error {}

/// Runs the work until the time is over; then it is cancelled, and its end waited for.
///
/// - Throws: `PatienceExhausted`, or what the work threw in time.
func within<Value: Sendable>(
    _ time: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: time)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw PatienceExhausted() }
        return value
    }
}
