import RecoveryCore

/// One way by which a caller gets its document. All of them stand in the table `Deliveries.way(_:of:)`.
protocol Way: Sendable {
    /// One attempt, bounded in time. Never throws: a failure is an outcome, in words for the operator.
    func bring(_ document: ConfigurationDocument) async -> DeliveryOutcome
}

/// The ways that go over HTTP: who has a client for that gives them.
package struct NetworkWays: Sendable {
    /// POSTs the document to an address.
    package var webhook:
        @Sendable (_ url: String, _ document: String, _ epoch: Epoch, _ signature: String?) async -> DeliveryOutcome
    /// Puts the document under a key, and has read that back when it says `applied`.
    package var etcd: @Sendable (_ endpoints: [String], _ key: String, _ document: String) async -> DeliveryOutcome

    package init(
        webhook: @escaping @Sendable (String, String, Epoch, String?) async -> DeliveryOutcome,
        etcd: @escaping @Sendable ([String], String, String) async -> DeliveryOutcome
    ) {
        self.webhook = webhook
        self.etcd = etcd
    }

    /// Where there is no network.
    package static let none = NetworkWays(
        webhook: { _, _, _, _ in .failed("there is no network client here") },
        etcd: { _, _, _ in .failed("there is no network client here") })
}

/// POSTs to the caller itself, signed: the HMAC-SHA256 of the body in hexadecimal.
struct WebhookWay: Way {
    var url: String
    var secret: Secret?
    var network: NetworkWays

    func bring(_ document: ConfigurationDocument) async -> DeliveryOutcome {
        let body = document.json
        let signature = secret.map { SHA256.signature(of: body, with: $0) }
        return await network.webhook(url, body, document.epoch, signature)
    }
}

/// Puts it under a key that the caller watches. A caller that has a token says itself when it uses it; of another, nothing
/// more can be known than that the key holds it.
struct EtcdWay: Way {
    var endpoints: [String]
    var key: String
    var callerSpeaks: Bool
    var network: NetworkWays

    func bring(_ document: ConfigurationDocument) async -> DeliveryOutcome {
        let outcome = await network.etcd(endpoints, key, document.json)
        return outcome == .applied && callerSpeaks ? .delivered : outcome
    }
}
