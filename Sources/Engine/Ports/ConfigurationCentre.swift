import RecoveryCore

/// Keeps the configuration information of all callers in one place, versioned by epoch (M11).
package protocol ConfigurationCentrePort: Sendable {
    /// Makes the confirmation durable and this engine's alone, once (I5).
    func claim(_ confirmation: Confirmation) async -> ClaimOutcome

    /// Publishes the epoch and consumes its confirmation in one transaction, guarded by the epoch before it (I2, I5).
    func publish(_ publication: Publication) async -> PublicationOutcome
}

/// Brings a caller its configuration information (M12).
package protocol DeliveryPort: Sendable {
    /// One attempt by all the ways of the caller; bounded in time.
    func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome
}
