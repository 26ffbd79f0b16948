import RecoveryCore

/// The configuration centre as it really is: epochs, claims, and the term of the newest process.
struct Centre: Sendable {
    struct Claim: Hashable, Sendable {
        var confirmation: Confirmation
        var term: Int
        var isConsumed = false
    }

    private(set) var newest: Publication?
    /// The one before it.
    private(set) var former: Publication?
    private(set) var claims: [Claim] = []
    private var term = 0
    /// See `Script.hasFencing`.
    private let ignoresTerms: Bool

    init(hasFencing: Bool) {
        ignoresTerms = !hasFencing
    }

    var documents: [ConfigurationInformation] { newest?.information ?? [] }
    var epoch: Epoch { newest?.epoch ?? 0 }

    mutating func begin(term process: Int) { term = process }

    mutating func claim(_ confirmation: Confirmation, term process: Int) -> ClaimOutcome {
        guard process == term || ignoresTerms else { return .refused("another engine took over") }
        guard confirmation.epoch == epoch else { return .refused("epoch \(epoch) is in force") }
        guard find(confirmation) == nil else { return .refused("it was claimed before") }
        claims.append(Claim(confirmation: confirmation, term: process))
        return .claimed
    }

    /// Compare and set: the epoch before it, and a claim that is not consumed.
    mutating func publish(_ publication: Publication, term process: Int) -> (outcome: PublicationOutcome, isNew: Bool) {
        guard process == term || ignoresTerms else { return (.refused("another engine took over"), false) }
        if publication == newest { return (.published, false) }
        guard publication.epoch == epoch + 1 else { return (.refused("epoch \(epoch) is in force"), false) }
        if let confirmation = publication.consumes {
            guard let index = find(confirmation), !claims[index].isConsumed else {
                return (.refused("there is no claim of it"), false)
            }
            claims[index].isConsumed = true
        }
        former = newest
        newest = publication
        return (.published, true)
    }

    private func find(_ confirmation: Confirmation) -> Int? {
        claims.firstIndex {
            $0.confirmation.fingerprint == confirmation.fingerprint && $0.confirmation.epoch == confirmation.epoch
        }
    }
}

extension Simulation {
    /// What left the controller reaches the centre or the caller.
    mutating func effectReached(_ parcel: Int, _ process: Int) {
        guard case .effect(let effect)? = parcels.removeValue(forKey: parcel) else { return }
        switch effect.action {
        case .claim(let confirmation): claim(confirmation, effect.id, process)
        case .publish(let publication): publish(publication, effect.id, process)
        case .deliver(let caller, let information): deliver(information, to: caller, effect.id, process)
        case .record, .save, .order, .watch, .inspect, .stretchTimeouts, .answer:
            preconditionFailure("\(effect.action) goes to no centre")
        }
    }

    private mutating func claim(_ confirmation: Confirmation, _ effect: EffectID, _ process: Int) {
        guard faulted.centre == 0 else { return answer(effect, .claim(.failed("the centre is down")), process) }
        let outcome = centre.claim(confirmation, term: process)
        if outcome == .claimed { note(.claimed(confirmation)) }
        answer(effect, faulted.silence > 0 ? .claim(.failed("no answer")) : .claim(outcome), process)
    }

    private mutating func publish(_ publication: Publication, _ effect: EffectID, _ process: Int) {
        guard faulted.centre == 0 else { return answer(effect, .publication(.failed("the centre is down")), process) }
        let (outcome, isNew) = centre.publish(publication, term: process)
        if isNew { note(.published(publication)) }
        answer(effect, .publication(faulted.silence > 0 ? .failed("no answer") : outcome), process)
    }

    /// What a process reads of the centre when it starts. A stale read shows the epoch before, but no older one than the
    /// journal knows: that is read again.
    func documentsRead() -> [ConfigurationInformation] {
        guard faulted.staleness > 0, let former = centre.former, former.epoch >= controller.saved?.epoch ?? 0 else {
            return centre.documents
        }
        return former.information
    }

    mutating func answer(_ effect: EffectID, _ outcome: EffectOutcome, _ process: Int) {
        let parcel = keep(.outcome(effect, outcome))
        queue.plan(.resultArrived(parcel: parcel, process: process), at: now + chance.within(300...5000))
    }
}
