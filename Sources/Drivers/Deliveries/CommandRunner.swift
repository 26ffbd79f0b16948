import RecoveryCore

/// Runs the programs by which people are told: as reload commands run, some at once.
package struct CommandRunner: Sendable {
    private static let deadline = Duration.seconds(30)
    private let threads = DeliveryThreads(limit: 4)

    package init() {}

    /// nil when it exited with 0, otherwise why not.
    package func run(_ arguments: [String], _ variables: [String: String]) async -> String? {
        let command = ReloadCommand(
            arguments: arguments, deadline: Self.deadline, variables: variables, title: "command")
        let outcome = await threads.run { () throws(DeliveryTrouble) in
            try command.run()
            return .applied
        }
        if case .failed(let why) = outcome { return why }
        return nil
    }
}
