import RecoveryCore
import Synchronization

/// The configuration information in force of every caller, in the bytes that callers get, and who waits for newer.
package final class DocumentBoard: Sendable {
    package struct Document: Sendable {
        package var epoch: Epoch
        package var fingerprint: String
        /// One line of JSON.
        package var json: String

        package init(epoch: Epoch, fingerprint: String, json: String) {
            self.epoch = epoch
            self.fingerprint = fingerprint
            self.json = json
        }
    }

    private let callers: [String: Newest<Document>]

    /// - Parameter callers: the names of the settings.
    package init(callers: [String]) {
        self.callers = Dictionary(uniqueKeysWithValues: callers.map { ($0, Newest()) })
    }

    /// An older document than the one in force is passed over.
    package func publish(_ document: Document, of caller: String) {
        guard let newest = callers[caller], newest.value.map({ $0.epoch < document.epoch }) ?? true else { return }
        newest.publish(document)
    }

    func documents(of caller: String) -> Newest<Document>? { callers[caller] }
}

/// What a caller let us know through the interface.
package struct CallerWord: Hashable, Sendable {
    package var caller: String
    package var epoch: Epoch
    /// It uses this epoch now; otherwise it has only got it.
    package var applies: Bool
}
