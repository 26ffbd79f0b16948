import RecoveryCore

/// Journal and configuration centre of the fake world: what survives a restart of drtop.
struct FakeCentre {
    var state: DurableState?
    var epoch: Epoch = 0
    var documents: [ConfigurationInformation] = []
    var progress: [CallerProgress] = []
    var isJournalFailing = false
    /// It keeps nothing and says so.
    var isDown = false
    /// What it publishes stands, and nobody is told.
    var isSilent = false
    private var newest: Publication?
    private var claimed: [Confirmation] = []
    private var consumed: [Confirmation] = []

    mutating func claim(_ confirmation: Confirmation) -> ClaimOutcome {
        if isDown { return .failed("no answer from the configuration centre") }
        if claimed.contains(confirmation) { return .refused("it was claimed before") }
        if confirmation.epoch != epoch { return .refused("epoch \(epoch) is in force") }
        claimed.append(confirmation)
        return .claimed
    }

    mutating func publish(_ publication: Publication) -> PublicationOutcome {
        if isDown { return .failed("no answer from the configuration centre") }
        if publication == newest { return .published }
        if let confirmation = publication.consumes {
            if consumed.contains(confirmation) { return .refused("the confirmation was consumed before") }
            guard claimed.contains(confirmation) else { return .refused("nobody claimed the confirmation") }
        }
        guard publication.epoch == epoch + 1 else { return .refused("epoch \(epoch) is in force") }
        if let confirmation = publication.consumes { consumed.append(confirmation) }
        epoch = publication.epoch
        documents = publication.information
        newest = publication
        return isSilent ? .failed("no answer from the configuration centre") : .published
    }

    mutating func note(_ caller: String, applied epoch: Epoch) {
        progress.removeAll { $0.caller == caller }
        progress.append(CallerProgress(caller: caller, delivered: epoch, applied: epoch))
    }
}
