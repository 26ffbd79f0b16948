import RecoveryCore

/// A command that was handed to the engine, under its key.
package struct KeptCommand: Codable, Hashable, Sendable {
    package var key: String
    package var form: CommandForm
    /// nil: the engine had not answered when it was kept.
    package var answer: CommandAnswer?

    package init(key: String, form: CommandForm, answer: CommandAnswer? = nil) {
        self.key = key
        self.form = form
        self.answer = answer
    }
}

/// Where commands are kept through a restart, so that one that comes again after it acts no second time. Both calls may
/// block for as long as the disk does.
package protocol CommandStore: Sendable {
    func find(_ key: String) throws -> KeptCommand?
    /// Durable when it returns.
    func keep(_ command: KeptCommand) throws
}
