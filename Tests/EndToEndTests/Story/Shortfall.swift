import TestSupport

/// What the program did not do within the bound, and what was seen instead.
struct Shortfall: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Like `#require`, for conditions whose value alone says nothing.
func check(_ condition: Bool, _ what: @autoclosure () throws -> String) throws {
    if !condition { throw Shortfall(try what()) }
}

/// Waits for a condition, with a bound. The bound is a limit of waiting and asserts nothing about speed.
@discardableResult
func eventually<Value>(
    _ what: String, within bound: Duration = .seconds(30), _ condition: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + bound
    while true {
        if let value = try await condition() { return value }
        guard ContinuousClock.now < end else { throw Shortfall("not within \(bound): \(what)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

func eventually(
    _ what: String, within bound: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
    try await eventually(what, within: bound) { try await condition() ? () : nil } as Void
}
