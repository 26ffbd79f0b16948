/// What callers are told, and when (M9 to M12; I2, I16, I17).
extension Recovery {
    func publication(epoch: Epoch, cluster: ClusterID, leftOut: [PairID], consumes: Confirmation?) -> Publication {
        let mapping = AddressMapping(settings: settings, cluster: cluster, leftOut: leftOut)
        return Publication(
            epoch: epoch, cluster: cluster, clusterName: settings.name(of: cluster),
            information: settings.callers.map {
                mapping.information(for: $0, epoch: epoch, published: inForce(for: $0))
            },
            consumes: consumes)
    }

    /// What a caller has now. Before the first epoch that is what the settings say, so that a pair that is left out of a
    /// failover at the very first start keeps an address too (I17).
    func inForce(for caller: Caller) -> ConfigurationInformation? {
        callers[caller.id].published
            ?? AddressMapping(settings: settings, cluster: primary, leftOut: [])
            .information(for: caller, epoch: 0, published: nil)
    }

    /// The first epoch, and a new one when the settings' callers or addresses, or a late pair, have changed what is true.
    mutating func publishIfChanged(at now: Instant) {
        guard !doubt.isUnsettled, change == nil, !isLeaving, journal == .writable, mode != .observe || epoch == 0,
            isFreshlyAvailable(primary, at: now), !isPublishing, publicationRetry.map({ $0 <= now }) ?? true
        else { return }
        if let asked = unansweredPublication, asked.epoch == epoch + 1 {
            return ask(asked, "whether it stands is not known")
        }
        let origin = DocumentOrigin(epoch: epoch, primary: primary, leftOut: leftOut)
        guard epoch > 0 ? origin != originInForce : isStorageAsSettingsSay else { return }
        let wanted = publication(epoch: epoch, cluster: primary, leftOut: leftOut, consumes: nil)
        guard epoch == 0 || wanted.information != callers.entries.compactMap(\.published) else {
            originInForce = origin
            return
        }
        let next = publication(epoch: epoch + 1, cluster: primary, leftOut: leftOut, consumes: nil)
        ask(next, epoch == 0 ? "the first configuration" : "callers, addresses or pairs have changed")
    }

    private mutating func ask(_ publication: Publication, _ reason: String) {
        let id = outbox.add(.publish(publication), because: reason)
        pending.add(id, .publication, .publish(publication))
    }

    /// Nobody is sent to a cluster that the settings call primary while its nodes say that they are not: at the very first
    /// start the settings are all that drtop knows, and they may be older than the storage.
    private var isStorageAsSettingsSay: Bool {
        settings.nodes(of: primary).allSatisfy { node in
            node.pair == nil || nodes[node.id.index].state != .up || reports.isWritable(node.id)
        }
    }

    var isPublishing: Bool { pending.contains { $0 == .publication } }

    mutating func publicationEnded(_ publication: Publication, _ outcome: PublicationOutcome, at now: Instant) {
        if case .failed = outcome { unansweredPublication = publication } else { unansweredPublication = nil }
        switch outcome {
        case .published:
            publicationRetry = nil
            publicationFailures = 0
            callers.publish(publication.information, at: now)
            noteEpoch(publication.epoch, of: publication.cluster)
        case .refused(let why), .failed(let why):
            outbox.record(.noted("epoch \(publication.epoch) was not published: \(why)"))
            publicationFailures += 1
            publicationRetry = now + CallerBoard.pause(afterFailures: publicationFailures)
        }
    }

    mutating func deliverWhatIsDue(at now: Instant) {
        guard phase != .starting, !isLeaving, journal == .writable else { return }
        for (caller, information) in callers.due(at: now) {
            let reason = "\(settings.caller(caller).name) is behind epoch \(information.epoch)"
            let action = Effect.Action.deliver(caller, information)
            let id = outbox.add(action, because: reason)
            pending.add(id, .delivery(caller, information.epoch), action)
            callers.began(caller, epoch: information.epoch)
        }
    }

    mutating func callerSpoke(_ caller: CallerID, _ epoch: Epoch, applies: Bool, at now: Instant) {
        guard settings.callers.indices.contains(caller.index) else { return }
        if callers.heard(caller, epoch: epoch, applies: applies, at: now) {
            outbox.record(.applied(caller: settings.caller(caller).name, epoch: epoch))
        }
        outbox.isDirty = true
    }

    mutating func deliveryEnded(_ caller: CallerID, _ epoch: Epoch, _ outcome: DeliveryOutcome, at now: Instant) {
        if callers.ended(caller, epoch: epoch, outcome, at: now) {
            outbox.record(.applied(caller: settings.caller(caller).name, epoch: epoch))
        }
    }
}

/// What the callers' documents are made of, apart from the settings.
struct DocumentOrigin: Hashable, Sendable {
    var epoch: Epoch
    var primary: ClusterID
    var leftOut: [PairID]
}
