import Dashboard

/// What stands behind the dashboard of `drtop demo`: something that may be injured, and callers that feel it.
protocol Rehearsal: Sendable {
    /// What the callers feel now.
    var status: DemoStatus { get }
    func prepare() async throws(Failure)
    func carryOut(_ command: DemoCommand)
    /// Stops everything and removes everything.
    func end() async
}
