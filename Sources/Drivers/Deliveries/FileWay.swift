import RecoveryCore

/// A file and a command that makes the caller read it.
struct FileWay: Way {
    var file: DeliveredFile
    var reload: ReloadCommand?
    var threads: DeliveryThreads
    /// Programs at once.
    var commands: Turns

    func bring(_ document: ConfigurationDocument) async -> DeliveryOutcome {
        let written = await threads.run { () throws(DeliveryTrouble) in
            try file.write(document)
            return DeliveryOutcome.applied
        }
        guard written == .applied, let reload else { return written }
        return await commands.take(file.path) {
            await threads.run { () throws(DeliveryTrouble) in
                try reload.run()
                return .applied
            }
        }
    }
}
