import Glibc
import RecoveryCore
import Synchronization

/// For tests only: a moment at which this process kills itself as the out-of-memory killer would, so that what a crash leaves
/// behind can be looked at for every step (I10, I11). Decorators around the ports; where none was asked for there are none.
///
/// Written `WORDS:MOMENT` or `WORDS:MOMENT:COUNT`: the effects whose words in the journal begin so (none: every effect), and
/// which of them: the first, or the one of that number. `promote b1:after-effect` kills when b1 was promoted and nothing of
/// that is in the journal yet.
package struct Failpoint: Hashable, Sendable {
    /// ```
    /// before-intent  ->  the intent is durable  after-intent  ->  the effect  after-effect  ->  its result is durable  after-result
    /// ```
    package enum Moment: String, CaseIterable, Sendable {
        case beforeIntent = "before-intent"
        case afterIntent = "after-intent"
        case afterEffect = "after-effect"
        case afterResult = "after-result"
    }

    package var words: String
    package var moment: Moment
    package var count: Int

    /// The environment variable in which the program looks for one, once, at its start.
    package static let variable = "DRTOP_FAILPOINT"

    /// - Returns: nil when the text is no failpoint.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let moment = Moment(rawValue: String(parts[1])),
            let count = parts.count == 2 ? 1 : Int(parts[2]), count > 0
        else { return nil }
        (words, self.moment, self.count) = (String(parts[0]), moment, count)
    }

    /// The same ports, with this moment among them.
    ///
    /// - Parameter end: does not return; a test of this type may let it.
    package func around(
        _ ports: Perform.Ports, in settings: Settings, end: @escaping @Sendable () -> Void = Self.endProcess
    ) -> Perform.Ports {
        let watch = FailpointWatch(self, end)
        var ports = ports
        ports.journal = WatchedJournal(journal: ports.journal, watch: watch)
        ports.storage = WatchedStorage(storage: ports.storage, settings: settings, watch: watch)
        ports.centre = WatchedCentre(centre: ports.centre, settings: settings, watch: watch)
        ports.delivery = WatchedDelivery(delivery: ports.delivery, settings: settings, watch: watch)
        return ports
    }

    /// kill -9 by its own hand.
    @Sendable package static func endProcess() {
        kill(getpid(), SIGKILL)
        // Other threads may have a moment; this one goes no further.
        while true { pause() }
    }
}

/// Counts how often the moment was passed.
private final class FailpointWatch: Sendable {
    private struct State {
        var passed = 0
        /// Effects whose intent was seen, by their numbers.
        var effects: [UInt64] = []
    }

    private let failpoint: Failpoint
    private let end: @Sendable () -> Void
    private let state = Mutex(State())

    init(_ failpoint: Failpoint, _ end: @escaping @Sendable () -> Void) {
        self.failpoint = failpoint
        self.end = end
    }

    func pass(_ moment: Failpoint.Moment, _ words: String) {
        guard moment == failpoint.moment, words.hasPrefix(failpoint.words) else { return }
        let isTheOne = state.withLock { state in
            state.passed += 1
            return state.passed == failpoint.count
        }
        if isTheOne { end() }
    }

    func pass(_ moment: Failpoint.Moment, intentsOf entries: [JournalEntry]) {
        for case .intended(let effect, let action, _) in entries {
            if moment == .afterIntent, action.hasPrefix(failpoint.words) {
                state.withLock { $0.effects.append(effect) }
            }
            pass(moment, action)
        }
    }

    func passResults(of entries: [JournalEntry]) {
        for case .ended(let effect, _) in entries where state.withLock({ $0.effects.contains(effect) }) {
            pass(.afterResult, failpoint.words)
        }
    }
}

private struct WatchedJournal: JournalPort {
    let journal: any JournalPort
    let watch: FailpointWatch

    func commit(_ batch: JournalBatch) throws(JournalFault) {
        watch.pass(.beforeIntent, intentsOf: batch.entries)
        try journal.commit(batch)
        watch.pass(.afterIntent, intentsOf: batch.entries)
        watch.passResults(of: batch.entries)
    }
}

private struct WatchedStorage: StoragePort {
    let storage: any StoragePort
    let settings: Settings
    let watch: FailpointWatch

    func carryOut(_ order: Order, progress: @escaping @Sendable (OrderProgress) -> Void) async -> OrderOutcome {
        let outcome = await storage.carryOut(order, progress: progress)
        watch.pass(.afterEffect, order.words(in: settings))
        return outcome
    }

    func watch(primary: ClusterID) { storage.watch(primary: primary) }
    func inspect(_ nodes: [NodeID]) { storage.inspect(nodes) }
}

private struct WatchedCentre: ConfigurationCentrePort {
    let centre: any ConfigurationCentrePort
    let settings: Settings
    let watch: FailpointWatch

    func claim(_ confirmation: Confirmation) async -> ClaimOutcome {
        let outcome = await centre.claim(confirmation)
        watch.pass(.afterEffect, Effect.Action.claim(confirmation).words(in: settings))
        return outcome
    }

    func publish(_ publication: Publication) async -> PublicationOutcome {
        let outcome = await centre.publish(publication)
        watch.pass(.afterEffect, Effect.Action.publish(publication).words(in: settings))
        return outcome
    }
}

private struct WatchedDelivery: DeliveryPort {
    let delivery: any DeliveryPort
    let settings: Settings
    let watch: FailpointWatch

    func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome {
        let outcome = await delivery.deliver(information, to: caller)
        watch.pass(.afterEffect, Effect.Action.deliver(caller.id, information).words(in: settings))
        return outcome
    }
}
