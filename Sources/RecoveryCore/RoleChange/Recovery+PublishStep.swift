/// The step of a role change that tells the callers. What was asked for may stand although nobody says so; and what stands is
/// what callers have, also when an operator has gone on without a pair since: that pair is left out, and what its node holds
/// decides what becomes of it.
extension Recovery {
    /// The publication that was not asked for yet, for want of a fresh answer of the target.
    var isPublicationHeldBack: Bool {
        guard let change, let index = change.current else { return false }
        let step = change.steps[index]
        let isAsked = step.effect.map { pending.purpose(of: $0) != nil } ?? false
        return step.step == .publish && step.state == .running && !isAsked
    }

    mutating func publishChange(_ change: RoleChange, at index: Int, now: Instant) {
        // The last process ended between the publication and its result: it stands, and must not be asked for again. What
        // callers have of it was read at the start.
        if callers.newestEpoch == change.plan.epoch + 1 { return changeIsPublished(change, index, nil, at: now) }
        guard isFreshlyAvailable(change.plan.target, at: now) else {
            // A busy machine reads answers late: the next one is on its way.
            let limit = max(Deadline.freshAnswer, settings.heartbeat.interval * 3)
            guard change.steps[index].age(at: now) >= limit else { return }
            let name = settings.name(of: change.plan.target)
            fail(index, "\(name) is not seen available now; retry when it answers")
            return
        }
        let promoted = (change.parts(of: .promote) + change.parts(of: .handOver)).filter { $0.state == .done }
        if let doubt = promoted.compactMap({ doubt(about: $0.node) }).first {
            fail(index, doubt)
            return
        }
        askToPublish(change, index, without: leftOut + change.leftOut)
    }

    private func publication(of change: RoleChange, without pairs: [PairID]) -> Publication {
        publication(
            epoch: change.plan.epoch + 1, cluster: change.plan.target, leftOut: pairs, consumes: change.confirmation)
    }

    private mutating func askToPublish(_ change: RoleChange, _ index: Int, without pairs: [PairID]) {
        let publication = publication(of: change, without: pairs)
        let id = outbox.add(.publish(publication), because: reason(of: .publish, change))
        self.change?.steps[index].effect = id
        self.change?.noteAsked(without: pairs)
        pending.add(id, .step(.publish, node: nil), .publish(publication))
    }

    mutating func publicationOfChangeEnded(
        _ published: RoleChange, _ index: Int, _ publication: Publication, _ outcome: PublicationOutcome,
        at now: Instant
    ) {
        switch outcome {
        case .published: changeIsPublished(published, index, publication.information, at: now)
        case .refused(let why): publicationWasRefused(published, publication, index, why)
        case .failed(let why):
            // It may stand all the same: so nobody aborts (`mayBePublished`).
            change?.steps[index].state = .failed(why)
            outbox.needsSave = true
        }
    }

    /// The epoch may be taken by what was asked for before, with a pair that was given up since: then that stands. Asked for
    /// again it is answered so, and if it does not stand it is refused like this one.
    private mutating func publicationWasRefused(
        _ change: RoleChange, _ refused: Publication, _ index: Int, _ why: String
    ) {
        let others = change.unanswered?.filter { publication(of: change, without: $0) != refused }
        self.change?.unanswered = others
        outbox.needsSave = true
        guard let earlier = others?.last else {
            self.change?.steps[index].state = .failed(why)
            return
        }
        guard !isFailedForJournal(.publish, at: index) else { return }
        outbox.record(.noted("epoch \(refused.epoch) was refused: \(why); it may be what was asked for before"))
        askToPublish(change, index, without: earlier)
    }

    /// - Parameter information: what callers are to have now; nil: they have it.
    private mutating func changeIsPublished(
        _ published: RoleChange, _ index: Int, _ information: [ConfigurationInformation]?, at now: Instant
    ) {
        supersedeConvergence(at: now)
        if let information { callers.publish(information, at: now) }
        noteEpoch(published.plan.epoch + 1, of: published.plan.target)
        swapRoles(published, at: now)
        endStep(index, at: now)
    }
}
