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

/// A caller as it really is.
struct SimulatedCaller: Sendable {
    var uses: ConfigurationInformation?
    var isAway = 0
    var isIdle = 0
    var slowness: Moment = 0
    var repeats = 0
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

    /// The controller writes a caller's file itself: a process that is gone delivers nothing any more.
    private mutating func deliver(
        _ information: ConfigurationInformation, to caller: CallerID, _ effect: EffectID, _ process: Int
    ) {
        guard process == controller.process, controller.isRunning else { return }
        // The driver leaves a file alone that holds a newer epoch; the core must not rely on it while it is the only one.
        if isReplacedActing, let held = callers[caller.index].uses, held.epoch > information.epoch {
            return answer(effect, .delivery(.failed("it holds epoch \(held.epoch), which is newer")), process)
        }
        guard callers[caller.index].isAway == 0 else {
            return answer(effect, .delivery(.failed("it does not answer")), process)
        }
        guard callers[caller.index].isIdle == 0 else {
            return answer(effect, .delivery(.failed("its reload failed")), process)
        }
        callers[caller.index].uses = information
        note(.applied(caller: caller.index, information))
        findWritten()
        answer(effect, .delivery(.applied), process)
        // It says so again; the shell has closed that matter, and the core must not mind either.
        if callers[caller.index].repeats > 0 { repeatAnswer(effect, .delivery(.applied), process) }
    }

    private mutating func repeatAnswer(_ effect: EffectID, _ outcome: EffectOutcome, _ process: Int) {
        let parcel = keep(.repetition(effect, outcome))
        queue.plan(.resultArrived(parcel: parcel, process: process), at: now + chance.within(5000...500_000))
    }

    /// What a process reads of the centre when it starts. A stale read shows the epoch before, but no older one than the
    /// journal knows: that is read again.
    func documentsRead() -> [ConfigurationInformation] {
        guard faulted.staleness > 0, let former = centre.former, former.epoch >= controller.saved?.epoch ?? 0 else {
            return centre.documents
        }
        return former.information
    }

    /// I18: what the callers hold when drtop or its store goes.
    mutating func noteHolds() {
        for index in callers.indices { note(.holds(caller: index, callers[index].uses)) }
    }

    /// Callers write to the nodes that their information names.
    private mutating func findWritten() {
        let named = Set(callers.flatMap { $0.uses?.endpoints.map(\.node) ?? [] })
        for node in settings.nodes { nodes[node.id.index].isWritten = named.contains(node.name) }
    }

    private mutating func answer(_ effect: EffectID, _ outcome: EffectOutcome, _ process: Int) {
        let parcel = keep(.outcome(effect, outcome))
        queue.plan(.resultArrived(parcel: parcel, process: process), at: now + chance.within(300...5000))
    }
}
