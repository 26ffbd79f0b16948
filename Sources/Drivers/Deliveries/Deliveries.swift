import Dispatch
import Engine
import RecoveryCore

/// Brings callers their documents by the ways that the settings name (M12).
package final class Deliveries: DeliveryPort {
    /// Programs at once; other callers' wait for their turn.
    static let mostCommands = 16
    /// Callers at once: each holds a thread while its disk writes.
    static let mostCallers = 32

    private let issued: @Sendable (Epoch) async -> String?
    private let deadline: Duration
    private let callers = Turns(limit: Deliveries.mostCallers)
    private let commands = Turns(limit: Deliveries.mostCommands)
    private let threads = DispatchQueue(label: "drtop.deliveries", attributes: .concurrent)

    /// - Parameters:
    ///   - issued: when an epoch was published: `EmbeddedCentre.issued`, so that every way shows the same document.
    ///   - deadline: how long a reload command may take.
    package init(issued: @escaping @Sendable (Epoch) async -> String?, deadline: Duration = .seconds(10)) {
        self.issued = issued
        self.deadline = deadline
    }

    /// Applied when all ways of the caller have succeeded; all are tried. Attempts for one caller follow each other, so
    /// that a late old one cannot overtake a new one. A caller without any way fetches its document itself: delivered.
    package func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome {
        if caller.deliveries.isEmpty { return .delivered }
        guard let issued = await issued(information.epoch) else {
            return .failed("epoch \(information.epoch) is not in the configuration centre")
        }
        let document = ConfigurationDocument(information, issued: issued)
        return await callers.take(caller.name) {
            var troubles: [String] = []
            for delivery in caller.deliveries {
                if let trouble = await self.attempt(delivery, document) { troubles.append(trouble.text) }
            }
            return troubles.isEmpty ? .applied : .failed(troubles.joined(separator: "; "))
        }
    }

    private func attempt(_ delivery: Delivery, _ document: ConfigurationDocument) async -> DeliveryTrouble? {
        switch delivery {
        case .file(let path, let reload):
            let file = DeliveredFile(path: path)
            if let trouble = await blocking({ () throws(DeliveryTrouble) in try file.write(document) }) {
                return trouble
            }
            if reload.isEmpty { return nil }
            let command = ReloadCommand(arguments: reload, deadline: deadline)
            return await commands.take(path) {
                await self.blocking { () throws(DeliveryTrouble) in try command.run() }
            }
        }
    }

    /// Off Swift's own threads: disks and programs take their time.
    private func blocking(
        _ work: @escaping @Sendable () throws(DeliveryTrouble) -> Void
    ) async -> DeliveryTrouble? {
        await withCheckedContinuation { continuation in
            threads.async {
                do throws(DeliveryTrouble) {
                    try work()
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
    }
}
