import TestSupport
import Testing

/// A row of the fault matrix (`design/invariants.md`): what happens, and what must come of it. The fault is injected into
/// the built program and real servers; the expectation is the assertion.
struct Fault: CustomTestStringConvertible, Sendable {
    /// The fault, and what is expected.
    var what: String
    var expected: String
    /// Nodes of each cluster.
    var nodes = 2
    /// Whether the program runs, and all is well, before the fault.
    var isOpen = true
    /// More of the settings file.
    var more = ""
    var inject: @Sendable (Story) async throws -> Void

    var testDescription: String { "\(what): \(expected)" }

    init(
        _ what: String, _ expected: String, nodes: Int = 2, isOpen: Bool = true, more: String = "",
        inject: @escaping @Sendable (Story) async throws -> Void
    ) {
        (self.what, self.expected, self.nodes, self.isOpen) = (what, expected, nodes, isOpen)
        (self.more, self.inject) = (more, inject)
    }

    func tell() async throws {
        try await Story.tell(nodes: nodes, more: more, isOpen: isOpen) { story in
            try await inject(story)
            try await story.seeSoundJournal()
        }
    }
}

@Suite("The fault matrix")
struct FaultTests {
    @Test("Nodes", arguments: Fault.ofNodes)
    func nodes(fault: Fault) async throws { try await fault.tell() }

    @Test("Clusters", arguments: Fault.ofClusters)
    func clusters(fault: Fault) async throws { try await fault.tell() }

    @Test("The controller", arguments: Fault.ofTheController)
    func controller(fault: Fault) async throws { try await fault.tell() }

    @Test("The controller's disk", arguments: Fault.ofTheDisk)
    func disk(fault: Fault) async throws { try await fault.tell() }

    @Test("The terminal", arguments: Fault.ofTheTerminal)
    func terminal(fault: Fault) async throws { try await fault.tell() }

    @Test("Operators", arguments: Fault.ofOperators)
    func operators(fault: Fault) async throws { try await fault.tell() }

    @Test("Callers", arguments: Fault.ofCallers)
    func callers(fault: Fault) async throws { try await fault.tell() }
}

// MARK: what several faults expect

extension Story {
    /// No cluster was called failed since.
    func expectNoFirstAlarm(after number: Int64 = 0) throws {
        let alarms = entries(after: number).map(\.words).filter { $0.matches("first-alarm|second-alarm") }
        try check(alarms.isEmpty, "raised: \(alarms)")
    }

    /// Nothing was promoted, nothing published.
    func expectNoRoleChange(epoch: Int = 1) throws {
        let words = entries().map(\.words)
        try check(!words.contains { $0.matches("^#[0-9]+ promote") }, "something was promoted")
        try check(!words.contains { $0.hasPrefix("epoch \(epoch + 1) published") }, "a new epoch was published")
        try check(!b.contains(where: \.isWritable), "the backup takes writes")
    }

    /// All is well again, as before the fault.
    func seeWellAgain(within bound: Duration = .seconds(60)) async throws {
        try await see("\nOK .*fra1 serves", within: bound)
        try await seeFollowing(b, a, within: bound)
    }

    func seeJournal(_ pattern: String, after number: Int64 = 0, within bound: Duration = .seconds(30)) async throws {
        try await eventually("the journal tells /\(pattern)/", within: bound) {
            // The terminal is read meanwhile: a person looks at it.
            try self.screen.take()
            return self.entries(after: number).contains { $0.words.matches(pattern) }
        }
    }

    /// The primary is killed, and the backup takes over.
    func seeFailover(epoch: Int = 2) async throws {
        kill(a)
        try await see("fra1 HAS FAILED.*F to fail over", within: .seconds(60))
        try await failOver()
        try await seeWritable(b)
        try await seeCallers(on: "ams2", epoch: epoch)
    }
}
