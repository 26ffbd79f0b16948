import Foundation
import RecoveryCore

/// One thing to tell: an occurrence of an alarm has begun, or has ended. A plain value, kept in the outbox until it has
/// been told.
package struct Notification: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable { case firing, resolved }

    package var system: String
    package var environment: String
    package var alarm: Int
    package var occurrence: Int
    package var kind: String
    package var cluster: String?
    package var priority: Int
    package var state: State
    package var text: String
    /// The sentence of the second line of every screen, as it was then.
    package var verdict: String
    /// ISO 8601 in UTC.
    package var since: String

    init(_ alarm: Alarm, _ snapshot: Snapshot, state: State) {
        system = snapshot.settings.system
        environment = snapshot.settings.environment
        self.alarm = alarm.id.number
        occurrence = alarm.occurrence
        kind = alarm.kind.rawValue
        cluster = alarm.cluster.map { snapshot.settings.name(of: $0) }
        priority = alarm.priority
        self.state = state
        text = alarm.text
        verdict = snapshot.verdict.text
        since = WallClock(snapshot).text(alarm.since)
    }

    /// The same occurrence, ended.
    func ended(_ snapshot: Snapshot) -> Notification {
        var ended = self
        ended.state = .resolved
        ended.verdict = snapshot.verdict.text
        return ended
    }

    var json: String {
        guard let data = try? StatusDocument.encoder.encode(self) else {  // Texts and numbers always encode.
            preconditionFailure("a notification does not encode")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Where notifications wait until they were told: kept through a restart. Every call may block for as long as the disk does.
package protocol NotificationStore: Sendable {
    /// What was not told yet, and what is firing and was not resolved, of an earlier process.
    func load() throws -> [OutboxEntry]
    /// Durable when it returns; entries of the same keys are replaced.
    func keep(_ entries: [OutboxEntry]) throws
    func forget(_ keys: [String]) throws
}

/// A notification on one of the ways that the settings name.
package struct OutboxEntry: Codable, Hashable, Sendable {
    /// The way's name: `alertmanager http://...`.
    package var way: String
    package var notification: Notification
    /// It has been told.
    package var isTold: Bool

    package init(way: String, notification: Notification, isTold: Bool) {
        self.way = way
        self.notification = notification
        self.isTold = isTold
    }

    /// Names it among all: an occurrence is told once begun and once ended.
    package var key: String {
        "\(way)\n\(notification.alarm)\n\(notification.occurrence)\n\(notification.state.rawValue)"
    }
}
