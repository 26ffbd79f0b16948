/// How far a caller was when the last process ended.
package struct CallerProgress: Hashable, Codable, Sendable {
    package var caller: String
    package var delivered: Epoch
    package var applied: Epoch

    package init(caller: String, delivered: Epoch, applied: Epoch) {
        self.caller = caller
        self.delivered = delivered
        self.applied = applied
    }
}

/// What each caller has, and what it should have (M12). Only the newest epoch is ever delivered (I16).
struct CallerBoard: Sendable {
    private(set) var entries: [Entry]
    /// From when on callers are given time: since the newest epoch was published, or this process began. nil: it is over.
    private(set) var patientSince: Instant?

    struct Entry: Sendable {
        /// In force: what was published last for it.
        var published: ConfigurationInformation?
        var status: CallerStatus
        /// The epoch that is on its way now.
        var underWay: Epoch?
        var failures = 0
        /// There is a way to bring it to the caller; otherwise it comes by itself.
        var isDelivered: Bool
        /// An operator wants it to be sent once more.
        var isWanted = false

        var isBehind: Bool { published.map { status.reached < $0.epoch } ?? true }
        var isWaived: Bool { published.map { status.isWaived(for: $0.epoch) } ?? false }
    }

    init(
        settings: Settings, published: [ConfigurationInformation], progress: [CallerProgress],
        waivers: [DurableState.Waiver], patientSince: Instant? = nil
    ) {
        self.patientSince = patientSince
        entries = settings.callers.map { caller in
            let known = progress.first { $0.caller == caller.name }
            return Entry(
                published: published.first { $0.caller == caller.name },
                status: CallerStatus(
                    delivered: known?.delivered ?? 0, applied: known?.applied ?? 0,
                    pulls: caller.deliveries.isEmpty && !caller.speaks,
                    waiver: waivers.first { $0.caller == caller.name }
                        .map { CallerStatus.Waiver(epoch: $0.epoch, operator: $0.operator, reason: $0.reason) }),
                isDelivered: !caller.deliveries.isEmpty)
        }
    }

    subscript(caller: CallerID) -> Entry { entries[caller.index] }

    /// Of the documents in force.
    var newestEpoch: Epoch { entries.compactMap { $0.published?.epoch }.max() ?? 0 }

    /// - Parameter information: one document a caller, in the order of the settings.
    mutating func publish(_ information: [ConfigurationInformation], at now: Instant) {
        precondition(information.count == entries.count, "\(information.count) documents of \(entries.count) callers")
        patientSince = now
        for (index, new) in information.enumerated() {
            if !entries[index].isBehind || entries[index].published == nil { entries[index].status.since = now }
            entries[index].published = new
            entries[index].failures = 0
            entries[index].status.retryAt = nil
            entries[index].status.error = nil
        }
    }

    /// Callers to whom something newer has to go now.
    func due(at now: Instant) -> [(CallerID, ConfigurationInformation)] {
        entries.indices.compactMap { index in
            let entry = entries[index]
            guard let published = entry.published, entry.isDelivered, entry.underWay == nil,
                entry.isWanted || entry.status.applied < published.epoch,
                entry.isWanted || entry.status.delivered < published.epoch || entry.failures > 0,
                entry.status.retryAt.map({ $0 <= now }) ?? true
            else { return nil }
            return (CallerID(index), published)
        }
    }

    mutating func began(_ caller: CallerID, epoch: Epoch) {
        entries[caller.index].underWay = epoch
        entries[caller.index].isWanted = false
        entries[caller.index].status.retryAt = nil
    }

    /// Returns whether the caller now applies this epoch.
    mutating func ended(_ caller: CallerID, epoch: Epoch, _ outcome: DeliveryOutcome, at now: Instant) -> Bool {
        var entry = entries[caller.index]
        let wasBehind = entry.isBehind
        defer {
            if wasBehind, !entry.isBehind { entry.status.since = now }
            entries[caller.index] = entry
        }
        entry.underWay = nil
        let isNewest = entry.published?.epoch == epoch
        switch outcome {
        case .applied:
            entry.failures = 0
            entry.status.error = nil
            entry.status.delivered = max(entry.status.delivered, epoch)
            entry.status.applied = max(entry.status.applied, epoch)
            return true
        case .delivered:
            entry.failures = 0
            entry.status.error = nil
            entry.status.delivered = max(entry.status.delivered, epoch)
        // What has been replaced meanwhile need not be tried again: the newest goes out at once.
        case .failed where !isNewest: break
        case .failed(let why):
            entry.failures += 1
            entry.status.error = why
            entry.status.retryAt = now + Self.pause(afterFailures: entry.failures)
        }
        return false
    }

    /// What a caller says by itself; about an older epoch than the newest it changes nothing. Returns whether it now applies
    /// an epoch that it was not known to apply.
    mutating func heard(_ caller: CallerID, epoch: Epoch, applies: Bool, at now: Instant) -> Bool {
        var entry = entries[caller.index]
        guard epoch == entry.published?.epoch else { return false }
        let wasBehind = entry.isBehind
        entry.status.delivered = max(entry.status.delivered, epoch)
        let isNews = applies && entry.status.applied < epoch
        if isNews {
            entry.status.applied = epoch
            entry.status.error = nil
            entry.status.retryAt = nil
            entry.failures = 0
        }
        if wasBehind, !entry.isBehind { entry.status.since = now }
        entries[caller.index] = entry
        return isNews
    }

    /// Returns whether there is something to send.
    mutating func sendAgain(_ caller: CallerID) -> Bool {
        guard entries[caller.index].published != nil else { return false }
        entries[caller.index].isWanted = true
        entries[caller.index].status.retryAt = nil
        return true
    }

    /// 1 s, 2 s, 4 s ... at most a minute; for as long as it takes.
    static func pause(afterFailures failures: Int) -> Duration {
        .seconds(min(60, 1 << min(failures - 1, 6)))
    }

    /// Returns whether it was waited for.
    mutating func waive(_ caller: CallerID, by author: String, reason: String) -> Bool {
        guard let epoch = entries[caller.index].published?.epoch, entries[caller.index].isBehind else { return false }
        entries[caller.index].status.waiver = CallerStatus.Waiver(epoch: epoch, operator: author, reason: reason)
        return true
    }

    /// What has to survive a restart of the operators' words.
    func waivers(in settings: Settings) -> [DurableState.Waiver] {
        settings.callers.compactMap { caller in
            entries[caller.id.index].status.waiver.map {
                DurableState.Waiver(caller: caller.name, epoch: $0.epoch, operator: $0.operator, reason: $0.reason)
            }
        }
    }

    /// Callers of which it is known that they do not apply the newest epoch, the waived ones apart.
    var behind: [CallerID] {
        entries.indices.filter { index in
            entries[index].published != nil && !entries[index].status.pulls && entries[index].isBehind
                && !entries[index].isWaived
        }.map(CallerID.init)
    }

    /// Callers that are behind, and are not waited for.
    var waived: [CallerID] { entries.indices.filter { entries[$0].isWaived }.map(CallerID.init) }

    /// Every caller has got the newest epoch, or one attempt has failed.
    var isEverybodyTold: Bool {
        behind.allSatisfy { entries[$0.index].underWay == nil && entries[$0.index].status.error != nil }
    }

    /// When the next failed delivery is repeated.
    func deadline(after now: Instant) -> Instant? {
        var next: Instant?
        for entry in entries {
            if let retryAt = entry.status.retryAt, retryAt > now { next = min(next ?? retryAt, retryAt) }
        }
        return next
    }
}
